#include "json/tree.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sluiced::json {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "boolean";
    case Kind::number: return "number";
    case Kind::string: return "string";
    case Kind::array: return "array";
    case Kind::object: return "object";
  }
  return "";
}

char* StringArena::allocate(std::size_t bytes) {
  constexpr std::size_t first_block_bytes = 4096;
  const std::size_t needed = bytes + NameKey::reach;
  for (; block_ < blocks_.size(); ++block_, used_ = 0) {
    if (blocks_[block_].size - used_ < needed) continue;
    char* const place = blocks_[block_].bytes.get() + used_;
    used_ += bytes;
    return place;
  }
  // Doubling: the last block alone holds as much as all before it, so any document not larger than the largest so far finds room.
  const std::size_t size = std::max(needed, blocks_.empty() ? first_block_bytes : 2 * blocks_.back().size);
  blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
  used_ = bytes;
  return blocks_.back().bytes.get();
}

std::string_view StringArena::copy(std::string_view text) {
  char* const place = allocate(text.size());
  std::copy(text.begin(), text.end(), place);
  return {place, text.size()};
}

void StringArena::clear() {
  block_ = 0;
  used_ = 0;
}

NodeIndex find_member(const Tree& tree, NodeIndex object, std::string_view name) {
  if (tree[object].kind != Kind::object) return no_node;
  for (const NodeIndex member : children(tree, object))
    if (tree[member].name() == name) return member;
  return no_node;
}

Node& TreeBuilder::add(Kind kind, std::uint32_t offset) {
  if (!open_.empty()) ++tree_.nodes[open_.back()].count;
  Node& node = tree_.nodes.emplace_back();
  node.kind = kind;
  node.end = static_cast<NodeIndex>(tree_.nodes.size());
  node.offset = offset;
  node.key = key_.data();
  node.name_key = NameKey(key_);
  node.key_offset = key_offset_;
  key_ = {};
  key_offset_ = 0;
  return node;
}

void TreeBuilder::key(std::string_view name, std::uint32_t offset) {
  key_ = tree_.arena.copy(name);
  key_offset_ = offset;
}

void TreeBuilder::null(std::uint32_t offset) { add(Kind::null, offset); }

void TreeBuilder::boolean(bool truth, std::uint32_t offset) { add(Kind::boolean, offset).truth = truth; }

void TreeBuilder::number(std::string_view token, std::uint32_t offset) {
  const std::string_view text = tree_.arena.copy(token);
  Node& node = add(Kind::number, offset);
  node.text = text.data();
  node.text_length = static_cast<std::uint32_t>(text.size());
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (error != std::errc{} || end != text.data() + text.size()) return;
  node.is_int64 = true;
  node.integer = integer;
}

void TreeBuilder::string(std::string_view text, std::uint32_t offset) {
  const std::string_view copy = tree_.arena.copy(text);
  Node& node = add(Kind::string, offset);
  node.text = copy.data();
  node.text_length = static_cast<std::uint32_t>(copy.size());
  node.text_in_reach = true;
}

void TreeBuilder::begin_array(std::uint32_t offset) {
  add(Kind::array, offset);
  open_.push_back(static_cast<NodeIndex>(tree_.nodes.size() - 1));
}

void TreeBuilder::begin_object(std::uint32_t offset) {
  add(Kind::object, offset);
  open_.push_back(static_cast<NodeIndex>(tree_.nodes.size() - 1));
}

void TreeBuilder::end() {
  tree_.nodes[open_.back()].end = static_cast<NodeIndex>(tree_.nodes.size());
  open_.pop_back();
}

Document::LineColumn Document::line_column(std::size_t offset) const {
  const std::string_view before = std::string_view(bytes).substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto newlines = std::count(before.begin(), before.end(), '\n');
  return {static_cast<std::uint32_t>(newlines + 1), static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

}  // namespace sluiced::json
