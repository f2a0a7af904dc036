// The configuration file, read and checked: plain typed values and nothing of YAML. docs/configuration.md lists the keys.
//
//   auto config = config::load_config("/etc/sluiced/sluiced.yaml", config::process_environment());
//   if (!config) return refuse(to_string(config.error()));   // "sluiced.yaml:7:5: unknown key 'brokrs', did you mean 'brokers'?"
//
// Values are immutable once loaded and own all they hold; any thread may read them. No secret is among them: passwords are read
// at start by config/secrets.h, from the files that are only named here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "record/header_profile.h"
#include "record/topic_match.h"
#include "record/verdict_code.h"
#include "schema/schema.h"

namespace sluiced::config {

/// The variables that `${NAME}` stands for; nullopt = not set. A seam, so that tests need no setenv.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

using Properties = std::map<std::string, std::string>;  ///< librdkafka's names and values, free of what a promise hangs on
using PropertyPlaces = std::map<std::string, Place>;    ///< where each stands: librdkafka's own complaint would name no place

/// TLS is spoken once one of the files is named. Paths are resolved; "" = not given.
struct TlsSettings {
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  Place place;
  bool used() const { return !ca_file.empty() || !certificate_file.empty() || !key_file.empty(); }
};

/// SASL is spoken once a mechanism is named; then username and password_file are there too.
struct SaslSettings {
  std::string mechanism;  ///< PLAIN, SCRAM-SHA-256, SCRAM-SHA-512; "" = no SASL
  std::string username;
  std::string password_file;  ///< resolved path; read by config/secrets.h only
  Place password_file_place;
  bool used() const { return !mechanism.empty(); }
};

struct KafkaSettings {
  bool enabled = true;
  std::string brokers;  ///< "host:port,host:port"; may be empty only where not enabled
  std::string client_id = "sluiced";
  std::string node;  ///< "" = the host name
  TlsSettings tls;
  SaslSettings sasl;
  Properties properties;  ///< for consumers and producers
  Properties consumer_properties;
  Properties producer_properties;
  PropertyPlaces property_places;  ///< of all three
};

struct LogSettings {
  log::Level level = log::Level::info;
  log::Format format = log::Format::automatic;
};

/// Where the listener for metrics, health and status stands.
struct HttpSettings {
  std::string listen = "127.0.0.1:9610";  ///< "host:port", "[v6]:port"; port 0: any free one; "" = no listener
  Place place;                            ///< of the value; of the file where it is left out
};

/// The socket that `sluiced status` and its like speak to.
struct ControlSettings {
  std::string socket = "/run/sluiced/control.sock";  ///< resolved path, fit for a socket's address; "" = none
  bool given = false;                                ///< named in the file: then it must work, the default need not
  Place place;                                       ///< of the value; of the file where it is left out
};

struct SupervisionSettings {
  BackoffSettings backoff;
  Duration backoff_reset_after{300'000};  ///< so long in health, and the next failure waits as the first did
  Duration drain_timeout{20'000};
  Duration stall_timeout{180'000};
};

enum class Mode : std::uint8_t {
  observe,     ///< verdicts are counted; nothing is written
  quarantine,  ///< what fails goes to the dead-letter topic
  forward,     ///< that, and what passes goes to another topic
};

std::string_view to_string(Mode mode);

/// Where a group starts that has committed nothing yet.
struct StartAt {
  enum class Kind : std::uint8_t { earliest, latest, ago, at };
  Kind kind = Kind::earliest;
  Duration ago{0};  ///< with Kind::ago
  WallTime at{};    ///< with Kind::at
  bool operator==(const StartAt&) const = default;
};

/// How to create a source topic that is missing.
struct CreateTopic {
  std::int32_t partitions = 1;
  std::int16_t replication = 0;  ///< 0: the broker's default
};

/// By what each record of a topic chooses its schema, and from which.
struct SchemaChoice {
  std::string header;  ///< "" = by no header
  std::string field;   ///< a JSON Pointer; "" = by no field. One of the two is there
  std::string from;    ///< the files' pattern, as written
  /// What `{}` stands for → the file, a resolved path; at least one. They were there when the configuration was loaded.
  std::map<std::string, std::string> files;
};

struct TopicConfig {
  enum class OnLostOffsets : std::uint8_t { continue_reading, hold };
  enum class Oversize : std::uint8_t { automatic, hold, reference };
  /// When the topic stops by itself because too much of it fails.
  struct BreakerConfig {
    enum class Armed : std::uint8_t { after_change, always, off };
    Armed armed = Armed::after_change;
    double ratio = 0.5;                ///< of the last min_records; over 0, at most 1
    std::uint32_t min_records = 1000;  ///< judged before it may trip
  };
  std::string name;
  std::string schema_file;             ///< resolved path; it was there when the file was loaded. "" with a choice
  std::optional<SchemaChoice> choice;  ///< nullopt: the one file
  Place schema_place;                  ///< of the `schema:` value
  schema::Options options;
  Mode mode = Mode::quarantine;
  VerdictPolicy verdicts;
  StartAt start_at;
  OnLostOffsets on_lost_offsets = OnLostOffsets::continue_reading;
  BreakerConfig breaker;
  std::string forward_topic;  ///< "" but in Mode::forward, and there too where each topic that matches has its own
  std::string dead_letter_topic;
  bool create_dead_letter_topic = true;
  Duration dead_letter_retention = std::chrono::hours(24 * 30);  ///< of a dead-letter topic that is created
  Oversize oversize = Oversize::automatic;                       ///< what becomes of a dead letter that its topic cannot take
  std::vector<HeaderProfile> header_profiles;                    ///< each once
  bool redact = false;                ///< what a schema marks x-sensitive does not go into dead letters
  std::optional<CreateTopic> create;  ///< nullopt: a missing source topic stays missing
  Place place;                        ///< of the topic's entry
};

/// An entry `match:`: every topic that fits, now or later, and is not named.
struct MatchConfig {
  MatchEntry entry;
  std::size_t number = 0;  ///< among the file's matches: the first that fits has a topic
  TopicConfig topic;       ///< what each of them is like; it has no name and no dead_letter_topic of its own, and a
                           ///< forward_topic only where all have the same, else entry.forward makes their names
};

struct GroupConfig {
  enum class Delivery : std::uint8_t { at_least_once, exactly_once };
  std::string name;
  std::vector<TopicConfig> topics;
  std::vector<MatchConfig> matches;  ///< at least one of the two has something in it
  Properties consumer_properties;
  PropertyPlaces property_places;
  std::uint32_t instances = 1;     ///< loops, each a member of the group
  std::string assignor = "range";  ///< range, roundrobin, cooperative-sticky
  bool static_membership = false;
  Delivery delivery = Delivery::at_least_once;
  Duration commit_interval{1'000};  ///< of transactions, as the next one
  std::uint32_t commit_records = 10'000;
};

struct Config {
  KafkaSettings kafka;
  LogSettings log;
  DocumentLimits document_limits;
  InFlightLimits in_flight;
  HttpSettings http;
  ControlSettings control;
  SupervisionSettings supervision;
  std::vector<GroupConfig> groups;  ///< at least one, in the order in which the topics name them; no topic stands twice
  std::string file;
  std::string sha256;  ///< of the file's bytes, hexadecimal
};

/// Reads the file, or says what is wrong first in it. Of others it only sees whether they are there, and what is in the folders that
/// schemas are chosen from.
Result<Config, Fault> load_config(const std::string& file, const Environment& environment);

/// Everything that is wrong, in the order of the file: empty exactly where load_config() succeeds. For `sluiced check`.
std::vector<Fault> check_config(const std::string& file, const Environment& environment);

/// Only the control socket of a file that need be no more than YAML: who asks how the daemon is may do so just because the file
/// is broken. Variables elsewhere in it need not be set. The default where the file names none; "" where it wants none.
Result<std::string, Fault> control_socket_of(const std::string& file, const Environment& environment);

}  // namespace sluiced::config
