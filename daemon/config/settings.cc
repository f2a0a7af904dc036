#include "config/settings.h"

#include <fmt/format.h>

#include <array>

#include "base/units.h"
#include "config/file.h"
#include "config/names.h"
#include "config/properties.h"

namespace sluiced::config {
namespace {

using Name = std::string_view;

// Above these a bound would no longer be one.
constexpr std::uint64_t payload_bytes_most = std::uint64_t{1} << 30;
constexpr std::uint64_t in_flight_bytes_most = std::uint64_t{64} << 30;
constexpr std::int64_t depth_most = 10'000;
constexpr std::int64_t members_most = 100'000'000;
constexpr std::int64_t number_chars_most = 1'000'000;
constexpr std::int64_t in_flight_most = 10'000'000;
constexpr std::int64_t multiplier_most = 10;

constexpr Duration drain_timeout_least{100};
constexpr Duration drain_timeout_most = std::chrono::hours(1);
constexpr Duration stall_timeout_least = std::chrono::seconds(10);
constexpr Duration stall_timeout_most = std::chrono::hours(1);
constexpr Duration backoff_least{10};
constexpr Duration backoff_most = std::chrono::hours(1);
constexpr Duration reset_after_most = std::chrono::hours(24);

void read_tls(Section section, TlsSettings& tls) {
  if (section.own() == json::no_node) return;
  tls.place = section.reading().place(section.own());
  section.path("ca_file", tls.ca_file);
  section.path("certificate_file", tls.certificate_file);
  section.path("key_file", tls.key_file);
  if (tls.certificate_file.empty() != tls.key_file.empty()) {
    const bool key_missing = tls.key_file.empty();
    section.reading().refuse(
        section.find(key_missing ? "certificate_file" : "key_file"),
        fmt::format("'{}' is given without '{}'; the broker needs both or neither", key_missing ? "certificate_file" : "key_file",
                    key_missing ? "key_file" : "certificate_file"));
  }
}

void read_sasl(Section section, SaslSettings& sasl) {
  static constexpr std::array mechanisms{Name("PLAIN"), Name("SCRAM-SHA-256"), Name("SCRAM-SHA-512")};
  if (section.own() == json::no_node) return;
  Reading& reading = section.reading();
  const json::NodeIndex mechanism = section.find("mechanism");
  const bool named = mechanism != json::no_node && reading.node(mechanism).kind != json::Kind::null;
  if (named) {
    if (const auto chosen = section.choice("mechanism", mechanisms)) sasl.mechanism = mechanisms[*chosen];
  }
  section.text("username", sasl.username, Section::Empty::allowed);
  section.path("password_file", sasl.password_file);
  const json::NodeIndex password_file = section.find("password_file");
  if (password_file != json::no_node) sasl.password_file_place = reading.place(password_file);
  if (named) {
    for (const auto& [key, value] :
         {std::pair(Name("username"), &sasl.username), std::pair(Name("password_file"), &sasl.password_file)}) {
      if (value->empty())
        reading.refuse(mechanism, fmt::format("mechanism {} needs '{}' beside it", described(reading.node(mechanism)), key));
    }
  } else if (!sasl.username.empty() || !sasl.password_file.empty()) {
    reading.refuse(section.find(sasl.username.empty() ? "password_file" : "username"),
                   "'mechanism' is missing beside it: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  }
}

void read_backoff(Section section, SupervisionSettings& supervision) {
  static constexpr std::array jitters{Name("equal")};
  BackoffSettings& backoff = supervision.backoff;
  section.duration("initial", backoff.initial, backoff_least, backoff_most);
  section.duration("max", backoff.max, backoff_least, backoff_most);
  section.count("multiplier", backoff.multiplier, multiplier_most);
  section.choice("jitter", jitters);
  section.duration("reset_after", supervision.backoff_reset_after, backoff_least, reset_after_most);
  if (backoff.max >= backoff.initial) return;
  // One of the two is in the file: by default the one is not below the other.
  const json::NodeIndex max = section.find("max");
  section.reading().refuse(max != json::no_node ? max : section.find("initial"),
                           fmt::format("backoff: 'max' is {}, shorter than 'initial', which is {}", duration_text(backoff.max),
                                       duration_text(backoff.initial)));
}

}  // namespace

void read_kafka(Section section, KafkaSettings& kafka) {
  Reading& reading = section.reading();
  section.boolean("enabled", kafka.enabled);
  const json::NodeIndex brokers = section.find("brokers");
  std::string text;
  section.text("brokers", text, kafka.enabled ? Section::Empty::refused : Section::Empty::allowed);
  if (!text.empty()) {
    auto normalized = normalized_brokers(text);
    if (!normalized) reading.refuse(brokers, "brokers: " + normalized.error());
    if (normalized) kafka.brokers = std::move(normalized).value();
  }
  if (brokers == json::no_node && kafka.enabled && section.own() != json::no_node) {
    section.missing("brokers", "in kafka: host:port of at least one broker");
  }
  section.text("client_id", kafka.client_id);
  section.text("node", kafka.node, Section::Empty::allowed);
  read_tls(section.section("tls", tls_keys), kafka.tls);
  read_sasl(section.section("sasl", sasl_keys), kafka.sasl);
  read_properties(section, "properties", kafka.properties, kafka.property_places);
  read_properties(section, "consumer_properties", kafka.consumer_properties, kafka.property_places);
  read_properties(section, "producer_properties", kafka.producer_properties, kafka.property_places);
}

void read_log(Section section, LogSettings& log) {
  static constexpr std::array levels{Name("debug"), Name("info"), Name("warn"), Name("error")};
  static constexpr std::array level_values{log::Level::debug, log::Level::info, log::Level::warn, log::Level::error};
  static constexpr std::array formats{Name("auto"), Name("terminal"), Name("json"), Name("journald")};
  static constexpr std::array format_values{log::Format::automatic, log::Format::terminal, log::Format::json,
                                            log::Format::journald};
  if (const auto chosen = section.choice("level", levels)) log.level = level_values[*chosen];
  if (const auto chosen = section.choice("format", formats)) log.format = format_values[*chosen];
}

void read_http(Section section, HttpSettings& http) {
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("listen");
  http.place = at == json::no_node ? Place{reading.file()} : reading.place(at);
  section.text("listen", http.listen, Section::Empty::allowed);
  if (at == json::no_node || http.listen.empty()) return;
  if (const std::string fault = listen_fault(http.listen); !fault.empty()) reading.refuse(at, "listen: " + fault);
}

void read_control(Section section, ControlSettings& control) {
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("socket");
  control.given = at != json::no_node;
  control.place = control.given ? reading.place(at) : Place{reading.file()};
  if (!control.given) return;
  std::string text;
  section.text("socket", text, Section::Empty::allowed);
  auto socket = socket_path(reading.file(), text);
  if (!socket) return reading.refuse(at, "socket: " + socket.error());
  control.socket = std::move(socket).value();
}

void read_supervision(Section section, SupervisionSettings& supervision) {
  read_backoff(section.section("backoff", backoff_keys), supervision);
  section.duration("drain_timeout", supervision.drain_timeout, drain_timeout_least, drain_timeout_most);
  section.duration("stall_timeout", supervision.stall_timeout, stall_timeout_least, stall_timeout_most);
}

void read_limits(Section section, Config& config) {
  section.size("payload_bytes_max", config.document_limits.bytes_max, payload_bytes_most);
  section.count("depth_max", config.document_limits.depth_max, depth_most);
  section.count("members_max", config.document_limits.members_max, members_most);
  section.count("number_chars_max", config.document_limits.number_chars_max, number_chars_most);
  section.count("in_flight_max", config.in_flight.letters_max, in_flight_most);
  section.size("in_flight_bytes_max", config.in_flight.bytes_max, in_flight_bytes_most);
}

void read_references(const Section& file, Config& config) {
  Reading& reading = file.reading();
  const json::NodeIndex at = file.find("references");
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return;
  if (reading.node(at).kind != json::Kind::object)
    return reading.refuse(at, "references: expected a mapping of URL prefixes to folders, found " + described(reading.node(at)));
  std::vector<schema::Options::Reference> references;
  for (const json::NodeIndex member : json::children(reading.tree(), at)) {
    const std::string prefix(reading.node(member).name());
    if (prefix.find("://") == std::string::npos && !prefix.starts_with("urn:"))
      reading.refuse_at(reading.node(member).key_offset, fmt::format("references: '{}' is not how a URL begins", prefix));
    if (reading.node(member).kind != json::Kind::string || reading.node(member).text_length == 0)
      reading.refuse(member,
                     fmt::format("references: expected a folder for {}, found {}", prefix, described(reading.node(member))));
    else
      references.push_back({prefix, resolve_beside(reading.file(), std::string(reading.node(member).string()))});
  }
  for (GroupConfig& group : config.groups) {
    for (TopicConfig& topic : group.topics) topic.options.references = references;
    for (MatchConfig& match : group.matches) match.topic.options.references = references;
  }
}

}  // namespace sluiced::config
