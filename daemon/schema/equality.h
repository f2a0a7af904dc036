// Equality of JSON values as `const`, `enum` and `uniqueItems` mean it: numbers by value (1 == 1.0), objects whatever the order of
// their members. And a hash that goes with it.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "json/decimal.h"
#include "json/keyed_hash.h"
#include "json/tree.h"
#include "schema/document_view.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// Recurses as deep as both values nest. Work is bounded by the smaller one, counts being compared first.
template <DocumentView A, DocumentView B>
bool equals(const A& a, typename A::Node left, const B& b, typename B::Node right);

namespace detail {

template <DocumentView A, DocumentView B>
bool equal_items(const A& a, typename A::Node left, const B& b, typename B::Node right) {
  auto other = b.first_child(right);
  for (auto item = a.first_child(left), end = a.end_of_children(left); item != end; item = a.next_sibling(item)) {
    if (!equals(a, item, b, other)) return false;
    other = b.next_sibling(other);
  }
  return true;
}

template <DocumentView View>
auto sorted_members(const View& view, typename View::Node object) {
  std::vector<std::pair<std::string_view, typename View::Node>> members;
  members.reserve(view.count(object));
  for (auto member = view.first_child(object), end = view.end_of_children(object); member != end;
       member = view.next_sibling(member))
    members.emplace_back(view.name(member), member);
  std::sort(members.begin(), members.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
  return members;
}

/// For large objects whose members stand in different orders. Allocates.
template <DocumentView A, DocumentView B>
bool equal_sorted_members(const A& a, typename A::Node left, const B& b, typename B::Node right) {
  const auto members = sorted_members(a, left);
  const auto others = sorted_members(b, right);
  return std::equal(members.begin(), members.end(), others.begin(), others.end(),
                    [&](const auto& x, const auto& y) { return x.first == y.first && equals(a, x.second, b, y.second); });
}

/// Both have the same number of members. They usually stand in the same order: each is looked for behind the one before.
template <DocumentView A, DocumentView B>
bool equal_members(const A& a, typename A::Node left, const B& b, typename B::Node right) {
  constexpr std::uint32_t few = 32;
  const auto end = b.end_of_children(right);
  auto other = b.first_child(right);
  for (auto member = a.first_child(left); member != a.end_of_children(left); member = a.next_sibling(member)) {
    if (other == end || b.name(other) != a.name(member)) {
      if (a.count(left) > few) return equal_sorted_members(a, left, b, right);
      other = b.first_child(right);
      while (other != end && b.name(other) != a.name(member)) other = b.next_sibling(other);
      if (other == end) return false;
    }
    if (!equals(a, member, b, other)) return false;
    other = b.next_sibling(other);
  }
  return true;
}

}  // namespace detail

template <DocumentView A, DocumentView B>
bool equals(const A& a, typename A::Node left, const B& b, typename B::Node right) {
  if (a.kind(left) != b.kind(right)) return false;
  switch (a.kind(left)) {
    case json::Kind::null: return true;
    case json::Kind::boolean: return a.truth(left) == b.truth(right);
    case json::Kind::number:
      if (a.is_int64(left) && b.is_int64(right)) return a.integer(left) == b.integer(right);
      return json::compare_numbers(a.number(left), b.number(right)) == 0;
    case json::Kind::string: return a.string(left) == b.string(right);
    case json::Kind::array: return a.count(left) == b.count(right) && detail::equal_items(a, left, b, right);
    case json::Kind::object: return a.count(left) == b.count(right) && detail::equal_members(a, left, b, right);
  }
  return false;
}

/// Values that are equal have the same; nobody can choose others that have.
template <DocumentView View>
std::uint64_t hash_of(const View& view, typename View::Node node) {
  json::KeyedHash hash;
  hash.add(static_cast<std::uint64_t>(view.kind(node)));
  switch (view.kind(node)) {
    case json::Kind::null: break;
    case json::Kind::boolean: hash.add(std::uint64_t{view.truth(node)}); break;
    case json::Kind::number: json::hash_number(view.number(node), hash); break;
    case json::Kind::string: hash.add(view.string(node)); break;
    case json::Kind::array:
      for (auto item = view.first_child(node), end = view.end_of_children(node); item != end; item = view.next_sibling(item))
        hash.add(hash_of(view, item));
      break;
    case json::Kind::object: {
      std::uint64_t sum = 0;  // the order of members does not count
      for (auto member = view.first_child(node), end = view.end_of_children(node); member != end;
           member = view.next_sibling(member)) {
        json::KeyedHash of_member;
        of_member.add(view.name(member));
        of_member.add(hash_of(view, member));
        sum += of_member.finish();
      }
      hash.add(sum);
      break;
    }
  }
  return hash.finish();
}

/// Two items of an array that are equal, by their places; nothing where all differ.
template <DocumentView View>
std::optional<std::pair<std::uint32_t, std::uint32_t>> equal_items_of(const View& view, typename View::Node array,
                                                                      Workspace<View>& workspace) {
  constexpr std::uint32_t few = 4;
  const bool hashed = view.count(array) > few;
  auto& items = workspace.items;
  items.clear();
  for (auto item = view.first_child(array), end = view.end_of_children(array); item != end; item = view.next_sibling(item))
    items.push_back({hashed ? hash_of(view, item) : 0, static_cast<std::uint32_t>(items.size()), item});
  if (hashed)
    std::sort(items.begin(), items.end(),
              [](const auto& x, const auto& y) { return x.hash != y.hash ? x.hash < y.hash : x.place < y.place; });
  for (std::size_t i = 0; i < items.size(); ++i)
    for (std::size_t j = i + 1; j < items.size() && items[j].hash == items[i].hash; ++j)
      if (equals(view, items[i].node, view, items[j].node)) return std::pair(items[i].place, items[j].place);
  return std::nullopt;
}

}  // namespace sluiced::schema
