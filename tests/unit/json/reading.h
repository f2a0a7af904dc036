// Shorthand of the reader's tests.
#pragma once

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "json/reader.h"
#include "support/readers.h"

namespace sluiced::json {

/// What is wrong with a text, and where: comparable in one CHECK.
struct Judgement {
  ReadErrorCode code = ReadErrorCode::none;
  std::uint32_t offset = 0;
  bool operator==(const Judgement&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Judgement& judgement) {
  static constexpr std::string_view names[] = {"none", "empty", "not_utf8", "not_json", "duplicate_key", "limit"};
  return out << names[static_cast<std::size_t>(judgement.code)] << " at " << judgement.offset;
}

/// By the strict reader. Both readers take the same documents: where they differ the text is judged as nothing.
inline Judgement judge(std::string_view text, const DocumentLimits& limits = {}) {
  Tree tree;
  const ReadError error = read(text, limits, tree);
  if (text.size() > IndexedDocument::bytes_most) return {error.code, error.offset};  // the other leaves it to this one
  for (const testing::ReaderUnderTest& reader : testing::readers)
    if (reader.accepts(text, limits) != (error.code == ReadErrorCode::none))
      throw std::logic_error("the readers differ on: " + std::string(text.substr(0, 100)));
  return {error.code, error.offset};
}

inline constexpr Judgement accepted{};
inline Judgement not_json(std::uint32_t offset) { return {ReadErrorCode::not_json, offset}; }
inline Judgement not_utf8(std::uint32_t offset) { return {ReadErrorCode::not_utf8, offset}; }
inline Judgement duplicate(std::uint32_t offset) { return {ReadErrorCode::duplicate_key, offset}; }
inline Judgement over_limit(std::uint32_t offset) { return {ReadErrorCode::limit, offset}; }

/// The tree written out as compact text, with numbers as they were written and strings between bars: shows shape and order.
inline std::string dump(const Tree& tree, NodeIndex at = 0) {
  const Node& node = tree[at];
  switch (node.kind) {
    case Kind::null: return "null";
    case Kind::boolean: return node.truth ? "true" : "false";
    case Kind::number: return std::string(node.string());
    case Kind::string: return "|" + std::string(node.string()) + "|";
    case Kind::array:
    case Kind::object: break;
  }
  std::string text;
  std::uint32_t count = 0;
  for (const NodeIndex child : children(tree, at)) {
    text += count++ == 0 ? "" : " ";
    if (node.kind == Kind::object) text += std::string(tree[child].name()) + "=";
    text += dump(tree, child);
  }
  if (count != node.count) return "count is wrong";
  return node.kind == Kind::array ? "[" + text + "]" : "{" + text + "}";
}

inline std::string read_and_dump(std::string_view text) {
  Tree tree;
  return read(text, {}, tree).code == ReadErrorCode::none ? dump(tree) : "not a document";
}

}  // namespace sluiced::json
