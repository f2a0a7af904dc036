#include "cli/sample_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sluiced::cli {
namespace {

/// Members as name and JSON text, in order: so that a member can be broken, left out or sent twice.
using Members = std::vector<std::pair<std::string, std::string>>;

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

std::string object(const Members& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", name, value);
  return text + "}";
}

std::string with(Members members, std::string_view name, std::string value) {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
  if (found == members.end())
    members.emplace_back(name, std::move(value));
  else
    found->second = std::move(value);
  return object(members);
}

std::string without(Members members, std::string_view name) {
  std::erase_if(members, [&](const auto& member) { return member.first == name; });
  return object(members);
}

std::string twice(Members members, std::string_view name, std::string value) {
  members.emplace_back(name, std::move(value));
  return object(members);
}

std::string without_end(const std::string& text) { return text.substr(0, text.size() * 2 / 3); }

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

/// Looks random, and is the same every time.
std::uint64_t scrambled(std::uint64_t n) {
  n = (n + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
  n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
  return n ^ (n >> 31);
}

std::string uuid(std::uint64_t n) {
  const std::uint64_t high = scrambled(2 * n);
  const std::uint64_t low = scrambled(2 * n + 1);
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff, low >> 52,
                     low & 0xffffffffffff);
}

std::string user(std::uint64_t n) { return fmt::format("usr_{:05}", scrambled(n) % 100'000); }
std::string organization(std::uint64_t n) { return fmt::format("org_{:03}", scrambled(n) % 1'000); }

/// Collects the events of one topic; every event has the number under which it was made.
class Events {
 public:
  Events(std::string_view service, std::uint64_t first) : service_(service), next_(first) {}

  std::uint64_t next() const { return next_; }
  void add(VerdictCode expected, std::optional<std::string> value) {
    const std::uint64_t n = next_++;
    events_.push_back({.key = user(n),
                       .value = std::move(value),
                       .headers = {{"traceparent", fmt::format("00-{:016x}{:016x}-{:016x}-01", scrambled(3 * n),
                                                               scrambled(3 * n + 1), scrambled(3 * n + 2))},
                                   {"content-type", "application/json"},
                                   {"x-service", service_}},
                       .expected = expected});
  }
  std::vector<SampleEvent> take() { return std::move(events_); }

 private:
  std::string service_;
  std::uint64_t next_;
  std::vector<SampleEvent> events_;
};

Members feature_usage(std::uint64_t n) {
  constexpr std::array<std::string_view, 4> features{"document_summary", "chat_reply", "image_caption", "export_csv"};
  constexpr std::array<std::string_view, 4> channels{"web", "ios", "api", "slack"};
  return {{"event_id", in_quotes(uuid(n))},
          {"occurred_at", fmt::format("\"2026-11-23T08:14:{:02}.{:03}Z\"", n % 60, scrambled(n) % 1'000)},
          {"user_id", in_quotes(user(n))},
          {"organization_id", in_quotes(organization(n))},
          {"session_id", in_quotes(uuid(n + 1'000))},
          {"feature", in_quotes(features[n % features.size()])},
          {"channel", in_quotes(channels[n % channels.size()])},
          {"model", "\"summarizer-large-2\""},
          {"input_tokens", std::to_string(scrambled(n) % 8'000)},
          {"output_tokens", std::to_string(scrambled(n + 7) % 1'000)},
          {"duration_ms", std::to_string(scrambled(n + 9) % 5'000)},
          {"credits", fmt::format("{}.25", scrambled(n) % 40)},
          {"success", "true"},
          {"metadata", R"({"document_type":"pdf","pages":14,"language":"de","cached":false})"}};
}

std::vector<SampleEvent> feature_usage_events(const DocumentLimits& limits) {
  using enum VerdictCode;
  Events events("feature-usage 4.12.0", 100);
  const auto now = [&] { return feature_usage(events.next()); };
  events.add(valid, object(now()));
  events.add(valid, with(now(), "model", "null"));
  events.add(schema_violation, with(now(), "duration_ms", "\"3740\""));  // a number sent as text
  events.add(empty, "");
  events.add(valid, object(now()));
  events.add(not_utf8, with(now(), "user_id", "\"M\xfcller\""));  // Latin-1
  events.add(not_json, without_end(object(now())));
  events.add(tombstone, std::nullopt);
  events.add(duplicate_key, twice(now(), "credits", "0"));
  events.add(valid, object(now()));
  events.add(schema_violation, without(now(), "event_id"));
  events.add(limit, with(now(), "metadata", nested(limits.depth_max + 1)));
  events.add(schema_violation, with(now(), "session_id", "\"session-42\""));
  events.add(valid, object(now()));
  events.add(schema_violation, with(now(), "input_tokens", "-1"));
  return events.take();
}

Members process_end(std::uint64_t n) {
  return {{"process_id", in_quotes(uuid(n))},
          {"user_id", in_quotes(user(n))},
          {"organization_id", in_quotes(organization(n))},
          {"process", "\"video_render\""},
          {"model", "\"render-2\""},
          {"status", "\"completed\""},
          {"credits_reserved", "150"},
          {"credits_charged", fmt::format("{}.5", scrambled(n) % 150)},
          {"balance_after", fmt::format("{}.5", scrambled(n + 3) % 5'000)},
          {"started_at", fmt::format("\"2026-11-23T08:10:{:02}.000Z\"", n % 60)},
          {"ended_at", fmt::format("\"2026-11-23T08:14:{:02}.512Z\"", n % 60)}};
}

Members failed_process_end(std::uint64_t n) {
  Members members = process_end(n);
  members[5].second = "\"failed\"";
  members.emplace_back("reason", "\"the renderer gave up after three tries\"");
  return members;
}

std::vector<SampleEvent> process_end_events(const DocumentLimits& limits) {
  using enum VerdictCode;
  Events events("credits 2.3.1", 200);
  const auto now = [&] { return process_end(events.next()); };
  const auto failed = [&] { return failed_process_end(events.next()); };
  events.add(valid, object(now()));
  events.add(valid, object(failed()));
  events.add(schema_violation, with(now(), "balance", "3871.5"));  // a name that nobody knows
  events.add(not_json, with(now(), "credits_charged", "NaN"));
  events.add(valid, object(now()));
  events.add(not_utf8, with(failed(), "reason",
                            "\"Zeit\xfc"
                            "berschreitung\""));
  events.add(tombstone, std::nullopt);
  events.add(schema_violation, without(failed(), "reason"));  // allowed for a completed one only
  events.add(empty, "");
  events.add(valid, object(now()));
  events.add(limit, with(now(), "balance_after", std::string(limits.number_chars_max + 1, '7')));
  events.add(duplicate_key, twice(now(), "status", "\"cancelled\""));
  events.add(schema_violation, with(now(), "credits_charged", "12.00001"));  // finer than credits are booked
  events.add(schema_violation, with(now(), "ended_at", "\"23.11.2026 08:14\""));
  return events.take();
}

Members model(std::string_view name, std::uint64_t n) {
  return {{"model", in_quotes(name)},
          {"calls", std::to_string(1 + n % 4)},
          {"input_tokens", std::to_string(scrambled(n) % 9'000)},
          {"output_tokens", std::to_string(scrambled(n + 5) % 2'000)},
          {"credits", fmt::format("{}.25", scrambled(n) % 30)}};
}

std::string two_models(std::uint64_t n, const std::string& second) {
  return fmt::format("[{},{}]", object(model("planner-1", n)), second);
}

Members multimodel_end(std::uint64_t n) {
  return {{"process_id", in_quotes(uuid(n))},
          {"user_id", in_quotes(user(n))},
          {"organization_id", in_quotes(organization(n))},
          {"status", "\"completed\""},
          {"models", two_models(n, object(model("writer-large-2", n + 1)))},
          {"credits_charged", fmt::format("{}.75", scrambled(n) % 90)},
          {"balance_after", fmt::format("{}.75", scrambled(n + 3) % 5'000)},
          {"started_at", fmt::format("\"2026-11-23T08:10:{:02}Z\"", n % 60)},
          {"ended_at", fmt::format("\"2026-11-23T08:12:{:02}.090Z\"", n % 60)}};
}

std::vector<SampleEvent> multimodel_end_events(const DocumentLimits& limits) {
  using enum VerdictCode;
  Events events("credits 2.4.0-rc1", 300);
  const auto now = [&] { return multimodel_end(events.next()); };
  const auto writer = [&] { return model("writer-large-2", events.next()); };
  const auto second_model = [&](const std::string& second) { return with(now(), "models", two_models(events.next(), second)); };
  events.add(valid, object(now()));
  events.add(schema_violation, second_model(with(writer(), "input_tokens", "\"9400\"")));
  events.add(valid, object(now()));
  events.add(not_utf8, second_model(with(writer(), "model", R"("writer \ud83d")")));  // half an emoji: cut by UTF-16 units
  events.add(schema_violation, second_model(without(writer(), "credits")));
  events.add(tombstone, std::nullopt);
  events.add(not_json, with(now(), "models", "[" + object(writer()) + ",]"));
  events.add(valid, object(now()));
  events.add(duplicate_key, second_model(twice(writer(), "model", "\"writer-large-3\"")));
  events.add(limit, second_model(with(writer(), "provider", nested(limits.depth_max + 1))));
  events.add(schema_violation, with(now(), "models", "[]"));
  events.add(empty, "");
  events.add(valid, object(now()));
  events.add(schema_violation, second_model(with(writer(), "output_tokens", "100000001")));
  return events.take();
}

}  // namespace

std::vector<SampleEvent> sample_events(std::string_view topic, const DocumentLimits& limits) {
  if (topic == "feature_usage_topic") return feature_usage_events(limits);
  if (topic == "credits_process_end_topic") return process_end_events(limits);
  if (topic == "credits_process_end_multimodel_topic") return multimodel_end_events(limits);
  return {};
}

}  // namespace sluiced::cli
