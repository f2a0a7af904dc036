// sluiced reload, hold, release and skip: what an operator asks of the running daemon.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "base/fault.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/control_client.h"
#include "cli/output.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

constexpr const char* reload_footer = R"(The daemon reads its configuration and every schema anew, all or nothing:
  where a file is wrong, everything goes on as before, and the place is told: FILE:LINE:COLUMN: what;
  where only schemas changed, every loop judges by them from its next batch on and stays in its group;
  where more changed, the groups concerned drain and come back.
http.listen, control.socket and log.format keep what they were at the start.
It reads the file on its own machine, with the variables that it was started with.

Examples:
  sluiced check && sluiced reload
  sluiced reload --wait      # until every loop works by the new configuration

Exit codes: 0 reloaded, 1 not in that time, or the daemon is on its way out, 64 usage, 69 no daemon
answers, 78 the configuration is wrong; everything goes on as before.)";

constexpr const char* hold_footer =
    R"(Nothing more of the topic is judged or committed until `sluiced release`; what was fetched waits, the
group keeps its partitions, and nothing is lost as long as the broker keeps the records. It outlives
reloads and the loop's failures, not a restart of the daemon. Other topics go on.

Examples:
  sluiced hold orders
  sluiced status --topic orders

Exit codes: 0 it is on hold, 1 it is not, and why, 64 usage, 69 no daemon answers, 78 the configuration
does not say where its socket is.)";

constexpr const char* release_footer =
    R"(Ends a hold by hand; one by a verdict too, whose record is then judged again (and stops the topic again
where neither it nor the schema has changed: see sluiced skip). Where the dead-letter topic is the
cause, that is tried again now instead of after the backoff.

Examples:
  sluiced release orders

Exit codes: 0 done, and what was ended, 1 it is not, and why, 64 usage, 69 no daemon answers, 78 the
configuration does not say where its socket is.)";

constexpr const char* skip_footer =
    R"(The record is not judged: it goes to the dead-letter topic as `skipped`, with the reason in its header
dlt.message, and the topic goes on behind it. In mode observe it is only passed over. A record whose
turn has not come yet is noted and skipped then, unless its partition moves to another member before.
`sluiced status` names the record that a topic on hold stands before.

Examples:
  sluiced skip orders/3/88121 --reason "half a record, INC-4711"

Exit codes: 0 skipped or noted, 1 it is not, and why, 64 usage, 69 no daemon answers, 78 the
configuration does not say where its socket is.)";

/// The daemon's loops have 5 s to answer it, a reload 60 s; it is to be heard out.
constexpr const char* topic_timeout = "10s";
constexpr const char* reload_timeout = "65s";

struct TopicRequest {
  ControlOptions control;
  std::string command;
  std::string topic;
  std::string place;  ///< of a skip, as given
  std::int64_t partition = 0;
  std::int64_t offset = 0;
  std::string reason;
};

