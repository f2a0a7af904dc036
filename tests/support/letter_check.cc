#include "support/letter_check.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/sha256.h"
#include "base/time_text.h"
#include "json/reader.h"

namespace sluiced::testing {
namespace {

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string sha256_of_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return sha256_hex(bytes.str());
}

std::int64_t number(std::string_view text) {
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

/// The letter's own headers by name; what stands before them came with the record.
struct LetterHeaders {
  std::vector<Header> original;
  std::map<std::string, std::string> own;
  std::string complaint;

  explicit LetterHeaders(const StoredRecord& letter) {
    for (const HeaderView& header : letter.headers) {
      const std::string name(header.name);
      if (name.starts_with("dlt.") && header.value) {
        if (!own.emplace(name, *header.value).second) complaint = "header " + name + " stands twice";
      } else {
        original.push_back({name, header.value ? std::optional<std::string>(*header.value) : std::nullopt});
        if (!own.empty()) complaint = "an original header stands behind ours";
      }
    }
  }
  std::string take(const std::string& name) {
    const auto node = own.extract(name);
    return node.empty() ? "(none)" : node.mapped();
  }
};

bool is_json_array(const std::string& text) {
  json::Tree tree;
  return json::read(text, {}, tree).code == json::ReadErrorCode::none && text.front() == '[' && text.size() > 2;
}

}  // namespace

NamedOrigin origin_of(const StoredRecord& letter) {
  LetterHeaders headers(letter);
  return {.topic = headers.take("dlt.topic"),
          .place = {.partition = static_cast<PartitionId>(number(headers.take("dlt.partition"))),
                    .offset = number(headers.take("dlt.offset"))}};
}

LetterCheck::LetterCheck(const LetterExpectation& expectation, int letter_partitions, std::int64_t begun_ms)
    : expectation_(expectation),
      schema_sha256_(sha256_of_file(expectation.schema_file)),
      letter_partitions_(letter_partitions),
      begun_ms_(begun_ms) {}

std::string LetterCheck::complaint(const StoredRecord& letter, const Event& event, const Place& place,
                                   std::int64_t timestamp_ms) const {
  const Record& record = letter.record;
  if (record.key != std::optional<std::string_view>(event.key)) return "another key";
  if (!record.value || *record.value != *event.value) return "other bytes";
  if (record.partition != place.partition % letter_partitions_) return fmt::format("in partition {}", record.partition);
  if (record.timestamp_ms < begun_ms_ || record.timestamp_ms > now_ms()) return "its timestamp is not when it was written";
  LetterHeaders headers(letter);
  if (!headers.complaint.empty()) return headers.complaint;
  if (headers.original != event.headers) return "the original headers are not as they were";
  for (const auto& [name, value] : headers.own)
    if (value.find(event.secret) != std::string::npos) return "header " + name + " tells of the payload";

  std::map<std::string, std::string> expected{{"dlt.topic", expectation_.source},
                                              {"dlt.partition", std::to_string(place.partition)},
                                              {"dlt.offset", std::to_string(place.offset)},
                                              {"dlt.timestamp", std::to_string(timestamp_ms)},
                                              {"dlt.timestamp-type", "CreateTime"},
                                              {"dlt.group", expectation_.group},
                                              {"dlt.hops", "1"},
                                              {"dlt.code", std::string(to_string(event.code))},
                                              {"dlt.schema", expectation_.schema_file},
                                              {"dlt.schema-sha256", schema_sha256_}};
  if (!expectation_.client.empty())
    expected["dlt.client"] = expectation_.client;
  else if (const std::string client = headers.take("dlt.client"); !client.starts_with("sluiced/" + expectation_.group + "/"))
    return "dlt.client is " + client;
  if (event.byte_offset) expected["dlt.byte-offset"] = std::to_string(*event.byte_offset);
  if (event.code == VerdictCode::schema_violation) {
    expected["dlt.keyword"] = event.keyword;
    expected["dlt.keyword-location"] = event.keyword_location;
    expected["dlt.instance-location"] = event.instance_location;
    const std::string violations = headers.take("dlt.violations");
    if (!is_json_array(violations) || violations.size() > 1024) return "dlt.violations is " + violations;
  }
  for (const auto& [name, value] : expected)
    if (const std::string found = headers.take(name); found != value) return name + " is " + found + ", not " + value;
  if (const std::string message = headers.take("dlt.message"); message == "(none)" || message.size() > 1024)
    return "dlt.message is " + message;
  if (const std::string print = headers.take("dlt.fingerprint"); print.size() != 16) return "dlt.fingerprint is " + print;
  const std::string at = headers.take("dlt.at");
  if (at < rfc3339(WallTime(Duration(begun_ms_))) || at > rfc3339(WallTime(Duration(now_ms())))) return "dlt.at is " + at;
  return headers.own.empty() ? "" : "an unknown header " + headers.own.begin()->first;
}

}  // namespace sluiced::testing
