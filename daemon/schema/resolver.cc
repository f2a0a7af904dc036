#include "schema/resolver.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>

#include "json/pointer.h"
#include "json/utf8.h"

namespace sluiced::schema {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// RFC 3986, 2.1; nothing where a '%' begins no escape or the result is no text.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high << 4U | *low);
    i += 2;
  }
  if (json::find_invalid_utf8(decoded) != std::string::npos) return std::nullopt;
  return decoded;
}

}  // namespace

Result<Resolver::Target> Resolver::resolve(std::string_view reference) {
  if (!reference.starts_with('#'))
    return failure(fmt::format("'$ref' to '{}': only references within the file ('#', '#/…') are supported yet", reference));
  std::optional<std::string> pointer = percent_decoded(reference.substr(1));
  if (!pointer) return failure(fmt::format("'$ref' to '{}': a '%' in it begins no escape of UTF-8", reference));
  if (!pointer->empty() && pointer->front() != '/')
    return failure(fmt::format("'$ref' to '{}': references to anchors are not supported yet", reference));
  const json::NodeIndex node = walk(*pointer);
  if (node == json::no_node) return failure(fmt::format("'$ref' to '{}': there is nothing at this place", reference));
  return Target{node, std::move(*pointer)};
}

/// As json::resolve_pointer from the root, in time that hangs on the pointer's length and not on the file's.
json::NodeIndex Resolver::walk(std::string_view pointer) {
  json::NodeIndex node = 0;
  while (node != json::no_node && !pointer.empty()) {
    const std::string_view token = pointer.substr(0, pointer.find('/', 1));
    pointer.remove_prefix(token.size());
    node = step(node, token);
  }
  return node;
}

/// `token` begins with its slash.
json::NodeIndex Resolver::step(json::NodeIndex from, std::string_view token) {
  constexpr std::uint32_t few = 16;
  const bool has_escapes = token.find('~') != std::string_view::npos;
  if (tree_[from].kind != json::Kind::object || tree_[from].count <= few || has_escapes)
    return json::resolve_pointer(tree_, from, token);
  auto& members = members_[from];
  if (members.empty())
    for (const json::NodeIndex member : json::children(tree_, from)) members.emplace(tree_[member].name(), member);
  const auto found = members.find(token.substr(1));
  return found == members.end() ? json::no_node : found->second;
}

}  // namespace sluiced::schema
