// sluiced topics plan, sluiced topics apply: the topics that a configuration needs against what the cluster has.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>
#include <thread>

#include "base/units.h"
#include "cli/cli.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "cli/topics_plan.h"
#include "cli/topics_report.h"

namespace sluiced::cli {
namespace {

using gate::IoError;
using Kind = PlanLine::Kind;
using Deadline = std::chrono::steady_clock;

constexpr const char* plan_footer = R"(Printed, a line for each topic that is not as it should be:
  +  missing; `topics apply` creates it
  ~  short of what it should be; `topics apply` adds what it lacks
  !  wrong, and for a person to mend
A topic that is read needs `create` in its entry to be created. A dead-letter topic follows its source: partitions,
replication and min ISR, room for our headers, retention of dead_letter.retention or the source's where that is longer.
Topics that a `match` of the configuration takes are not looked at: the daemon makes their dead-letter topics.

Examples:
  sluiced topics plan -c config/sluiced.yaml
  sluiced topics plan --output json | jq -r '.topics[].topic'

Exit codes: 0 nothing to do, 1 something to do or wrong, 64 usage, 69 no broker answers, 78 configuration.)";

constexpr const char* apply_footer =
    R"(Creates, adds partitions and raises settings, then looks again. Deletes nothing, and makes nothing smaller.

Exit codes: 0 all as it should be, 1 something could not be done, 64 usage, 69 no broker answers, 78 configuration.)";

struct TopicsOptions {
  std::string config = "/etc/sluiced/sluiced.yaml";
  std::string output = "text";
  std::string timeout = "10s";
};

class Topics {
 public:
  Topics(const config::Config& config, const kafka::ClientSettings& settings, Duration timeout)
      : cluster_(settings),
        timeout_(timeout),
        needed_(needed_topics(config)),
        names_(names_of(needed_)),
        options_{.can_set = kafka::ClusterTopics::can_set(), .brokers = config.kafka.brokers} {}

  Result<Plan, IoError> plan() {
    const auto found = cluster_.look(names_, timeout_);
    if (!found) return failure(found.error());
    return make_plan(needed_, *found, options_);
  }

  /// In rounds: what a dead-letter topic follows has to be there first. Everything is tried once.
  Result<Plan, IoError> apply(std::vector<Outcome>& outcomes) {
    auto plan = this->plan();
    std::set<std::string> tried;
    while (plan) {
      std::set<std::string> done;
      const std::size_t before = outcomes.size();
      for (const PlanLine& line : plan->lines) {
        if (!line.possible || !tried.insert(key(line)).second) continue;
        const auto error = act(line);
        if (!error) done.insert(key(line));
        outcomes.push_back({line, error ? std::optional(error->text) : std::nullopt});
      }
      if (outcomes.size() == before) break;
      plan = plan_once_shown(done);
    }
    return plan;
  }

 private:
  static std::string key(const PlanLine& line) { return line.topic + (line.kind == Kind::create ? " +" : " ~"); }

  std::optional<IoError> act(const PlanLine& line) {
    if (line.wants) return cluster_.create(line.topic, *line.wants, timeout_);
    if (line.partitions)
      if (auto error = cluster_.grow(line.topic, *line.partitions, timeout_)) return error;
    if (line.settings.empty()) return std::nullopt;
    return cluster_.set(line.topic, line.settings, timeout_);
  }

  /// Brokers hear of what the controller has done a little later.
  Result<Plan, IoError> plan_once_shown(const std::set<std::string>& done) {
    const auto deadline = Deadline::now() + timeout_;
    while (true) {
      auto plan = this->plan();
      if (!plan || Deadline::now() >= deadline) return plan;
      const bool shown = std::none_of(plan->lines.begin(), plan->lines.end(),
                                      [&](const PlanLine& line) { return line.possible && done.contains(key(line)); });
      if (shown) return plan;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

  kafka::ClusterTopics cluster_;
  Duration timeout_;
  std::vector<NeededTopic> needed_;
  std::vector<std::string> names_;
  PlanOptions options_;
};

ExitCode unreachable(const std::string& brokers, const std::string& timeout, const IoError& error) {
  complain(fmt::format("sluiced: no broker of {} answers within {}: {}", brokers, timeout, error.text));
  return ExitCode::unreachable;
}

ExitCode topics(const TopicsOptions& options, bool apply) {
  const auto timeout = parse_duration(options.timeout);
  const auto config = config::load_config(options.config, config::process_environment());
  if (!config) return refuse(config.error());
  if (config->kafka.brokers.empty())  // where kafka.enabled is false
    return refuse(Fault{{.file = config->file}, "kafka.brokers: there is no cluster to look at"});
  auto settings = client_settings(*config);
  if (!settings) return refuse(settings.error());

  Topics topics(*config, *settings, *timeout);
  std::vector<Outcome> outcomes;
  const auto plan = apply ? topics.apply(outcomes) : topics.plan();
  Output output;
  const bool json = options.output == "json";
  if (!plan && outcomes.empty()) return unreachable(config->kafka.brokers, options.timeout, plan.error());
  const Plan& left = plan ? *plan : Plan{};
  if (apply)
    output.write(json ? outcome_json(outcomes, left) : outcome_text(outcomes, left));
  else
    output.write(json ? plan_json(left) : plan_text(left));
  if (!plan) {  // it went away on the way: what was done has been told, not that it stands
    output.flush();
    return unreachable(config->kafka.brokers, options.timeout, plan.error());
  }
  const bool failed = std::any_of(outcomes.begin(), outcomes.end(), [](const Outcome& one) { return one.error.has_value(); });
  return output.finish(left.lines.empty() && !failed ? ExitCode::ok : ExitCode::not_well);
}

std::string duration_complaint(const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed) return parsed.error();
  const bool sensible = *parsed >= std::chrono::milliseconds(100) && *parsed <= std::chrono::hours(1);
  return sensible ? "" : "expected 100ms to 1h, found " + text;
}

void add_one(CLI::App& topics_command, Command& chosen, const char* name, const char* what, const char* footer, bool apply) {
  auto* command = topics_command.add_subcommand(name, what);
  const auto options = std::make_shared<TopicsOptions>();
  command->add_option("-c,--config", options->config, "The configuration file")->capture_default_str();
  command->add_option("--output", options->output, "text or json")->capture_default_str()->check(CLI::IsMember({"text", "json"}));
  command->add_option("--timeout", options->timeout, "How long a broker may take to answer")
      ->capture_default_str()
      ->check(CLI::Validator(duration_complaint, "DURATION"));
  command->footer(footer);
  command->callback([&chosen, options, apply] { chosen = [options, apply] { return topics(*options, apply); }; });
}

}  // namespace

void add_topics(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("topics", "Hold the topics and dead-letter topics that are needed against the cluster's");
  command->require_subcommand(1);
  add_one(*command, chosen, "plan", "Say what is missing, and what is not as it should be", plan_footer, false);
  add_one(*command, chosen, "apply", "Create what is missing, and add what is lacking", apply_footer, true);
}

}  // namespace sluiced::cli
