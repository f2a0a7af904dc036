#include "schema/text_at.h"

#include <charconv>
#include <stdexcept>

#include "json/pointer.h"
#include "schema/document_view.h"
#include "schema/indexed_view.h"

namespace sluiced::schema {
namespace {

/// Of an array's item: "0", "17"; nothing for "01", "-" and "".
std::optional<std::uint32_t> index_of(std::string_view token) {
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc{} || end != token.data() + token.size()) return std::nullopt;
  return index;
}

template <DocumentView View>
std::optional<typename View::Node> child(const View& view, typename View::Node parent, const std::string& token) {
  const json::Kind kind = view.kind(parent);
  if (kind != json::Kind::object && kind != json::Kind::array) return std::nullopt;
  const bool is_array = kind == json::Kind::array;
  const auto index = is_array ? index_of(token) : std::nullopt;
  std::uint32_t at = 0;
  const auto end = view.end_of_children(parent);
  for (auto node = view.first_child(parent); node != end; node = view.next_sibling(node), ++at)
    if (is_array ? index == at : view.name(node) == token) return node;
  return std::nullopt;
}

template <DocumentView View>
TextAt::Found look(const View& view, const std::vector<std::string>& tokens) {
  auto node = view.root();
  for (const std::string& token : tokens) {
    const auto next = child(view, node, token);
    if (!next) return {};
    node = *next;
  }
  const json::Kind kind = view.kind(node);
  if (kind == json::Kind::number) return {.kind = kind, .text = view.number(node)};
  return {.kind = kind, .text = kind == json::Kind::string ? view.string(node) : std::string_view()};
}

std::vector<std::string> tokens_of(std::string_view pointer) {
  auto tokens = json::pointer_tokens(pointer);
  if (!tokens) throw std::invalid_argument("no JSON Pointer: " + std::string(pointer));
  return std::move(*tokens);
}

}  // namespace

TextAt::TextAt(std::string_view pointer) : tokens_(tokens_of(pointer)) {}

TextAt::Found TextAt::in(const json::Tree& document) const { return look(TreeView(document), tokens_); }

TextAt::Found TextAt::in(const json::IndexedDocument& document) const { return look(IndexedView(document), tokens_); }

}  // namespace sluiced::schema
