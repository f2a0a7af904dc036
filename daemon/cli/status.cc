// sluiced status: how the daemon is, and what to do about it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/nearest.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/control_client.h"
#include "cli/output.h"
#include "cli/status_report.h"

namespace sluiced::cli {
namespace {

struct StatusOptions {
  ControlOptions control;
  std::string output = "text";
  StatusReportOptions report;
};

constexpr const char* footer_text = R"(Printed (--output text), what is not well first:
  the daemon, its configuration, the broker, and the topics by state;
  for each topic: its state; how far behind the newest record it is, in time and in records; records a
  second; the share that was not valid in the last five minutes; dead letters under way; its schema;
  what was lost, skipped by hand and dead-lettered since the start;
  and for each trouble a line that begins with `do`: what to do next.
Printed (--output json): everything, as the daemon gives it (docs/observability.md). --all and --topic
are for the text alone, and the exit code is about the whole daemon whatever is shown.

States: running, starting, stopped, NO BROKER, BACKOFF (comes back by itself), HELD and the reason,
STALLED, FAILED.

Examples:
  sluiced status
  sluiced status --topic orders
  sluiced status --output json | jq -r '.topics[] | select(.held) | .topic'
  sluiced status >/dev/null || echo "look at it"

Exit codes: 0 all well, 1 something is not or the last reload was refused, 64 usage, 69 no daemon
answers, 78 the configuration does not say where its socket is.)";

/// "": all are there.
std::string unknown_topic(const StatusView& status, const std::vector<std::string>& wanted) {
  std::vector<std::string_view> known;
  for (const TopicView& topic : status.topics) known.push_back(topic.topic);
  for (const std::string& topic : wanted) {
    if (std::find(known.begin(), known.end(), topic) != known.end()) continue;
    const std::string near(nearest(topic, known));
    return fmt::format("the daemon has no topic {}{}", quoted_excerpt(topic),
                       near.empty() ? "" : fmt::format(", did you mean {}?", quoted_excerpt(near)));
  }
  return "";
}

ExitCode status(const StatusOptions& options) {
  const auto answer = ask_daemon(options.control, R"({"command":"status"})");
  if (!answer) {
    complain(answer.error().line);
    return answer.error().code;
  }
  if (!(*answer)->ok()) {
    complain("sluiced: " + one_line((*answer)->member("error")));
    return ExitCode::not_well;
  }
  const StatusView view = read_status((*answer)->tree);
  if (const std::string unknown = unknown_topic(view, options.report.topics); !unknown.empty()) {
    complain("sluiced: " + unknown);
    return ExitCode::usage;
  }
  Output output;
  if (options.output == "json") {
    output.write((*answer)->text + "\n");
  } else {
    StatusReportOptions report = options.report;
    report.colour = output.colour();
    output.write(status_report(view, report));
  }
  return output.finish(view.all_well() ? ExitCode::ok : ExitCode::not_well);
}

}  // namespace

void add_status(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("status", "How the running daemon is, and what to do about it");
  const auto options = std::make_shared<StatusOptions>();
  add_control_options(*command, options->control);
  command->add_option("--output", options->output, "text, or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--topic", options->report.topics, "Only this topic; may be given more than once")->allow_extra_args(false);
  command->add_flag("--all", options->report.all, "Every topic, also the many that are well");
  command->footer(footer_text);
  command->callback([&chosen, options] {
    parse_timeout(options->control);
    chosen = [options] { return status(*options); };
  });
}

}  // namespace sluiced::cli
