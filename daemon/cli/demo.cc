// sluiced demo: the whole gate on a Kafka in this process, with events of which many are broken.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/demo_report.h"
#include "cli/embedded_kafka.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "cli/sample_events.h"
#include "config/config.h"
#include "config/schemas.h"
#include "supervisor/settings.h"
#include "supervisor/supervisor.h"

namespace sluiced::cli {
namespace {

constexpr Duration judging_timeout{15'000};
constexpr Duration drain_timeout{5'000};
constexpr Duration reading_timeout{5'000};
constexpr Duration look_again_after{20};  ///< counters signal nobody

constexpr const char* footer_text =
    R"(Starts a Kafka in this process (nothing is installed, nothing leaves this machine), makes the topics of
the configuration that ships, sends sample events of which some are broken in every way the gate knows,
runs the daemon's own loops until each is judged, and shows every dead letter with its code, its place in
the document and the rule that it breaks. Takes about five seconds.

Example:
  sluiced demo                       from the root of the source tree

Exit codes: 0 every event is accounted for, 64 usage, 70 one is not, 78 the configuration is wrong or
not the one that ships.)";

/// The demo is to show the gate on its own Kafka: what would speak to another one, or keep the gate from showing, is set aside.
void set_aside(config::Config& config, const std::string& brokers) {
  config.kafka = {};
  config.kafka.brokers = brokers;
  config.supervision.drain_timeout = drain_timeout;
  for (config::GroupConfig& group : config.groups) {
    group.consumer_properties.clear();
    for (config::TopicConfig& topic : group.topics) {
      topic.mode = config::Mode::quarantine;
      topic.verdicts = {};
      topic.start_at = {};
      topic.create_dead_letter_topic = true;
    }
  }
}

Result<std::vector<DemoTopic>, Fault> demo_topics(const config::Config& config) {
  std::vector<DemoTopic> topics;
  for (const config::GroupConfig& group : config.groups) {
    if (!group.matches.empty())
      return failure(Fault{group.matches.front().topic.place, "the demo has events for the topics that ship, not for a pattern"});
    for (const config::TopicConfig& topic : group.topics) {
      auto events = sample_events(topic.name, config.document_limits);
      if (events.empty())
        return failure(
            Fault{topic.place, fmt::format("the demo has events for the topics that ship, none for '{}'", topic.name)});
      if (topic.choice) return failure(Fault{topic.schema_place, "the demo's events choose no schema"});
      topics.push_back({.topic = topic.name,
                        .group = group.name,
                        .schema_file = topic.schema_file,
                        .dead_letter_topic = topic.dead_letter_topic,
                        .events = std::move(events)});
    }
  }
  return topics;
}

std::vector<gate::OutgoingRecord> records_of(const std::vector<DemoTopic>& topics) {
  std::vector<gate::OutgoingRecord> records;
  for (const DemoTopic& topic : topics)
    for (const SampleEvent& event : topic.events)
      records.push_back({.topic = topic.topic, .partition = 0, .key = event.key, .value = event.value, .headers = event.headers});
  return records;
}

/// The topics stand in the file's order in both.
void take_counters(const supervisor::Supervisor& supervisor, std::vector<DemoTopic>& topics) {
  supervisor::Status status;
  supervisor.describe(status);
  for (std::size_t i = 0; i < topics.size(); ++i) {
    const supervisor::TopicStatus& counted = status.topics.at(i);
    topics[i].judged = counted.records;
    topics[i].acknowledged = std::accumulate(counted.dead_letters.begin(), counted.dead_letters.end(), std::uint64_t{0});
  }
}

bool all_settled(const std::vector<DemoTopic>& topics) {
  return std::all_of(topics.begin(), topics.end(), [](const DemoTopic& topic) { return topic.settled(); });
}

/// Runs the daemon's loops until every event is judged and every dead letter acknowledged, then drains them. "" or what went
/// wrong.
std::string run_loops(supervisor::Supervisor& supervisor, std::vector<DemoTopic>& topics, const Clock& clock,
                      MonotonicTime deadline) {
  const auto turn = [&] {
    supervisor.wakeup().wait(look_again_after);
    supervisor.tick();
    take_counters(supervisor, topics);
  };
  supervisor.start();
  while (!all_settled(topics) && clock.now() < deadline) turn();
  const bool settled = all_settled(topics);
  supervisor.drain();
  const MonotonicTime drained_by = clock.now() + drain_timeout + Duration{1'000};
  while (!supervisor.all_stopped() && clock.now() < drained_by) turn();
  if (!settled) return "not every event was judged, and its dead letter acknowledged, within 15 s";
  if (!supervisor.all_stopped() || !supervisor.drained_in_time()) return "the loops did not drain in time";
  return "";
}

/// "" or what went wrong.
std::string look_at_results(EmbeddedKafka& kafka, std::vector<DemoTopic>& topics, const Clock& clock) {
  const MonotonicTime deadline = clock.now() + reading_timeout;
  for (DemoTopic& topic : topics) {
    auto letters = kafka.read(topic.dead_letter_topic, deadline);
    if (!letters) return letters.error();
    topic.letters = std::move(*letters);
    const auto committed = kafka.committed(topic.group, topic.topic);
    if (!committed) return committed.error();
    topic.committed = *committed;
  }
  return "";
}

ExitCode failed(Output& output, std::string_view why) {
  output.flush();
  complain(fmt::format("sluiced demo: {}", why));
  return output.finish(ExitCode::internal);
}

ExitCode demo(const std::string& file) {
  const SystemClock clock;
  const MonotonicTime begun = clock.now();
  auto config = config::load_config(file, config::process_environment());
  if (!config) return refuse(config.error());
  auto topics = demo_topics(*config);
  if (!topics) return refuse(topics.error());
  const auto compiled = config::compile_schemas(*config);
  if (!compiled) return refuse(compiled.error());

  log::set_up(log::Level::warn, log::Format::terminal);
  Output output;
  print_opening(output, file, *topics);
  output.flush();
  std::vector<std::string> names;
  for (const DemoTopic& topic : *topics) names.push_back(topic.topic);
  EmbeddedKafka kafka(names, clock);
  set_aside(*config, kafka.brokers());
  if (const auto written = kafka.write(records_of(*topics), begun + judging_timeout); !written)
    return failed(output, written.error());
  {
    const auto clients = client_settings(*config);
    if (!clients) return refuse(clients.error());
    supervisor::Supervisor supervisor(supervisor::make_plan(*config, *compiled, kafka_clients(*clients, &kafka.cluster())),
                                      clock);
    if (const std::string wrong = run_loops(supervisor, *topics, clock, begun + judging_timeout); !wrong.empty()) {
      const ExitCode code = failed(output, wrong);
      if (!supervisor.all_stopped()) std::_Exit(to_int(code));  // its destructor would wait for a loop that does not end
      return code;
    }
  }
  if (const std::string wrong = look_at_results(kafka, *topics, clock); !wrong.empty()) return failed(output, wrong);

  for (const DemoTopic& topic : *topics) print_topic(output, topic);
  std::vector<std::string> wrong;
  for (const DemoTopic& topic : *topics)
    for (std::string& difference : differences(topic)) wrong.push_back(std::move(difference));
  if (!wrong.empty()) return failed(output, fmt::format("it does not add up: {}", fmt::join(wrong, "; ")));
  print_closing(output, file, *topics, std::chrono::duration_cast<Duration>(clock.now() - begun));
  return output.finish(ExitCode::ok);
}

}  // namespace

void add_demo(CLI::App& app, Command& chosen) {
  auto* command =
      app.add_subcommand("demo", "See it work: a Kafka in this process, broken events, and the dead letters they become");
  const auto file = std::make_shared<std::string>("config/sluiced.yaml");
  command->add_option("-c,--config", *file, "The configuration that ships")->capture_default_str();
  command->footer(footer_text);
  command->callback([&chosen, file] { chosen = [file] { return demo(*file); }; });
}

}  // namespace sluiced::cli
