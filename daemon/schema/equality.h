// Equality of JSON values as `const` and `enum` mean it: numbers by value (1 == 1.0), objects whatever the order of their
// members.
#pragma once

#include "json/decimal.h"
#include "json/tree.h"
#include "schema/document_view.h"

namespace sluiced::schema {

template <DocumentView View>
bool equals(const View& view, typename View::Node node, const json::Tree& tree, json::NodeIndex expected);

namespace detail {

template <DocumentView View>
bool equal_items(const View& view, typename View::Node node, const json::Tree& tree, json::NodeIndex expected) {
  auto item = view.first_child(node);
  for (const json::NodeIndex child : json::children(tree, expected)) {
    if (!equals(view, item, tree, child)) return false;
    item = view.next_sibling(item);
  }
  return true;
}

template <DocumentView View>
bool equal_members(const View& view, typename View::Node node, const json::Tree& tree, json::NodeIndex expected) {
  for (auto member = view.first_child(node), end = view.end_of_children(node); member != end;
       member = view.next_sibling(member)) {
    const json::NodeIndex other = json::find_member(tree, expected, view.name(member));
    if (other == json::no_node || !equals(view, member, tree, other)) return false;
  }
  return true;
}

}  // namespace detail

/// `expected` stands in the schema: it bounds the depth and, since counts are compared first, the work.
template <DocumentView View>
bool equals(const View& view, typename View::Node node, const json::Tree& tree, json::NodeIndex expected) {
  const json::Node& other = tree[expected];
  if (view.kind(node) != other.kind) return false;
  switch (other.kind) {
    case json::Kind::null: return true;
    case json::Kind::boolean: return view.truth(node) == other.truth;
    case json::Kind::number:
      if (view.is_int64(node) && other.is_int64) return view.integer(node) == other.integer;
      return json::compare_numbers(view.number(node), other.string()) == 0;
    case json::Kind::string: return view.string(node) == other.string();
    case json::Kind::array: return view.count(node) == other.count && detail::equal_items(view, node, tree, expected);
    case json::Kind::object: return view.count(node) == other.count && detail::equal_members(view, node, tree, expected);
  }
  return false;
}

}  // namespace sluiced::schema
