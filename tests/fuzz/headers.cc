// A record with headers that somebody else wrote, as it is rejected: "name: value" a line (without the colon it is null), an empty
// line, the payload. Its dead letter says what it has to say, each thing once, and keeps what came, whatever that claims to be.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/fault.h"
#include "fuzz/expect.h"
#include "fuzz/schemas.h"
#include "gate/dead_letter.h"
#include "json/utf8.h"

namespace sluiced::fuzz {
namespace {

using gate::OutgoingRecord;
using gate::Verdict;

constexpr std::size_t violations_most = 5;
constexpr WallTime now{Duration{1'700'000'000'123}};
const gate::Rejecter rejecter{.group = "g",
                              .client = "sluiced/g/0",
                              .dead_letter_topic = "orders.dlt",
                              .schema_name = "order.json",
                              .schema_sha256 = std::string(64, 'a')};

schema::Schema schema_of(const char* text) {
  auto schema = compile(text, {});
  expect(schema.ok(), "the target's own schemas compile");
  return std::move(*schema);
}

/// Chosen by a header or a field; what names neither is rejected for it.
gate::Judge new_judge() {
  gate::SchemaTable::Schemas schemas;
  schemas.emplace("a", schema_of(R"({"type":"object","properties":{"a":{"type":"array","items":{"$ref":"#/$defs/a"}}},
    "additionalProperties":false,"minProperties":2,"$defs":{"a":{"type":"object","additionalProperties":{"const":0}}}})"));
  schemas.emplace("b", schema_of(R"({"propertyNames":{"pattern":"^[a-z]{1,3}$"},"required":["a","b"],"not":{"required":["c"]},
    "properties":{"a":{"enum":["a","b"]},"b":{"oneOf":[{"type":"integer"},{"minimum":3}]}},"unevaluatedProperties":{"format":"date"}})"));
  return {{{.header = "kind", .field = "/kind", .from = "{}.json"}, std::move(schemas)},
          {.bytes_max = 3000, .depth_max = 5, .members_max = 8, .number_chars_max = 20}};
}

struct Input {
  std::vector<HeaderView> headers;
  std::optional<std::string_view> payload;  ///< nullopt: nothing is there, not even the empty line
};

Input read(std::string_view bytes) {
  Input input;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty()) {
      input.payload = bytes;
      break;
    }
    const std::size_t colon = line.find(':');
    input.headers.push_back({.name = line.substr(0, colon), .value = std::nullopt});
    if (colon == std::string_view::npos) continue;
    const std::string_view value = line.substr(colon + 1);
    input.headers.back().value = value.substr(value.starts_with(' ') ? 1 : 0);
  }
  return input;
}

std::vector<HeaderView> views_of(const std::vector<Header>& headers) {
  std::vector<HeaderView> views;
  for (const Header& header : headers) views.push_back({header.name, header.value});
  return views;
}

bool is_inbound(std::string_view name) { return name.starts_with("dlt.inbound."); }
bool is_ours(std::string_view name) { return name.starts_with("dlt.") && !is_inbound(name); }

using Ours = std::map<std::string, std::string>;

/// What the gate itself says: behind all that came, each once, and always text.
Ours ours_of(const std::vector<Header>& headers) {
  const auto first = std::find_if(headers.begin(), headers.end(), [](const Header& one) { return is_ours(one.name); });
  Ours ours;
  for (auto header = first; header != headers.end(); ++header) {
    expect(is_ours(header->name), "our headers stand together, behind all others");
    expect(header->value.has_value(), "none of ours is null");
    expect(json::find_invalid_utf8(*header->value) == std::string::npos, "ours are UTF-8");
    expect(header->value->size() <= 1024, "and none is long");
    expect(ours.emplace(header->name, *header->value).second, "each of ours stands once");
  }
  return ours;
}

std::int64_t number_in(const Ours& ours, const char* name) {
  const auto found = ours.find(name);
  expect(found != ours.end(), "what belongs to every letter is there");
  const std::string& text = found->second;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  expect(error == std::errc() && end == text.data() + text.size(), "a number is one");
  return number;
}

/// Where it first stood, as far as it can have stood there.
void has_an_origin(const Ours& ours, const Record& record) {
  expect(ours.at("dlt.topic") == record.topic, "the origin is this topic");
  const std::int64_t partition = number_in(ours, "dlt.partition");
  expect(partition >= 0 && partition <= INT32_MAX, "in a partition that there can be");
  expect(number_in(ours, "dlt.offset") >= 0, "at an offset that there can be");
  number_in(ours, "dlt.timestamp");
  const std::string& type = ours.at("dlt.timestamp-type");
  expect(type == "CreateTime" || type == "LogAppendTime" || type == "NoTimestampType", "with a time of a kind that there is");
}

void has_reasons(const Ours& ours, const Verdict& verdict) {
  for (const char* const name : {"dlt.group", "dlt.client", "dlt.at", "dlt.schema", "dlt.schema-sha256"})
    expect(ours.count(name) == 1 && !ours.at(name).empty(), "what belongs to every letter is there");
  expect(ours.at("dlt.code") == to_string(verdict.code), "the code is the verdict's");
  expect(!ours.at("dlt.message").empty(), "a person is told why");
  expect(ours.at("dlt.fingerprint").size() == 16, "a fingerprint has 16 digits");
  expect(verdict.violations.empty() == (ours.count("dlt.violations") == 0), "reasons of the schema are there where it has some");
  if (verdict.violations.empty()) return;
  json::Tree tree;
  expect(json::read(ours.at("dlt.violations"), file_limits, tree).code == json::ReadErrorCode::none, "violations are JSON");
  expect(tree.root().kind == json::Kind::array && tree.root().count <= violations_most, "a short list");
  for (const json::NodeIndex item : json::children(tree, 0))
    for (const char* const name : {"keywordLocation", "instanceLocation", "error"}) {
      const json::NodeIndex at = json::find_member(tree, item, name);
      expect(at != json::no_node && tree[at].kind == json::Kind::string, "each with its places and a sentence");
    }
}

