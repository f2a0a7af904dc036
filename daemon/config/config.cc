#include "config/config.h"

#include <cstdlib>
#include <variant>

#include "base/sha256.h"
#include "config/file.h"
#include "config/file_schema.h"
#include "config/names.h"
#include "config/section.h"
#include "config/settings.h"
#include "config/topics.h"
#include "config/yaml.h"

namespace sluiced::config {
namespace {

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
  read_http(file.section("http", http_keys), config.http);
  read_control(file.section("control", control_keys), config.control);
  read_supervision(file.section("supervision", supervision_keys), config.supervision);
  read_limits(file.section("limits", limits_keys), config);
  std::vector<TopicEntry> topics = read_topics(file);
  check_side_by_side(reading, topics);
  config.groups = read_groups(file, std::move(topics));
  read_references(file, config);
  // Last, and only where the reading found nothing: it says the same as an editor would, but knows units and neighbours less
  // well.
  if (reading.sound()) check_against_file_schema(reading);
  return config;
}

Result<Config, std::vector<Fault>> load(const std::string& file, const Environment& environment) {
  using Faults = std::vector<Fault>;
  auto bytes = read_text_file(file);
  if (!bytes) return failure(Faults{{{file, 0, 0}, bytes.error()}});
  std::string sha256 = sha256_hex(*bytes);
  auto yaml = read_yaml(file, std::move(bytes).value(), &environment);
  if (!yaml) return failure(Faults{std::move(yaml).error()});
  Reading reading(*yaml);
  Config config = read_config(reading);
  if (!reading.sound()) return failure(reading.faults());
  config.sha256 = std::move(sha256);
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
    case Mode::forward: return "forward";
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

Result<std::string, Fault> control_socket_of(const std::string& file, const Environment& environment) {
  auto bytes = read_text_file(file);
  if (!bytes) return failure(Fault{{file, 0, 0}, bytes.error()});
  // Variables are put into this one value only: another may well be missing.
  const auto yaml = read_yaml(file, std::move(bytes).value(), nullptr);
  if (!yaml) return failure(yaml.error());
  const Reading reading(*yaml);
  const auto member = [&](json::NodeIndex mapping, std::string_view name) {
    const bool has_members = mapping != json::no_node && reading.node(mapping).kind == json::Kind::object;
    return has_members ? json::find_member(reading.tree(), mapping, name) : json::no_node;
  };
  const json::NodeIndex at = member(member(0, "control"), "socket");
  if (at == json::no_node) return ControlSettings().socket;
  const json::Node& node = reading.node(at);
  const auto refuse = [&](const std::string& why) { return failure(Fault{reading.place(at), "socket: " + why}); };
  if (node.kind == json::Kind::null) return std::string();
  if (node.kind != json::Kind::string && node.kind != json::Kind::number)
    return refuse("expected text, found " + described(node));
  const auto text = interpolate(reading.written(at), environment);
  if (!text) return refuse(text.error().message);
  auto socket = socket_path(file, *text);
  if (!socket) return refuse(socket.error());
  return std::move(socket).value();
}

}  // namespace sluiced::config