ExitCode refused(const ControlAnswer& answer, ExitCode code) {
  complain("sluiced: " + one_line(answer.member("error"), 2'000));
  return code;
}

ExitCode done(const ControlAnswer& answer, std::string_view about) {
  Output output;
  output.write(fmt::format("{}{}\n", about, one_line(answer.member("text"))));
  return output.finish(ExitCode::ok);
}

ExitCode reload(const ControlOptions& options, bool wait) {
  const auto answer = ask_daemon(options, wait ? R"({"command":"reload","wait":true})" : R"({"command":"reload"})");
  if (!answer && answer.error().timed_out) {
    complain(fmt::format("sluiced: not reloaded within {}; the daemon goes on with it: see sluiced status",
                         duration_text(options.timeout)));
    return ExitCode::not_well;
  }
  if (!answer) {
    complain(answer.error().line);
    return answer.error().code;
  }
  if ((*answer)->ok()) return done(**answer, "");
  if ((*answer)->member("kind") != "configuration") return refused(**answer, ExitCode::not_well);
  complain(one_line((*answer)->member("error"), 2'000));  // FILE:LINE:COLUMN: what, as sluiced check says it
  return ExitCode::configuration;
}

std::string json_of(const TopicRequest& request) {
  json::Writer writer;
  writer.begin_object();
  writer.key("command");
  writer.string(request.command);
  writer.key("topic");
  writer.string(request.topic);
  if (request.command == "skip") {
    writer.key("partition");
    writer.number(request.partition);
    writer.key("offset");
    writer.number(request.offset);
    writer.key("reason");
    writer.string(request.reason);
  }
  writer.end_object();
  return writer.text();
}

ExitCode ask(const TopicRequest& request) {
  const auto answer = ask_daemon(request.control, json_of(request));
  if (!answer) {
    complain(answer.error().line);
    return answer.error().code;
  }
  if (!(*answer)->ok()) return refused(**answer, ExitCode::not_well);
  return done(**answer, one_line(request.command == "skip" ? request.place : request.topic) + ": ");
}

/// Digits alone: no sign, no space.
bool read_number(std::string_view text, std::int64_t& number) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// TOPIC/PARTITION/OFFSET. Within a CLI11 callback.
void parse_place(TopicRequest& request) {
  const std::string_view place = request.place;
  const auto second = place.rfind('/');
  const auto first = second == 0 || second == std::string_view::npos ? std::string_view::npos : place.rfind('/', second - 1);
  const bool good = first != std::string_view::npos && first > 0 &&
                    read_number(place.substr(first + 1, second - first - 1), request.partition) &&
                    request.partition <= INT32_MAX && read_number(place.substr(second + 1), request.offset);
  if (!good)
    throw CLI::ValidationError(
        "RECORD", fmt::format("expected TOPIC/PARTITION/OFFSET such as orders/3/88121, found {}", quoted_excerpt(place)));
  request.topic = place.substr(0, first);
}

void parse_reason(const TopicRequest& request) {
  if (request.reason.find_first_not_of(" \t\r\n") == std::string::npos)
    throw CLI::ValidationError("--reason", "say why; it goes into the dead letter");
}

CLI::App* add_topic_command(CLI::App& app, const char* name, const char* description, const char* footer,
                            const std::shared_ptr<TopicRequest>& request) {
  auto* command = app.add_subcommand(name, description);
  request->command = name;
  request->control.timeout_text = topic_timeout;
  add_control_options(*command, request->control);
  command->footer(footer);
  return command;
}

void add_plain_topic_command(CLI::App& app, Command& chosen, const char* name, const char* description, const char* footer) {
  const auto request = std::make_shared<TopicRequest>();
  auto* command = add_topic_command(app, name, description, footer, request);
  command->add_option("TOPIC", request->topic, "A topic of the configuration")->required();
  command->callback([&chosen, request] {
    parse_timeout(request->control);
    chosen = [request] { return ask(*request); };
  });
}

}  // namespace

void add_reload(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("reload", "Have the running daemon read its configuration and schemas anew");
  const auto options = std::make_shared<ControlOptions>();
  const auto wait = std::make_shared<bool>(false);
  options->timeout_text = reload_timeout;
  add_control_options(*command, *options);
  command->add_flag("--wait", *wait,
                    "Until every loop works by the new configuration; at most 60 s, or --timeout if that is less");
  command->footer(reload_footer);
  command->callback([&chosen, options, wait] {
    parse_timeout(*options);
    chosen = [options, wait] { return reload(*options, *wait); };
  });
}

void add_hold(CLI::App& app, Command& chosen) {
  add_plain_topic_command(app, chosen, "hold", "Have the running daemon wait with a topic", hold_footer);
}

void add_release(CLI::App& app, Command& chosen) {
  add_plain_topic_command(app, chosen, "release", "Have the running daemon go on with a topic", release_footer);
}

void add_skip(CLI::App& app, Command& chosen) {
  const auto request = std::make_shared<TopicRequest>();
  auto* command = add_topic_command(app, "skip", "Have the running daemon dead-letter one record unjudged", skip_footer, request);
  command->add_option("RECORD", request->place, "TOPIC/PARTITION/OFFSET")->required();
  command->add_option("--reason", request->reason, "Why, for whoever reads the dead letter; at most 1000 bytes")->required();
  command->callback([&chosen, request] {
    parse_timeout(request->control);
    parse_place(*request);
    parse_reason(*request);
    chosen = [request] { return ask(*request); };
  });
}

}  // namespace sluiced::cli
