#include "letters/envelope.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/time_text.h"
#include "json/reader.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace sluiced::letters {
namespace {

/// An envelope has room for every value that is written into one, and for what it says besides.
constexpr DocumentLimits line_limits{.bytes_max = file_limits.bytes_max * 4,
                                     .depth_max = file_limits.depth_max + 4,
                                     .members_max = file_limits.members_max,
                                     .number_chars_max = file_limits.number_chars_max};

/// A name, or with `_base64` behind it.
void write_text(json::Writer& writer, const std::string& name, std::optional<std::string_view> bytes) {
  const bool is_text = !bytes || json::find_invalid_utf8(*bytes) == std::string_view::npos;
  writer.key(is_text ? name : name + "_base64");
  if (!bytes)
    writer.null();
  else if (is_text)
    writer.string(*bytes);
  else
    writer.string(base64(*bytes));
}

void write_value(json::Writer& writer, std::optional<std::string_view> bytes) {
  thread_local json::Tree tree;
  const bool is_json =
      bytes && json::read(*bytes, file_limits, tree).code == json::ReadErrorCode::none && tree.root().kind != json::Kind::null;
  writer.key(is_json || !bytes ? "value" : "value_base64");
  if (!bytes)
    writer.null();
  else if (!is_json)
    writer.string(base64(*bytes));
  else if (bytes->find_first_of("\r\n") == std::string_view::npos)
    writer.json(*bytes);
  else
    writer.value(tree, 0);
}

void write_origin(json::Writer& writer, const Letter& letter, const Record& stands) {
  writer.key("origin");
  if (!letter.origin) return writer.null();
  writer.begin_object();
  writer.key("topic");
  writer.string(letter.origin->topic);
  writer.key("partition");
  writer.number(std::int64_t{letter.origin->partition});
  writer.key("offset");
  writer.number(letter.origin->offset.value);
  if (const auto produced = produced_ms(letter, stands)) {
    writer.key("timestamp");
    writer.string(rfc3339(wall_time(*produced)));
  }
  writer.end_object();
}

/// One past the value that begins at `offset`. The line is known to be JSON.
std::size_t end_of_value(std::string_view line, std::size_t offset) {
  std::size_t depth = 0;
  for (std::size_t i = offset; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      for (++i; line[i] != '"'; ++i)
        if (line[i] == '\\') ++i;
      if (depth == 0) return i + 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i;  // of what holds a number or a word
      if (--depth == 0) return i + 1;
    } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      return i;
    }
  }
  return line.size();
}

/// Reads the members of one object; the first complaint stays.
class Members {
 public:
  Members(const json::Tree& tree, json::NodeIndex object, std::string where)
      : tree_(tree), object_(object), where_(std::move(where)) {}

  /// The bytes of `name`, a string or null, or of `name_base64`.
  std::optional<std::string> text(const std::string& name, std::string& complaint) const {
    const json::NodeIndex plain = json::find_member(tree_, object_, name);
    if (!one_of_two(name, plain, complaint)) return std::nullopt;
    if (plain == json::no_node) return decoded(name, complaint);
    if (tree_[plain].kind == json::Kind::null) return std::nullopt;
    if (tree_[plain].kind == json::Kind::string) return std::string(tree_[plain].string());
    return complain(complaint, fmt::format("'{}': expected a string or null", name));
  }
  /// The bytes of `value`, any JSON, or of `value_base64`.
  std::optional<std::string> document(std::string_view line, std::string& complaint) const {
    const json::NodeIndex plain = json::find_member(tree_, object_, "value");
    if (!one_of_two("value", plain, complaint)) return std::nullopt;
    if (plain == json::no_node) return decoded("value", complaint);
    if (tree_[plain].kind == json::Kind::null) return std::nullopt;
    const std::size_t from = tree_[plain].offset;
    return std::string(line.substr(from, end_of_value(line, from) - from));
  }

