// JSON Pointer (RFC 6901).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/tree.h"

namespace sluiced::json {

/// Appends "/" and the token, with '~' and '/' escaped.
void append_token(std::string& pointer, std::string_view token);
void append_index(std::string& pointer, std::size_t index);

/// The pointer's tokens with their escapes taken out; none for "", nullopt where it is malformed.
std::optional<std::vector<std::string>> pointer_tokens(std::string_view pointer);

/// The node a pointer names within the tree, starting at `from`; no_node where there is none or the pointer is malformed.
NodeIndex resolve_pointer(const Tree& tree, NodeIndex from, std::string_view pointer);

}  // namespace sluiced::json
