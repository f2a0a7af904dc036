#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/nearest.h"
#include "json/decimal.h"
#include "schema/compiler.h"

namespace sluiced::schema {
namespace {

using json::Kind;
using json::NodeIndex;
using json::Tree;

bool is_schema(const Tree& tree, NodeIndex value) {
  return tree[value].kind == Kind::object || tree[value].kind == Kind::boolean;
}

bool are_different_strings(const Tree& tree, NodeIndex array) {
  std::vector<std::string_view> names;
  for (const NodeIndex item : json::children(tree, array)) {
    if (tree[item].kind != Kind::string) return false;
    names.push_back(tree[item].string());
  }
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

void check_type_name(const json::Document& document, NodeIndex value) {
  constexpr std::array<std::string_view, 7> known{"object", "array", "string", "number", "integer", "boolean", "null"};
  const std::string_view name = document.tree[value].string();
  if (type_named(name)) return;
  const std::string_view near = nearest(name, known);
  refuse(
      document, document.tree[value].offset,
      near.empty() ? fmt::format("unknown type '{}'", name) : fmt::format("unknown type '{}'; did you mean '{}'?", name, near));
}

bool are_type_names(const json::Document& document, NodeIndex value) {
  const Tree& tree = document.tree;
  if (tree[value].kind == Kind::string) return check_type_name(document, value), true;
  if (tree[value].kind != Kind::array || tree[value].count == 0 || !are_different_strings(tree, value)) return false;
  for (const NodeIndex item : json::children(tree, value)) check_type_name(document, item);
  return true;
}

bool are_name_lists(const Tree& tree, NodeIndex value, bool or_schemas) {
  if (tree[value].kind != Kind::object) return false;
  for (const NodeIndex one : json::children(tree, value)) {
    const bool is_list = tree[one].kind == Kind::array && are_different_strings(tree, one);
    if (!is_list && !(or_schemas && is_schema(tree, one))) return false;
  }
  return true;
}

bool has_shape(const json::Document& document, Shape shape, NodeIndex value) {
  const Tree& tree = document.tree;
  const json::Node& node = tree[value];
  switch (shape) {
    case Shape::any: return true;
    case Shape::text: return node.kind == Kind::string;
    case Shape::flag: return node.kind == Kind::boolean;
    case Shape::array: return node.kind == Kind::array;
    case Shape::object: return node.kind == Kind::object;
    case Shape::number: return node.kind == Kind::number;
    case Shape::positive_number: return node.kind == Kind::number && json::compare_numbers(node.string(), "0") > 0;
    case Shape::count:
      return node.kind == Kind::number && json::is_integer(node.string()) && json::compare_numbers(node.string(), "0") >= 0;
    case Shape::type_names: return are_type_names(document, value);
    case Shape::names: return node.kind == Kind::array && are_different_strings(tree, value);
    case Shape::schema: return is_schema(tree, value);
    case Shape::schemas: return node.kind == Kind::array && node.count != 0;
    case Shape::schema_map: return node.kind == Kind::object;
    case Shape::name_map: return are_name_lists(tree, value, false);
    case Shape::dependencies: return are_name_lists(tree, value, true);
    case Shape::items_by_place: return is_schema(tree, value) || (node.kind == Kind::array && node.count != 0);
  }
  return false;
}

}  // namespace

void check_shape(const json::Document& document, const KeywordInfo& info, NodeIndex value) {
  if (has_shape(document, info.shape, value)) return;
  const json::Node& node = document.tree[value];
  if (info.keyword == Keyword::items && node.kind == Kind::array && info.shape == Shape::schema)
    refuse(document, node.offset, "'items' must be a schema in draft 2020-12; schemas by place stand in 'prefixItems'");
  refuse(document, node.offset, fmt::format("'{}' {}", info.name, demand_of(info.shape)));
}

}  // namespace sluiced::schema
