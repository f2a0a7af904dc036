#include "cli/dlt_show_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.h"
#include "base/time_text.h"
#include "cli/marked_line.h"
#include "cli/output.h"
#include "json/pointer.h"
#include "json/reader.h"
#include "letters/envelope.h"
#include "letters/letter.h"

namespace sluiced::cli {
namespace {

using letters::Letter;

constexpr std::size_t header_bytes_max = 160;
constexpr std::string_view ours = "dlt.";
constexpr std::string_view inbound = "dlt.inbound.";

std::string moment(std::int64_t ms) { return rfc3339(letters::wall_time(ms)); }
std::string short_hash(std::string_view sha256) { return one_line(sha256.substr(0, 8)); }

/// "12.50" with quotes, "null" for none, with escapes for what is no text.
std::string quoted(const std::optional<std::string>& bytes) {
  return bytes ? fmt::format("\"{}\"", one_line(*bytes, header_bytes_max)) : "null";
}

std::string text_of(const json::Tree& tree, json::NodeIndex object, std::string_view name) {
  const json::NodeIndex at = json::find_member(tree, object, name);
  return at == json::no_node || tree[at].kind != json::Kind::string ? "" : std::string(tree[at].string());
}

/// The message without the place that it begins with, which is told apart.
std::string_view without_place(const Letter& letter) {
  std::string_view message = letter.message;
  for (const std::string& prefix : {std::string(letter.instance_location) + ": ",
                                    fmt::format("at byte {}: ", letter.byte_offset.value_or(-1)), std::string("at the root: ")})
    if (message.starts_with(prefix)) return message.substr(prefix.size());
  return message;
}

std::string from_text(const StoredLetter& stored, const Letter& letter) {
  std::string text = letter.origin ? fmt::format("{}/{}/{}", one_line(letter.origin->topic), letter.origin->partition,
                                                 letter.origin->offset.value)
                                   : "not told";
  text += fmt::format("  key {}  hop {}", quoted(stored.key), letter.hops);
  if (letter.profile != letters::Profile::sluiced) text += fmt::format("  written by {}", to_string(letter.profile));
  return text;
}

std::string when_text(const StoredLetter& stored, const Letter& letter) {
  std::string text;
  const auto produced = produced_ms(letter, stored.record());
  const bool told = !produced || letter.timestamp_ms;  // else the letter's only time is the record's
  if (produced && *produced >= 0)
    text = fmt::format("produced {}{}, ", moment(*produced),
                       letter.timestamp_type == "LogAppendTime" ? " (by the broker's clock)" : "");
  text += "rejected " + (!letter.at.empty() ? one_line(letter.at) : told ? moment(stored.timestamp_ms) : "later");
  if (!letter.group.empty()) text += fmt::format(" by {}", one_line(letter.group));
  if (!letter.client.empty()) text += fmt::format(" ({})", one_line(letter.client));
  return text;
}

std::string code_text(const Letter& letter, std::size_t places) {
  std::string text = letter.code.empty() ? "not told" : one_line(letter.code);
  if (!letter.message.empty()) text += ": " + one_line(without_place(letter));
  if (places > 1) text += fmt::format(" ({} places told)", places);
  return text;
}

std::string schema_text(std::string_view name, std::string_view sha256) {
  return fmt::format("{} {}", one_line(name), short_hash(sha256));
}

bool same_rule(const Letter& letter, const gate::Verdict& verdict) {
  if (to_string(verdict.code) != letter.code) return false;
  if (verdict.violations.empty()) return letter.keyword_location.empty();
  return verdict.violations.front().keyword_location == letter.keyword_location &&
         verdict.violations.front().instance_location == letter.instance_location;
}

std::string now_text(const ShownLetter& shown, const Letter& letter) {
  if (const auto* const why = std::get_if<std::string>(&shown.now)) return "not known: " + *why;
  const auto& now = std::get<VerdictNow>(shown.now);
  const std::string schema = schema_text(now.schema, now.schema_sha256);
  const bool changed = now.schema_sha256 != letter.schema_sha256;
  if (now.verdict.code == VerdictCode::valid)
    return fmt::format("passes by {}{}", schema, changed ? "" : ", which has not changed");
  if (now.action == Action::pass)
    return fmt::format("passes: {} is let through by the topic's verdicts", to_string(now.verdict.code));
  if (same_rule(letter, now.verdict))
    return changed ? fmt::format("still fails for the same reason by {}", schema)
                   : "still fails for the same reason; the schema has not changed";
  return fmt::format("fails for another reason by {}: {}: {}", schema, to_string(now.verdict.code),
                     one_line(now.verdict.message));
}

/// Where the rule stands in the schema's file, which is known of a schema that still says so.
std::string rule_text(const ShownLetter& shown, const Letter& letter) {
  if (letter.keyword_location.empty()) return "";
  std::string text = one_line(letter.keyword_location);
  const auto* const now = std::get_if<VerdictNow>(&shown.now);
  if (now != nullptr && !now->verdict.violations.empty() && same_rule(letter, now->verdict))
    text = to_string(now->verdict.violations.front().place) + "  " + text;
  return text;
}

std::string state_text(const ShownLetter& shown) {
  if (!shown.done) return "open";
  switch (*shown.done) {
    case letters::Done::sent: return "replayed";
    case letters::Done::forwarded: return "sent to another topic";
    case letters::Done::resolved: return "resolved";
    case letters::Done::hop_limit: return "open; it came back too often to be sent again";
  }
  return "open";
}

std::string value_text(const StoredLetter& stored, const Letter& letter) {
  if (letter.truncated == "value") return "not there: the letter was too large for its topic; the record is where it came from";
  if (!stored.value) return "null";
  std::string text = fmt::format("{} bytes", stored.value->size());
  if (letter.truncated == "redacted") text += ", places in it blanked";
  return text;
}

std::string headers_text(const StoredLetter& stored) {
  std::size_t width = 0;
  std::size_t explained = 0;
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Header& header : stored.headers) {
    if (header.name.starts_with(ours) && !header.name.starts_with(inbound)) {
      ++explained;
      continue;
    }
    rows.emplace_back(one_line(header.name, header_bytes_max),
                      header.value ? one_line(*header.value, header_bytes_max) : "(null)");
    width = std::max(width, rows.back().first.size());
  }
  std::string text = fmt::format("headers {} of the record", rows.size());
  if (explained > 0) text += fmt::format(", {} of ours", explained);
  text += "\n";
  for (const auto& [name, value] : rows) text += fmt::format("        {:<{}}  {}\n", name, width, value);
  return text;
}

/// The node, or its nearest ancestor that is there: what is required and missing has no place of its own.
json::NodeIndex nearest_node(const json::Tree& tree, std::string_view pointer) {
  while (true) {
    const json::NodeIndex at = json::resolve_pointer(tree, 0, pointer);
    if (at != json::no_node || pointer.empty()) return at == json::no_node ? 0 : at;
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

std::string marks_text(const ShownLetter& shown, const Letter& letter, bool colour) {
  const auto document = shown_document(shown);
  if (!document) {
    if (!letter.byte_offset || !shown.letter.value) return "";
    return fmt::format("        byte {} of {}\n", *letter.byte_offset, shown.letter.value->size());
  }
  json::Tree tree;
  json::read(*document, file_limits, tree);
  std::string text;
  const auto mark = [&](std::size_t offset, std::size_t length, const std::string& what) {
    text += marked_line({.bytes = *document, .first_line = 1, .offset = offset, .length = length}, colour) + what;
  };
  const std::vector<ToldViolation> violations = violations_of(letter);
  for (const ToldViolation& violation : violations) {
    const std::size_t offset = tree[nearest_node(tree, violation.instance_location)].offset;
    const std::string_view place = violation.instance_location;
    mark(offset, value_length(*document, offset),
         fmt::format("          {}: {}\n", place.empty() ? "the whole document" : one_line(place), one_line(violation.error)));
    if (violations.size() > 1) text += fmt::format("          rule {}\n", one_line(violation.keyword_location));
  }
  if (text.empty() && !shown.masked && letter.byte_offset && *letter.byte_offset >= 0)
    mark(static_cast<std::size_t>(*letter.byte_offset), 1, fmt::format("          byte {}\n", *letter.byte_offset));
  return text;
}

}  // namespace

std::vector<ToldViolation> violations_of(const Letter& letter) {
  std::vector<ToldViolation> told;
  json::Tree tree;
  if (json::read(letter.violations, file_limits, tree).code == json::ReadErrorCode::none && tree.root().kind == json::Kind::array)
    for (const json::NodeIndex item : json::children(tree, 0))
      if (tree[item].kind == json::Kind::object)
        told.push_back(
            {text_of(tree, item, "keywordLocation"), text_of(tree, item, "instanceLocation"), text_of(tree, item, "error")});
  if (told.empty() && !letter.keyword_location.empty())
    told.push_back(
        {std::string(letter.keyword_location), std::string(letter.instance_location), std::string(without_place(letter))});
  return told;
}

std::optional<std::string> shown_document(const ShownLetter& shown) {
  const std::optional<std::string>& value = shown.masked ? shown.masked : shown.letter.value;
  json::Tree tree;
  if (!value || json::read(*value, file_limits, tree).code != json::ReadErrorCode::none) return std::nullopt;
  return value;
}

std::string show_text(const ShownLetter& shown, bool colour) {
  const StoredLetter& stored = shown.letter;
  const std::vector<HeaderView> views = stored.views();
  const Letter letter = letters::read_letter(views);
  std::string text;
  const auto add = [&](std::string_view name, const std::string& what) {
    if (!what.empty()) text += fmt::format("{:<8}{}\n", name, what);
  };
  add("letter", styled(colour, Style::bold, one_line(letters::coordinates(stored.record()))));
  add("from", from_text(stored, letter));
  add("when", when_text(stored, letter));
  add("code", styled(colour, Style::red, code_text(letter, violations_of(letter).size())));
  add("rule", rule_text(shown, letter));
  add("schema", letter.schema.empty() ? "" : schema_text(letter.schema, letter.schema_sha256));
  add("now", now_text(shown, letter));
  add("state", state_text(shown));
  if (!shown.others.empty()) add("also", fmt::format("{}", fmt::join(shown.others, ", ")));
  text += headers_text(stored);
  add("value", value_text(stored, letter));
  return text + marks_text(shown, letter, colour);
}

}  // namespace sluiced::cli
