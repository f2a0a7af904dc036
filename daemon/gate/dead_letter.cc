#include "gate/dead_letter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/sha256.h"
#include "base/time_text.h"
#include "gate/profile_headers.h"
#include "json/writer.h"

namespace sluiced::gate {
namespace {

constexpr std::string_view inbound_prefix = "dlt.inbound.";
/// Kept from an earlier letter of the same record when it comes back: where it first stood.
constexpr std::string_view origin_headers[] = {"dlt.topic", "dlt.partition", "dlt.offset", "dlt.timestamp", "dlt.timestamp-type"};

bool is_ours(std::string_view name) { return name.starts_with(header_prefix); }

const HeaderView* last_of(std::span<const HeaderView> headers, std::string_view name) {
  const HeaderView* found = nullptr;
  for (const HeaderView& header : headers)
    if (header.name == name && header.value) found = &header;
  return found;
}

/// As we would have written it.
std::optional<std::int64_t> number_in(const HeaderView* header) {
  if (header == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const std::string_view text = *header->value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || std::to_string(number) != text) return std::nullopt;
  return number;
}

bool is_timestamp_type(std::string_view text) {
  using Type = TimestampType;
  const auto types = {Type::not_available, Type::create_time, Type::log_append_time};
  return std::any_of(types.begin(), types.end(), [&](Type type) { return to_string(type) == text; });
}

/// Whether the record says of itself, in full, that it came back from our dead-letter topic to where it first stood, and could have
/// stood there: what is believed goes into headers of ours.
bool is_replay(const Record& record, std::span<const HeaderView> headers) {
  const HeaderView* topic = last_of(headers, "dlt.topic");
  if (topic == nullptr || *topic->value != record.topic) return false;
  const auto partition = number_in(last_of(headers, "dlt.partition"));
  const auto offset = number_in(last_of(headers, "dlt.offset"));
  const auto hops = number_in(last_of(headers, "dlt.hops"));
  const HeaderView* const type = last_of(headers, "dlt.timestamp-type");
  return partition && *partition >= 0 && *partition <= INT32_MAX && offset && *offset >= 0 &&
         number_in(last_of(headers, "dlt.timestamp")) && type != nullptr && is_timestamp_type(*type->value) && hops &&
         *hops >= 1 && *hops < 1'000'000;
}

/// Cuts at a character's boundary.
std::string_view clipped(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

/// JSON array of units in the shape of 2020-12's "basic" output; as many as fit, always JSON.
std::string violations_text(std::span<const schema::Violation> violations) {
  for (std::size_t count = violations.size(); count > 0; --count) {
    json::Writer writer;
    writer.begin_array();
    for (const schema::Violation& violation : violations.first(count)) {
      writer.begin_object();
      writer.key("keywordLocation");
      writer.string(violation.keyword_location);
      writer.key("instanceLocation");
      writer.string(violation.instance_location);
      writer.key("error");
      writer.string(violation.message);
      writer.end_object();
    }
    writer.end_array();
    std::string text = writer.text();
    if (text.size() <= violations_bytes_max) return text;
  }
  return "[]";
}

class HeaderList {
 public:
  explicit HeaderList(std::vector<Header>& headers) : headers_(headers) {}
  void add(std::string_view name, std::string_view value) { headers_.push_back({std::string(name), std::string(value)}); }

 private:
  std::vector<Header>& headers_;
};

void add_origin(HeaderList& out, const Record& record, std::span<const HeaderView> headers, bool replay) {
  if (replay) {
    for (const std::string_view name : origin_headers) out.add(name, *last_of(headers, name)->value);
    return;
  }
  out.add("dlt.topic", record.topic);
  out.add("dlt.partition", std::to_string(record.partition));
  out.add("dlt.offset", std::to_string(record.offset.value));
  out.add("dlt.timestamp", std::to_string(record.timestamp_ms));
  out.add("dlt.timestamp-type", to_string(record.timestamp_type));
}

void add_reason(HeaderList& out, const Verdict& verdict) {
  out.add("dlt.code", to_string(verdict.code));
  if (!verdict.violations.empty()) {
    const schema::Violation& first = verdict.violations.front();
    out.add("dlt.keyword", first.keyword);
    out.add("dlt.keyword-location", clipped(first.keyword_location, message_bytes_max));
    out.add("dlt.instance-location", clipped(first.instance_location, message_bytes_max));
  }
  if (verdict.byte_offset) out.add("dlt.byte-offset", std::to_string(*verdict.byte_offset));
  out.add("dlt.message", clipped(verdict.message, message_bytes_max));
  if (!verdict.violations.empty()) out.add("dlt.violations", violations_text(verdict.violations));
  out.add("dlt.fingerprint", fingerprint(verdict));
}

/// As add_origin() has it.
ProfileFacts profile_facts(const Rejecter& rejecter, const Record& record, std::span<const HeaderView> headers,
                           const Verdict& verdict, bool replay) {
  ProfileFacts facts{.topic = record.topic,
                     .partition = record.partition,
                     .offset = record.offset,
                     .timestamp_ms = record.timestamp_ms,
                     .timestamp_type = to_string(record.timestamp_type),
                     .group = rejecter.group,
                     .code = to_string(verdict.code),
                     .message = clipped(verdict.message, message_bytes_max)};
  if (!replay) return facts;
  facts.partition = static_cast<PartitionId>(*number_in(last_of(headers, "dlt.partition")));
  facts.offset = {*number_in(last_of(headers, "dlt.offset"))};
  facts.timestamp_ms = *number_in(last_of(headers, "dlt.timestamp"));
  facts.timestamp_type = *last_of(headers, "dlt.timestamp-type")->value;
  return facts;
}

/// Written by an earlier rejection of the same record, and replaced by this one's.
bool is_replaced_profile(const Rejecter& rejecter, std::string_view name) {
  return std::any_of(rejecter.header_profiles.begin(), rejecter.header_profiles.end(),
                     [&](HeaderProfile profile) { return is_of_profile(profile, name); });
}

bool has_header(const OutgoingRecord& letter, std::string_view name) {
  return std::any_of(letter.headers.begin(), letter.headers.end(), [&](const Header& header) { return header.name == name; });
}

/// What the value was, for whoever compares; once.
void add_sum_of(HeaderList& out, const OutgoingRecord& letter) {
  if (has_header(letter, "dlt.value-sha256")) return;
  const std::string_view value = letter.value ? std::string_view(*letter.value) : std::string_view();
  out.add("dlt.value-sha256", sha256_hex(value));
  out.add("dlt.value-bytes", std::to_string(value.size()));
}

/// Of a payload that was not judged by the schema nobody can say what in it is sensitive.
void redact(OutgoingRecord& letter, const Verdict& verdict) {
  const bool looked_into = verdict.code == VerdictCode::schema_violation;
  if (!letter.value || letter.value->empty() || (looked_into && !verdict.masked)) return;
  HeaderList out(letter.headers);
  out.add("dlt.truncated", "redacted");
  add_sum_of(out, letter);
  letter.value = looked_into ? *verdict.masked : std::string();
}

std::optional<std::string> owned(std::optional<std::string_view> bytes) {
  return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

}  // namespace

OutgoingRecord make_forwarded(const std::string& topic, const Record& record, std::span<const HeaderView> headers,
                              PartitionId partition) {
  OutgoingRecord copy{.topic = topic,
                      .partition = partition,
                      .key = owned(record.key),
                      .value = owned(record.value),
                      .headers = {},
                      .timestamp_ms = std::max<std::int64_t>(record.timestamp_ms, 0)};
  copy.headers.reserve(headers.size());
  for (const HeaderView& header : headers) copy.headers.push_back({std::string(header.name), owned(header.value)});
  return copy;
}

OutgoingRecord reduced(const OutgoingRecord& letter, LetterForm form) {
  if (form == LetterForm::whole) return letter;
  OutgoingRecord smaller{.topic = letter.topic,
                         .partition = letter.partition,
                         .key = letter.key,
                         .value = form == LetterForm::reference ? std::string() : letter.value,
                         .headers = {}};
  const auto only_explains = [](std::string_view name) {
    return name == "dlt.message" || name == "dlt.violations" || name.starts_with(inbound_prefix) ||
           only_explains_in_profile(name);
  };
  for (const Header& header : letter.headers)
    if (form != LetterForm::without_detail || !only_explains(header.name)) smaller.headers.push_back(header);
  HeaderList out(smaller.headers);
  if (form == LetterForm::without_detail) {
    // Of a letter that is redacted that is what matters.
    if (!has_header(letter, "dlt.truncated")) out.add("dlt.truncated", "headers");
    return smaller;
  }
  out.add("dlt.truncated", "value");
  add_sum_of(out, letter);
  return smaller;
}

std::size_t OutgoingRecord::bytes() const {
  std::size_t sum = (key ? key->size() : 0) + (value ? value->size() : 0);
  for (const Header& header : headers) sum += header.name.size() + (header.value ? header.value->size() : 0);
  return sum;
}

PartitionId letter_partition(PartitionId source, PartitionId count) { return source < count ? source : source % count; }

void append_without_indices(std::string& out, std::string_view pointer) {
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view token = pointer.substr(1, end - 1);
    const bool is_index = !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    out += '/';
    out += is_index ? std::string_view("*") : token;
    pointer.remove_prefix(end);
  }
}

std::string fingerprint(const Verdict& verdict) {
  std::string text(to_string(verdict.code));
  if (!verdict.violations.empty()) {
    text += "\n" + verdict.violations.front().keyword_location + "\n";
    append_without_indices(text, verdict.violations.front().instance_location);
  }
  return sha256_hex(text).substr(0, 16);
}

OutgoingRecord make_dead_letter(const Rejecter& rejecter, const Record& record, std::span<const HeaderView> headers,
                                const Verdict& verdict, PartitionId partition_count, WallTime now) {
  const bool replay = is_replay(record, headers);
  OutgoingRecord letter{.topic = rejecter.dead_letter_topic,
                        .partition = letter_partition(record.partition, partition_count),
                        .key = owned(record.key),
                        .value = owned(record.value),
                        .headers = {}};
  letter.headers.reserve(headers.size() + 18);
  for (const HeaderView& header : headers) {
    std::string name(header.name);
    if (is_ours(name)) {
      if (replay && !name.starts_with(inbound_prefix)) continue;  // replaced by this letter's own
      if (!name.starts_with(inbound_prefix)) name = std::string(inbound_prefix) + name.substr(header_prefix.size());
    } else if (replay && is_replaced_profile(rejecter, name)) {
      continue;
    }
    letter.headers.push_back({std::move(name), owned(header.value)});
  }

  HeaderList out(letter.headers);
  add_origin(out, record, headers, replay);
  out.add("dlt.group", rejecter.group);
  out.add("dlt.client", rejecter.client);
  out.add("dlt.at", rfc3339(now));
  out.add("dlt.hops", std::to_string(replay ? *number_in(last_of(headers, "dlt.hops")) + 1 : 1));
  add_reason(out, verdict);
  out.add("dlt.schema", verdict.schema ? verdict.schema->name() : rejecter.schema_name);
  out.add("dlt.schema-sha256", verdict.schema ? verdict.schema->sha256() : rejecter.schema_sha256);
  for (const HeaderProfile profile : rejecter.header_profiles)
    add_profile_headers(letter.headers, profile, profile_facts(rejecter, record, headers, verdict, replay));
  if (rejecter.redact) redact(letter, verdict);
  return letter;
}

}  // namespace sluiced::gate
