#include "config/config.h"

#include <cstdlib>
#include <variant>

#include "config/file.h"
#include "config/file_schema.h"
#include "config/section.h"
#include "config/settings.h"
#include "config/topics.h"
#include "config/yaml.h"

namespace sluiced::config {
namespace {

constexpr Duration drain_timeout_least{100};
constexpr Duration drain_timeout_most = std::chrono::hours(1);

void read_kafka_of(const Section& file, KafkaSettings& kafka) {
  Section section = file;
  const json::NodeIndex at = file.find("kafka");
  if (at == json::no_node) return section.missing("kafka", "in the file: at least its 'brokers'");
  if (section.reading().node(at).kind == json::Kind::null) {
    return section.reading().refuse(at, "kafka: expected a mapping with at least 'brokers', found nothing");
  }
  read_kafka(file.section("kafka", kafka_keys), kafka);
}

Config read_config(Reading& reading) {
  Config config;
  config.file = reading.file();
  if (reading.node(0).kind == json::Kind::null) {
    reading.refuse_at(0, "the file is empty; expected at least 'kafka' and 'topics'");
    return config;
  }
  const Section file(reading, file_keys, 0);
  if (file.own() == json::no_node) return config;
  read_kafka_of(file, config.kafka);
  read_log(file.section("log", log_keys), config.log);
  file.section("supervision", supervision_keys)
      .duration("drain_timeout", config.drain_timeout, drain_timeout_least, drain_timeout_most);
  read_limits(file.section("limits", limits_keys), config);
  std::vector<TopicEntry> topics = read_topics(file);
  check_side_by_side(reading, topics);
  config.groups = read_groups(file, std::move(topics));
  // Last, and only where the reading found nothing: it says the same as an editor would, but knows units and neighbours less
  // well.
  if (reading.sound()) check_against_file_schema(reading);
  return config;
}

Result<Config, std::vector<Fault>> load(const std::string& file, const Environment& environment) {
  using Faults = std::vector<Fault>;
  auto bytes = read_text_file(file);
  if (!bytes) return failure(Faults{{{file, 0, 0}, bytes.error()}});
  auto yaml = read_yaml(file, std::move(bytes).value(), &environment);
  if (!yaml) return failure(Faults{std::move(yaml).error()});
  Reading reading(*yaml);
  Config config = read_config(reading);
  if (!reading.sound()) return failure(reading.faults());
  return config;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::observe: return "observe";
    case Mode::quarantine: return "quarantine";
  }
  return "";
}

Result<Config, Fault> load_config(const std::string& file, const Environment& environment) {
  auto config = load(file, environment);
  if (!config) return failure(config.error().front());
  return std::move(config).value();
}

std::vector<Fault> check_config(const std::string& file, const Environment& environment) {
  auto config = load(file, environment);
  return config ? std::vector<Fault>() : std::move(config).error();
}

}  // namespace sluiced::config
