#include "json/pointer.h"

#include <charconv>

namespace sluiced::json {
namespace {

/// Takes the escapes out of a token; nothing where a '~' begins no escape.
std::optional<std::string> unescape_token(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    char c = token[i];
    if (c == '~') {
      const char digit = ++i < token.size() ? token[i] : '\0';
      if (digit != '0' && digit != '1') return std::nullopt;
      c = digit == '0' ? '~' : '/';
    }
    text += c;
  }
  return text;
}

NodeIndex find_item(const Tree& tree, NodeIndex array, std::string_view token) {
  if (token.size() > 1 && token.front() == '0') return no_node;
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc{} || end != token.data() + token.size() || index >= tree[array].count) return no_node;
  NodeIndex item = array + 1;
  for (; index != 0; --index) item = tree[item].end;
  return item;
}

NodeIndex find_child(const Tree& tree, NodeIndex parent, std::string_view token) {
  if (tree[parent].kind == Kind::array) return find_item(tree, parent, token);
  if (tree[parent].kind != Kind::object) return no_node;
  if (token.find('~') == std::string_view::npos) return find_member(tree, parent, token);
  const std::optional<std::string> name = unescape_token(token);
  return name ? find_member(tree, parent, *name) : no_node;
}

}  // namespace

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

void append_index(std::string& pointer, std::size_t index) {
  pointer += '/';
  pointer += std::to_string(index);
}

std::optional<std::vector<std::string>> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return std::nullopt;
    pointer.remove_prefix(1);
    const std::string_view written = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(written.size());
    std::optional<std::string> token = unescape_token(written);
    if (!token) return std::nullopt;
    tokens.push_back(std::move(*token));
  }
  return tokens;
}

NodeIndex resolve_pointer(const Tree& tree, NodeIndex from, std::string_view pointer) {
  NodeIndex node = from < tree.nodes.size() ? from : no_node;
  while (node != no_node && !pointer.empty()) {
    if (pointer.front() != '/') return no_node;
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    node = find_child(tree, node, token);
  }
  return node;
}

}  // namespace sluiced::json