/// The record's own headers, all of them and in order; what claims to be ours is marked, or replaced where it is believed.
void keeps_what_came(const std::vector<Header>& letter, std::span<const HeaderView> came, bool believed) {
  auto kept = letter.begin();
  for (const HeaderView& header : came) {
    if (is_ours(header.name) && believed) continue;
    expect(kept != letter.end() && !is_ours(kept->name), "every header of the record is kept, in order");
    const std::string name =
        is_ours(header.name) ? "dlt.inbound." + std::string(header.name.substr(4)) : std::string(header.name);
    expect(kept->name == name, "under its name, or as one that came with the record");
    expect(kept->value.has_value() == header.value.has_value() && (!header.value || *kept->value == *header.value),
           "with its value, null apart from empty");
    ++kept;
  }
  expect(kept != letter.end() && is_ours(kept->name), "and nothing is added to them but ours");
}

void can_be_reduced(const OutgoingRecord& letter, const Ours& ours) {
  const OutgoingRecord without = reduced(letter, gate::LetterForm::without_detail);
  const Ours left = ours_of(without.headers);
  expect(left.at("dlt.truncated") == "headers" && without.value == letter.value && without.key == letter.key,
         "a letter without detail says so, and has its value");
  for (const auto& [name, value] : ours)
    expect(name == "dlt.message" || name == "dlt.violations" || left.at(name) == value, "and lacks nothing else");
  const OutgoingRecord reference = reduced(letter, gate::LetterForm::reference);
  const Ours told = ours_of(reference.headers);
  expect(told.at("dlt.truncated") == "value" && reference.value == "" && reference.key == letter.key,
         "a reference says so, and has no value");
  expect(number_in(told, "dlt.value-bytes") == static_cast<std::int64_t>(letter.value.value_or("").size()) &&
             told.at("dlt.value-sha256").size() == 64,
         "but how long it was, and its sum");
}

OutgoingRecord rejected(const Record& record, std::span<const HeaderView> headers, const Verdict& verdict) {
  OutgoingRecord letter = make_dead_letter(rejecter, record, headers, verdict, 3, now);
  expect(letter.partition >= 0 && letter.partition < 3, "a letter has a partition of its topic");
  expect(letter.key == record.key && letter.value == record.value, "key and value are the record's");
  const Ours ours = ours_of(letter.headers);
  has_reasons(ours, verdict);
  has_an_origin(ours, record);
  const std::int64_t hops = number_in(ours, "dlt.hops");
  expect(hops >= 1, "a letter has been written once at least");
  keeps_what_came(letter.headers, headers, hops > 1);
  can_be_reduced(letter, ours);
  return letter;
}

/// Sent back to where it first stood, however often: nothing grows, and the first origin stays.
void can_be_replayed(const Record& record, const OutgoingRecord& letter, const Verdict& verdict) {
  Record again = record;
  again.offset.value += 100;
  const OutgoingRecord second = rejected(again, views_of(letter.headers), verdict);
  Ours before = ours_of(letter.headers);
  Ours after = ours_of(second.headers);
  const std::int64_t hops = number_in(before, "dlt.hops");
  if (hops >= 1'000'000) return;
  expect(number_in(after, "dlt.hops") == hops + 1, "every hop is counted");
  expect(second.headers.size() == letter.headers.size(), "a replay adds no header");
  before.erase("dlt.hops");
  after.erase("dlt.hops");
  expect(before == after, "nor does it change another");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  static gate::Judge judge = fuzz::new_judge();
  const fuzz::Input input = fuzz::read({reinterpret_cast<const char*>(data), size});
  Record record{.topic = "orders",
                .partition = 5,
                .offset = {17},
                .timestamp_ms = 1234,
                .timestamp_type = TimestampType::create_time,
                .key = "k",
                .value = input.payload};
  gate::Verdict verdict;
  if (judge.judge(input.payload, input.headers) == VerdictCode::valid) {
    verdict.code = VerdictCode::skipped;  // with what an operator may have given as the reason
    verdict.message = "skipped: " + one_line(input.payload.value_or(""));
  } else {
    verdict = judge.explain(input.payload, input.headers);
  }
  const gate::OutgoingRecord copy = gate::make_forwarded("orders.valid", record, input.headers, 5);
  fuzz::expect(copy.headers.size() == input.headers.size() && copy.value == record.value, "a copy is as the record was");
  const gate::OutgoingRecord letter = fuzz::rejected(record, input.headers, verdict);
  fuzz::can_be_replayed(record, letter, verdict);
  // Read as a record of its own: none of it is believed.
  record.topic = "orders.dlt";
  const gate::OutgoingRecord of_letter = fuzz::rejected(record, fuzz::views_of(letter.headers), verdict);
  fuzz::expect(fuzz::ours_of(of_letter.headers).at("dlt.hops") == "1", "the letter of a letter begins anew");
  return 0;
}
