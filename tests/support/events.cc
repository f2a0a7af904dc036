#include "support/events.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace sluiced::testing {
namespace {

/// splitmix64: the next number of a stream that a seed begins.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t mixed = (state += 0x9e3779b97f4a7c15U);
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

std::uint64_t mixed(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t state = seed ^ (index * 0xd1342543de82ef95U);
  return next_random(state);
}

std::string uuid(std::uint64_t high, std::uint64_t low) {
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU, high & 0xfffU, low >> 52U,
                     low & 0xffffffffffffU);
}

Event valid_event(std::uint64_t seed, std::uint64_t index) {
  static constexpr std::array features{"document_summary", "image_generation", "chat_reply", "translation", "search"};
  static constexpr std::array channels{"web", "ios", "android", "api", "slack", "email"};
  std::uint64_t state = mixed(seed, index);
  const auto number = [&](std::uint64_t below) { return next_random(state) % below; };
  Event event;
  event.key = fmt::format("e-{}", index);
  event.secret = fmt::format("usr_{:016x}", next_random(state));
  const bool success = number(20) != 0;
  const std::uint64_t high = next_random(state);
  const std::uint64_t low = next_random(state);
  event.value =
      fmt::format(R"({{"event_id":"{}","occurred_at":"2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","user_id":"{}",)"
                  R"("organization_id":"org_{:010x}","session_id":"{}","feature":"{}","channel":"{}",)"
                  R"("model":"summarizer-large-2","input_tokens":{},"output_tokens":{},)"
                  R"("duration_ms":{},"credits":{}.{:02},"success":{},)"
                  R"("metadata":{{"document_type":"pdf","pages":{},"language":"de","plan":"team",)"
                  R"("region":"eu-central","app_version":"4.{}.0","source":"toolbar","cached":{},"experiment":"b"}}{}}})",
                  uuid(high, low), 1 + number(12), 1 + number(28), number(24), number(60), number(60), number(1000), event.secret,
                  number(1ULL << 40U), uuid(low, high), features[number(features.size())], channels[number(channels.size())],
                  number(9000), number(900), number(60'000), number(100), number(100), success, number(200), number(30),
                  number(2) == 0, success ? "" : R"(,"error_code":"MODEL_TIMEOUT")");
  event.headers = {{"traceparent", fmt::format("00-{:016x}{:016x}-{:016x}-01", high, low, high ^ low)},
                   {"content-type", "application/json"},
                   {"empty", ""},
                   {"null", std::nullopt},
                   {"content-type", fmt::format("said twice, by {}", index)}};
  return event;
}

/// The place of the value of `name`, and the value as it stands there.
std::pair<std::size_t, std::string> value_of(const std::string& json, const std::string& name) {
  const std::string member = "\"" + name + "\":";
  const std::size_t at = json.find(member);
  if (at == std::string::npos) throw std::logic_error("no member " + name);
  const std::size_t begin = at + member.size();
  const std::size_t end = json[begin] == '"' ? json.find('"', begin + 1) + 1 : json.find_first_of(",}", begin);
  return {begin, json.substr(begin, end - begin)};
}

/// Where the new value stands.
std::size_t replace(Event& event, const std::string& name, const std::string& value) {
  const auto [at, old] = value_of(*event.value, name);
  event.value->replace(at, old.size(), value);
  return at;
}

void remove(Event& event, const std::string& name) {
  const auto [at, old] = value_of(*event.value, name);
  const std::size_t begin = at - name.size() - 3;
  event.value->erase(begin, at + old.size() + 1 - begin);
}

/// A member behind all others; where it begins.
std::size_t append(Event& event, const std::string& member) {
  event.value->insert(event.value->size() - 1, "," + member);
  return event.value->size() - 1 - member.size();
}

void expect(Event& event, VerdictCode code, std::optional<std::size_t> byte_offset) {
  event.code = code;
  event.byte_offset = byte_offset;
}

void expect_violation(Event& event, const std::string& keyword, const std::string& schema_place,
                      const std::string& instance_location) {
  event.code = VerdictCode::schema_violation;
  event.keyword = keyword;
  event.keyword_location = schema_place + "/" + keyword;
  event.instance_location = instance_location;
}

using Break = void (*)(Event&);

constexpr std::array breaks{
    Break([](Event& event) {
      event.value = "";
      expect(event, VerdictCode::empty, std::nullopt);
    }),
    Break([](Event& event) {
      const std::size_t at = value_of(*event.value, "region").first + 3;
      (*event.value)[at] = '\xff';
      expect(event, VerdictCode::not_utf8, at);
    }),
    Break([](Event& event) {
      event.value->pop_back();
      expect(event, VerdictCode::not_json, event.value->size());
    }),
    Break([](Event& event) {
      *event.value += "x";
      expect(event, VerdictCode::not_json, event.value->size() - 1);
    }),
    Break([](Event& event) { expect(event, VerdictCode::not_json, replace(event, "credits", "NaN")); }),
    Break([](Event& event) { expect(event, VerdictCode::duplicate_key, append(event, R"("channel":"web")")); }),
    Break([](Event& event) {
      // The object itself is the first of the 128 levels allowed.
      const std::string name = R"("deep":)";
      expect(event, VerdictCode::limit, append(event, name + std::string(200, '[') + std::string(200, ']')) + name.size() + 127);
    }),
    Break([](Event& event) {
      remove(event, "event_id");
      expect_violation(event, "required", "", "");
    }),
    Break([](Event& event) {
      replace(event, "channel", R"("fax")");
      expect_violation(event, "enum", "/properties/channel", "/channel");
    }),
    Break([](Event& event) {
      replace(event, "input_tokens", R"("many")");
      expect_violation(event, "type", "/properties/input_tokens/$ref", "/input_tokens");
    }),
    Break([](Event& event) {
      replace(event, "output_tokens", "-1");
      expect_violation(event, "minimum", "/properties/output_tokens/$ref", "/output_tokens");
    }),
    Break([](Event& event) {
      replace(event, "feature", R"("Document Summary")");
      expect_violation(event, "pattern", "/properties/feature", "/feature");
    }),
    Break([](Event& event) {
      replace(event, "event_id", R"("not-a-uuid")");
      expect_violation(event, "format", "/properties/event_id/$ref", "/event_id");
    }),
    Break([](Event& event) {
      replace(event, "occurred_at", R"("yesterday")");
      expect_violation(event, "format", "/properties/occurred_at/$ref", "/occurred_at");
    }),
    Break([](Event& event) {
      replace(event, "success", "false");
      if (const std::size_t at = event.value->find("error_code"); at != std::string::npos)
        event.value->replace(at, 10, "error_note");
      expect_violation(event, "required", "/then", "");
    }),
    Break([](Event& event) {
      replace(event, "plan", R"(["team"])");
      expect_violation(event, "type", "/properties/metadata/additionalProperties", "/metadata/plan");
    }),
    Break([](Event& event) {
      event.value = "[" + *event.value + "]";
      expect_violation(event, "type", "", "");
    }),
};

}  // namespace

std::size_t ways_to_break() { return breaks.size(); }

Event make_broken_event(std::uint64_t seed, std::uint64_t index, std::size_t way) {
  Event event = valid_event(seed, index);
  breaks[way % breaks.size()](event);
  return event;
}

Event make_event(std::uint64_t seed, std::uint64_t index, const Shares& shares) {
  const std::uint64_t shifted = index + mixed(seed, 0) % 1000;
  if (shares.broken_every != 0 && shifted % shares.broken_every == 0)
    return make_broken_event(seed, index, static_cast<std::size_t>(shifted / shares.broken_every));
  Event event = valid_event(seed, index);
  if (shares.tombstone_every != 0 && shifted % shares.tombstone_every == shares.tombstone_every / 2 + 1) {
    event.value.reset();
    event.code = VerdictCode::tombstone;
  }
  return event;
}

}  // namespace sluiced::testing
