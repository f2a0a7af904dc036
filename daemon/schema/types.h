// Sets of JSON Schema types as bit masks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace sluiced::schema {

using TypeMask = std::uint8_t;

/// A number is two bits, so that `integer` is one of them: what is whole, and what is not.
namespace types {
inline constexpr TypeMask null = 1;
inline constexpr TypeMask boolean = 2;
inline constexpr TypeMask integer = 4;
inline constexpr TypeMask fraction = 8;
inline constexpr TypeMask number = integer | fraction;
inline constexpr TypeMask string = 16;
inline constexpr TypeMask array = 32;
inline constexpr TypeMask object = 64;
inline constexpr TypeMask none = 0;
inline constexpr TypeMask all = 127;
}  // namespace types

namespace types {
inline constexpr TypeMask by_kind[]{null, boolean, number, string, array, object};
}
/// A number gives both bits: which one holds is looked at only where a schema asks.
constexpr TypeMask type_of(json::Kind kind) { return types::by_kind[static_cast<std::size_t>(kind)]; }

/// The mask of a name that `type` knows; nothing for any other.
std::optional<TypeMask> type_named(std::string_view name);

/// For people: "number", "string or null", "integer, string or null".
std::string to_text(TypeMask mask);

}  // namespace sluiced::schema
