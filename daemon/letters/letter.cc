#include "letters/letter.h"

#include <fmt/format.h>

#include <algorithm>

#include "letters/header_text.h"
#include "letters/profile.h"

namespace sluiced::letters {
namespace {

constexpr std::string_view prefix = "dlt.";

/// The origin's three parts may come in any order.
struct Parts {
  std::string_view topic;
  std::optional<PartitionId> partition;
  std::optional<std::int64_t> offset;
};

using Field = std::string_view Letter::*;

/// nullptr: not a text of ours. By length first: this is asked of every header of millions of letters.
Field field_of(std::string_view name) {
  const auto only = [&](std::string_view known, Field field) { return name == known ? field : nullptr; };
  switch (name.size()) {
    case 2: return only("at", &Letter::at);
    case 4: return only("code", &Letter::code);
    case 5: return only("group", &Letter::group);
    case 6: return name == "client" ? &Letter::client : only("schema", &Letter::schema);
    case 7: return name == "keyword" ? &Letter::keyword : only("message", &Letter::message);
    case 9: return only("truncated", &Letter::truncated);
    case 10: return only("violations", &Letter::violations);
    case 11: return only("fingerprint", &Letter::fingerprint);
    case 13: return only("schema-sha256", &Letter::schema_sha256);
    case 14: return only("timestamp-type", &Letter::timestamp_type);
    case 16: return only("keyword-location", &Letter::keyword_location);
    case 17: return only("instance-location", &Letter::instance_location);
    default: return nullptr;
  }
}

void take(Letter& letter, Parts& parts, std::string_view name, std::string_view value) {
  if (const Field field = field_of(name); field != nullptr)
    letter.*field = value;
  else if (name == "topic")
    parts.topic = value;
  else if (name == "partition")
    parts.partition = partition_of(number_of(value));
  else if (name == "offset")
    parts.offset = number_of(value);
  else if (name == "timestamp")
    letter.timestamp_ms = number_of(value);
  else if (name == "hops")
    letter.hops = number_of(value).value_or(1);
  else if (name == "byte-offset")
    letter.byte_offset = number_of(value);
}

}  // namespace

std::string_view to_string(Profile profile) {
  switch (profile) {
    case Profile::none: return "unknown";
    case Profile::sluiced: return "sluiced";
    case Profile::spring: return "spring";
    case Profile::connect: return "connect";
    case Profile::streams: return "streams";
    case Profile::share_group: return "share_group";
    case Profile::smallrye: return "smallrye";
    case Profile::karafka: return "karafka";
  }
  return "unknown";
}

WallTime wall_time(std::int64_t timestamp_ms) {
  constexpr std::int64_t last_ms = 253'402'300'799'999;
  return WallTime{Duration{std::clamp<std::int64_t>(timestamp_ms, 0, last_ms)}};
}

/// A header that stands twice counts as it stands last.
Letter read_letter(std::span<const HeaderView> headers) {
  Letter letter;
  Parts parts;
  for (const HeaderView& header : headers)
    if (header.value && header.name.starts_with(prefix)) take(letter, parts, header.name.substr(prefix.size()), *header.value);
  if (letter.code.empty()) return read_foreign(headers);
  letter.profile = Profile::sluiced;
  if (!parts.topic.empty() && parts.partition && parts.offset && *parts.offset >= 0)
    letter.origin = Origin{.topic = parts.topic, .partition = *parts.partition, .offset = {*parts.offset}};
  return letter;
}

std::optional<std::int64_t> produced_ms(const Letter& letter, const Record& stands) {
  if (letter.timestamp_ms) return letter.timestamp_ms;
  const bool keeps = letter.profile == Profile::connect || letter.profile == Profile::streams;
  return keeps && stands.timestamp_type == TimestampType::create_time ? std::optional(stands.timestamp_ms) : std::nullopt;
}

bool has_value(const Letter& letter, const Record& stands) {
  const bool may_lack = letter.profile == Profile::streams || letter.profile == Profile::share_group;
  if (may_lack && !stands.key && !stands.value) return false;
  return letter.truncated != "value" && letter.truncated != "redacted";
}

std::string identity(const Letter& letter, const Record& stands) {
  if (!letter.origin) return fmt::format("{}:{}/{}", stands.topic, stands.partition, stands.offset.value);
  // The timestamp, since a topic that was made anew counts its offsets from 0 again.
  return fmt::format("{}:{}/{}/{}@{}#{}", stands.topic, letter.origin->topic, letter.origin->partition,
                     letter.origin->offset.value, produced_ms(letter, stands).value_or(-1), letter.hops);
}

}  // namespace sluiced::letters
