#include "fuzz/value.h"

#include <algorithm>

#include "fuzz/expect.h"
#include "json/reader.h"
#include "json/writer.h"

namespace sluiced::fuzz {
namespace {

std::string quoted(std::string_view text) {
  json::Writer writer;
  writer.string(text);
  return writer.text();
}

void append(const Value& value, std::string& out) {
  switch (value.kind) {
    case json::Kind::null: out += "null"; return;
    case json::Kind::boolean: out += value.truth ? "true" : "false"; return;
    case json::Kind::number: out += value.text; return;
    case json::Kind::string: out += quoted(value.text); return;
    case json::Kind::array:
    case json::Kind::object: break;
  }
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    if (i != 0) out += ',';
    if (value.is_object()) out += quoted(value.names[i]) + ":";
    append(value.children[i], out);
  }
  out += value.is_object() ? '}' : ']';
}

}  // namespace

void Value::set(std::string_view name, Value value) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) {
    children[static_cast<std::size_t>(found - names.begin())] = std::move(value);
    return;
  }
  names.emplace_back(name);
  children.push_back(std::move(value));
}

void Value::erase(std::size_t child) {
  children.erase(children.begin() + static_cast<std::ptrdiff_t>(child));
  if (is_object()) names.erase(names.begin() + static_cast<std::ptrdiff_t>(child));
}

Value value_of(const json::Tree& tree, json::NodeIndex index) {
  const json::Node& node = tree[index];
  Value value;
  value.kind = node.kind;
  value.truth = node.truth;
  if (node.kind == json::Kind::number || node.kind == json::Kind::string) value.text = node.string();
  if (!value.is_container()) return value;
  for (const json::NodeIndex child : json::children(tree, index)) {
    if (value.is_object()) value.names.emplace_back(tree[child].name());
    value.children.push_back(value_of(tree, child));
  }
  return value;
}

Value value_of(std::string_view text) {
  json::Tree tree;
  expect(json::read(text, file_limits, tree).code == json::ReadErrorCode::none, "the target's own text is JSON");
  return value_of(tree);
}

std::string to_json(const Value& value) {
  std::string text;
  append(value, text);
  return text;
}

}  // namespace sluiced::fuzz
