// How the evaluator sees a document: a handful of questions about a node. The evaluator is a template over this, so that a
// document can be judged where its parser left it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "json/tree.h"

namespace sluiced::schema {

/// A Node is a cheap value (a pointer, an index). The children of a container run from first_child to end_of_children by
/// next_sibling. What a view must promise: strings and names are valid UTF-8, number() is the token as written, and no object
/// names a member twice.
template <class V>
concept DocumentView = requires(const V& view, typename V::Node node) {
  requires std::equality_comparable<typename V::Node>;
  { view.root() } -> std::same_as<typename V::Node>;
  { view.kind(node) } -> std::same_as<json::Kind>;
  { view.truth(node) } -> std::same_as<bool>;
  { view.is_int64(node) } -> std::same_as<bool>;  ///< of a number: integer() holds its exact value
  { view.integer(node) } -> std::same_as<std::int64_t>;
  { view.number(node) } -> std::same_as<std::string_view>;
  { view.string(node) } -> std::same_as<std::string_view>;
  { view.count(node) } -> std::same_as<std::uint32_t>;  ///< of an array or object
  { view.first_child(node) } -> std::same_as<typename V::Node>;
  { view.next_sibling(node) } -> std::same_as<typename V::Node>;
  { view.end_of_children(node) } -> std::same_as<typename V::Node>;
  { view.name(node) } -> std::same_as<std::string_view>;  ///< of a member
  { view.string_key(node) } -> std::convertible_to<json::NameKey>;
  { view.name_key(node) } -> std::convertible_to<json::NameKey>;
  { view.id(node) } -> std::same_as<std::uint32_t>;  ///< tells the document's nodes apart
  /// Calls back with a node that is the member's name, and gives what the call gives; that node has no children and no id.
  {
    view.with_name(node, [](typename V::Node) { return true; })
    } -> std::same_as<bool>;
  { view.offset(node) } -> std::same_as<std::uint32_t>;
};

/// The tree of our own reader.
class TreeView {
 public:
  using Node = const json::Node*;

  explicit TreeView(const json::Tree& tree, json::NodeIndex root = 0)
      : nodes_(tree.nodes.data()), root_(tree.nodes.data() + root) {}

  Node root() const { return root_; }
  Node at(json::NodeIndex index) const { return nodes_ + index; }
  json::Kind kind(Node node) const { return node->kind; }
  bool truth(Node node) const { return node->truth; }
  bool is_int64(Node node) const { return node->is_int64; }
  std::int64_t integer(Node node) const { return node->integer; }
  std::string_view number(Node node) const { return node->string(); }
  std::string_view string(Node node) const { return node->string(); }
  std::uint32_t count(Node node) const { return node->count; }
  Node first_child(Node node) const { return node + 1; }
  Node next_sibling(Node node) const { return nodes_ + node->end; }
  Node end_of_children(Node node) const { return nodes_ + node->end; }
  std::string_view name(Node node) const { return node->name(); }
  json::NameKey string_key(Node node) const { return node->string_key(); }
  const json::NameKey& name_key(Node node) const { return node->name_key; }
  std::uint32_t id(Node node) const { return static_cast<std::uint32_t>(node - nodes_); }
  template <class Use>
  bool with_name(Node member, const Use& use) const {
    json::Node name;
    name.kind = json::Kind::string;
    name.text = member->key;
    name.text_length = member->name_key.length;
    name.offset = member->key_offset;
    return use(&name);
  }
  std::uint32_t offset(Node node) const { return node->offset; }

 private:
  const json::Node* nodes_;
  const json::Node* root_;
};

static_assert(DocumentView<TreeView>);

}  // namespace sluiced::schema
