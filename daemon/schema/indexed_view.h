// How the evaluator sees a document that the fast reader has left in its bytes. A node is a place (json/indexed_document.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "json/indexed_document.h"
#include "schema/document_view.h"

namespace sluiced::schema {

class IndexedView {
 public:
  using Node = std::uint32_t;

  explicit IndexedView(const json::IndexedDocument& document) : raw_(document.raw()) {}

  Node root() const { return 0; }
  json::Kind kind(Node node) const { return kinds[static_cast<unsigned char>(raw_.tags[node])]; }
  bool truth(Node node) const { return raw_.tags[node] == 't'; }
  bool is_int64(Node node) const { return (raw_.notes[node] & json::IndexedDocument::is_int64) != 0; }
  std::int64_t integer(Node node) const { return json::to_integer(number(node)); }
  std::string_view number(Node node) const {
    return {raw_.bytes + raw_.offsets[node], raw_.notes[node] & ~json::IndexedDocument::is_int64};
  }
  std::string_view string(Node node) const {
    const std::uint32_t note = raw_.notes[node];
    if ((note & json::IndexedDocument::is_unescaped) != 0) return (*raw_.unescaped)[note & ~json::IndexedDocument::is_unescaped];
    return {raw_.bytes + raw_.offsets[node] + 1, note};
  }
  json::NameKey string_key(Node node) const {
    const std::string_view text = string(node);
    const bool is_unescaped = (raw_.notes[node] & json::IndexedDocument::is_unescaped) != 0;
    return {text, is_unescaped || raw_.end - text.data() >= json::NameKey::reach};
  }
  std::uint32_t count(Node node) const { return raw_.notes[raw_.notes[node]]; }
  Node first_child(Node node) const {
    if (raw_.notes[node] == node + 1) return node + 1;
    return raw_.tags[node] == '{' ? node + 3 : node + 1;
  }
  /// Over the comma and, in an object, the name and its colon; the closing bracket is the end.
  Node next_sibling(Node node) const {
    const bool is_member = raw_.tags[node - 1] == ':';
    const Node behind = (is_container(node) ? raw_.notes[node] : node) + 1;
    if (raw_.tags[behind] != ',') return behind;
    return is_member ? behind + 3 : behind + 1;
  }
  Node end_of_children(Node node) const { return raw_.notes[node]; }
  std::string_view name(Node member) const { return string(member - 2); }
  json::NameKey name_key(Node member) const { return string_key(member - 2); }
  std::uint32_t id(Node node) const { return node; }
  template <class Use>
  bool with_name(Node member, const Use& use) const {
    return use(member - 2);
  }
  std::uint32_t offset(Node node) const { return raw_.offsets[node]; }

 private:
  /// By the first character.
  static constexpr std::array<json::Kind, 256> kinds = [] {
    std::array<json::Kind, 256> by_character{};
    by_character.fill(json::Kind::number);
    by_character['{'] = json::Kind::object;
    by_character['['] = json::Kind::array;
    by_character['"'] = json::Kind::string;
    by_character['t'] = by_character['f'] = json::Kind::boolean;
    by_character['n'] = json::Kind::null;
    return by_character;
  }();

  bool is_container(Node node) const { return kind(node) >= json::Kind::array; }

  json::IndexedDocument::Raw raw_;
};

static_assert(DocumentView<IndexedView>);

}  // namespace sluiced::schema