 private:
  bool one_of_two(const std::string& name, json::NodeIndex plain, std::string& complaint) const {
    const bool other = json::find_member(tree_, object_, name + "_base64") != json::no_node;
    if (other != (plain != json::no_node)) return true;
    complain(complaint, fmt::format("{0} '{1}' {2} '{1}_base64'", other ? "found both" : "expected", name, other ? "and" : "or"));
    return false;
  }
  std::optional<std::string> decoded(const std::string& name, std::string& complaint) const {
    const json::Node& node = tree_[json::find_member(tree_, object_, name + "_base64")];
    auto bytes = node.kind == json::Kind::string ? bytes_of_base64(node.string()) : std::nullopt;
    if (!bytes) complain(complaint, fmt::format("'{}_base64': expected base64", name));
    return bytes;
  }
  std::nullopt_t complain(std::string& complaint, const std::string& what) const {
    if (complaint.empty()) complaint = where_ + what;
    return std::nullopt;
  }

  const json::Tree& tree_;
  json::NodeIndex object_;
  std::string where_;
};

std::string read_headers(const json::Tree& tree, std::vector<Header>& headers) {
  const json::NodeIndex list = json::find_member(tree, 0, "headers");
  if (list == json::no_node || tree[list].kind != json::Kind::array) return "expected 'headers', an array";
  std::string complaint;
  for (const json::NodeIndex item : json::children(tree, list)) {
    const std::string where = fmt::format("header {}: ", headers.size() + 1);
    if (tree[item].kind != json::Kind::object) return where + "expected an object";
    const Members members(tree, item, where);
    auto name = members.text("name", complaint);
    auto value = members.text("value", complaint);
    if (complaint.empty() && !name) complaint = where + "'name': expected a string";
    if (complaint.empty() && name->find('\0') != std::string::npos) complaint = where + "'name': a zero byte in it";
    if (!complaint.empty()) return complaint;
    headers.push_back({std::move(*name), std::move(value)});
  }
  return "";
}

}  // namespace

std::string coordinates(const Record& stands) {
  return fmt::format("{}/{}/{}", stands.topic, stands.partition, stands.offset.value);
}

std::string envelope(const Record& stands, std::span<const HeaderView> headers, const Letter& letter) {
  json::Writer writer;
  writer.begin_object();
  writer.key("id");
  writer.string(coordinates(stands));
  writer.key("topic");
  writer.string(stands.topic);
  writer.key("partition");
  writer.number(std::int64_t{stands.partition});
  writer.key("offset");
  writer.number(stands.offset.value);
  writer.key("timestamp");
  if (stands.timestamp_ms < 0)
    writer.null();
  else
    writer.string(rfc3339(wall_time(stands.timestamp_ms)));
  write_text(writer, "key", stands.key);
  write_value(writer, stands.value);
  writer.key("headers");
  writer.begin_array();
  for (const HeaderView& header : headers) {
    writer.begin_object();
    write_text(writer, "name", header.name);
    write_text(writer, "value", header.value);
    writer.end_object();
  }
  writer.end_array();
  write_origin(writer, letter, stands);
  writer.key("code");
  writer.string(letter.code);
  writer.end_object();
  return writer.text();
}

Result<Edited, std::string> read_envelope(std::string_view line) {
  json::Tree tree;
  if (const json::ReadError error = json::read(line, line_limits, tree); error.code != json::ReadErrorCode::none)
    return failure(fmt::format("byte {}: {}", error.offset, error.message));
  if (tree.root().kind != json::Kind::object) return failure(std::string("expected an object"));
  Edited edited;
  const json::NodeIndex id = json::find_member(tree, 0, "id");
  if (id == json::no_node || tree[id].kind != json::Kind::string) return failure(std::string("expected 'id', a string"));
  edited.id = tree[id].string();
  std::string complaint;
  const Members members(tree, 0, "");
  edited.key = members.text("key", complaint);
  edited.value = members.document(line, complaint);
  if (complaint.empty()) complaint = read_headers(tree, edited.headers);
  if (!complaint.empty()) return failure(complaint);
  return edited;
}

}  // namespace sluiced::letters
