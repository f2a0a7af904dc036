// The JSON of `sluiced dlt show`.
#include "base/time_text.h"
#include "cli/dlt_show_report.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "letters/envelope.h"
#include "letters/letter.h"

namespace sluiced::cli {
namespace {

using letters::Letter;

class ObjectWriter {
 public:
  explicit ObjectWriter(json::Writer& writer) : writer_(writer) {}
  /// Left out where it is not said.
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    writer_.key(name);
    writer_.string(value);
  }
  void number(std::string_view name, std::optional<std::int64_t> value) {
    if (!value) return;
    writer_.key(name);
    writer_.number(*value);
  }
  void time(std::string_view name, std::int64_t ms) { text(name, rfc3339(letters::wall_time(ms))); }

 private:
  json::Writer& writer_;
};

void write_violations(json::Writer& writer, const std::vector<ToldViolation>& violations) {
  writer.key("violations");
  writer.begin_array();
  for (const ToldViolation& violation : violations) {
    ObjectWriter object(writer);
    writer.begin_object();
    object.text("keywordLocation", violation.keyword_location);
    writer.key("instanceLocation");
    writer.string(violation.instance_location);
    object.text("error", violation.error);
    writer.end_object();
  }
  writer.end_array();
}

void write_origin(json::Writer& writer, const Letter& letter, const Record& stands) {
  writer.key("origin");
  if (!letter.origin) return writer.null();
  ObjectWriter object(writer);
  writer.begin_object();
  object.text("topic", letter.origin->topic);
  object.number("partition", letter.origin->partition);
  object.number("offset", letter.origin->offset.value);
  if (const auto produced = produced_ms(letter, stands)) object.time("timestamp", *produced);
  object.text("timestamp_type", letter.timestamp_type);
  writer.end_object();
}

void write_reason(json::Writer& writer, const Letter& letter) {
  ObjectWriter object(writer);
  object.text("system", to_string(letter.profile));
  object.number("hops", letter.hops);
  object.text("at", letter.at);
  object.text("group", letter.group);
  object.text("client", letter.client);
  object.text("code", letter.code);
  object.text("message", letter.message);
  object.text("rule", letter.keyword_location);
  object.text("place", letter.instance_location);
  object.number("byte_offset", letter.byte_offset);
  object.text("schema", letter.schema);
  object.text("schema_sha256", letter.schema_sha256);
  object.text("fingerprint", letter.fingerprint);
  object.text("truncated", letter.truncated);
  write_violations(writer, violations_of(letter));
}

void write_now(json::Writer& writer, const ShownLetter& shown) {
  writer.key("now");
  ObjectWriter object(writer);
  writer.begin_object();
  if (const auto* const why = std::get_if<std::string>(&shown.now)) {
    object.text("not_known", *why);
    return writer.end_object();
  }
  const auto& now = std::get<VerdictNow>(shown.now);
  writer.key("passes");
  writer.boolean(now.verdict.code == VerdictCode::valid || now.action == Action::pass);
  object.text("code", to_string(now.verdict.code));
  object.text("message", now.verdict.message);
  if (now.verdict.byte_offset) object.number("byte_offset", std::int64_t{*now.verdict.byte_offset});
  object.text("schema", now.schema);
  object.text("schema_sha256", now.schema_sha256);
  std::vector<ToldViolation> told;
  for (const schema::Violation& violation : now.verdict.violations)
    told.push_back({violation.keyword_location, violation.instance_location, violation.message});
  write_violations(writer, told);
  writer.end_object();
}

/// Text where it is text; else how long it is.
void write_bytes(json::Writer& writer, const std::string& name, const std::optional<std::string>& bytes) {
  const bool is_text = !bytes || json::find_invalid_utf8(*bytes) == std::string_view::npos;
  writer.key(is_text ? name : name + "_bytes");
  if (!bytes)
    writer.null();
  else if (is_text)
    writer.string(*bytes);
  else
    writer.number(static_cast<std::int64_t>(bytes->size()));
}

void write_record(json::Writer& writer, const ShownLetter& shown) {
  const StoredLetter& stored = shown.letter;
  write_bytes(writer, "key", stored.key);
  writer.key("headers");
  writer.begin_array();
  for (const Header& header : stored.headers) {
    writer.begin_object();
    writer.key("name");
    writer.string(header.name);
    write_bytes(writer, "value", header.value);
    writer.end_object();
  }
  writer.end_array();
  const auto document = shown_document(shown);
  if (document || !stored.value) {
    writer.key("value");
    document ? writer.string(*document) : writer.null();
  }
  if (stored.value) ObjectWriter(writer).number("value_bytes", static_cast<std::int64_t>(stored.value->size()));
}

}  // namespace

std::string show_json(const ShownLetter& shown) {
  const std::vector<HeaderView> views = shown.letter.views();
  const Letter letter = letters::read_letter(views);
  json::Writer writer;
  ObjectWriter object(writer);
  writer.begin_object();
  object.text("id", letters::coordinates(shown.letter.record()));
  object.time("timestamp", shown.letter.timestamp_ms);
  write_origin(writer, letter, shown.letter.record());
  write_reason(writer, letter);
  write_now(writer, shown);
  object.text("state", shown.done ? to_string(*shown.done) : "open");
  writer.key("also");
  writer.begin_array();
  for (const std::string& other : shown.others) writer.string(other);
  writer.end_array();
  write_record(writer, shown);
  writer.end_object();
  return writer.text() + "\n";
}

}  // namespace sluiced::cli
