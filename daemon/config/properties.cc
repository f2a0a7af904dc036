#include "config/properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluiced::config {
namespace {

struct Reserved {
  std::string_view property;
  std::string_view reason;
};

constexpr std::string_view all_replicas = "a dead letter counts as delivered only when all in-sync replicas have it";
constexpr std::string_view no_duplicates = "a dead letter sent again must neither double nor overtake another";
constexpr std::string_view offsets_are_ours =
    "offsets are stored only for what has passed or lies safely in the dead-letter topic";
constexpr std::string_view letters_wait = "a dead letter waits as long as the broker needs; it is never given up";
constexpr std::string_view use_brokers = "use 'kafka.brokers'";
constexpr std::string_view password = "a secret stays out of this file; use 'kafka.sasl.password_file'";
constexpr std::string_view key_password =
    "a secret stays out of this file; use 'kafka.tls.key_file' with a key that has no password and that only the daemon can read";
constexpr std::string_view other_secret = "a secret stays out of this file";

constexpr std::array reserved{
    Reserved{"acks", all_replicas},
    Reserved{"request.required.acks", all_replicas},
    Reserved{"enable.idempotence", no_duplicates},
    Reserved{"enable.gapless.guarantee", no_duplicates},
    Reserved{"retries", letters_wait},
    Reserved{"message.send.max.retries", letters_wait},
    Reserved{"message.timeout.ms", letters_wait},
    Reserved{"delivery.timeout.ms", letters_wait},
    Reserved{"enable.auto.offset.store", offsets_are_ours},
    Reserved{"enable.auto.commit", offsets_are_ours},
    Reserved{"auto.offset.reset", "lost offsets must not be jumped over; where a new group begins is the topic's 'start_at'"},
    Reserved{"isolation.level", "what a producer has taken back must not be judged"},
    Reserved{"enable.partition.eof", "the end of a partition is committed by it"},
    Reserved{"statistics.interval.ms", "what is shown of the brokers hangs on it"},
    Reserved{"group.id", "use the topic's 'group'"},
    Reserved{"group.instance.id", "use the group's 'static_membership'"},
    Reserved{"group.protocol", "all members of a group must agree on it, and changing it is not built yet"},
    Reserved{"partition.assignment.strategy", "use the group's 'assignor'"},
    Reserved{"transactional.id", "it is made of group, node and instance; use the group's 'delivery'"},
    Reserved{"transaction.timeout.ms", "the group's 'commit_interval' stays below it"},
    Reserved{"client.id", "use 'kafka.client_id'"},
    Reserved{"bootstrap.servers", use_brokers},
    Reserved{"metadata.broker.list", use_brokers},
    Reserved{"allow.auto.create.topics", "a mistyped topic must not appear by itself; use the topic's 'dead_letter.create'"},
    Reserved{"sasl.password", password},
    Reserved{"ssl.key.password", key_password},
    Reserved{"ssl.key.pem", key_password},
    Reserved{"ssl.keystore.password", other_secret},
    Reserved{"sasl.oauthbearer.client.secret", other_secret},
};

void read_property(Reading& reading, json::NodeIndex member, std::string_view section, Properties& target,
                   PropertyPlaces& places) {
  const json::Node& node = reading.node(member);
  const std::string property(node.name());
  if (const std::string_view reason = why_reserved(property); !reason.empty()) {
    return reading.refuse_at(node.key_offset, fmt::format("{}: '{}' cannot be set: {}", section, property, reason));
  }
  places[property] = reading.key_place(member);
  switch (node.kind) {
    case json::Kind::string:
    case json::Kind::number: target[property] = std::string(node.string()); break;
    case json::Kind::boolean: target[property] = node.truth ? "true" : "false"; break;
    case json::Kind::null:
    case json::Kind::array:
    case json::Kind::object:
      reading.refuse(
          member, fmt::format("{}: '{}': expected text, a number, true or false, found {}", section, property, described(node)));
      break;
  }
}

}  // namespace

std::string_view why_reserved(std::string_view property) {
  if (property.starts_with("max.in.flight")) return no_duplicates;
  const auto found =
      std::find_if(reserved.begin(), reserved.end(), [&](const Reserved& one) { return one.property == property; });
  return found == reserved.end() ? std::string_view() : found->reason;
}

void read_properties(Section& section, std::string_view name, Properties& target, PropertyPlaces& places) {
  const json::NodeIndex at = section.find(name);
  Reading& reading = section.reading();
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return;
  if (reading.node(at).kind != json::Kind::object) {
    return reading.refuse(at, fmt::format("{}: expected a mapping of librdkafka's properties to values, found {}", name,
                                          described(reading.node(at))));
  }
  for (const json::NodeIndex member : json::children(reading.tree(), at)) read_property(reading, member, name, target, places);
}

}  // namespace sluiced::config
