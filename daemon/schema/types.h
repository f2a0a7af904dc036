// Sets of JSON Schema types as bit masks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace sluiced::schema {

using TypeMask = std::uint8_t;

/// A number is two bits, so that `integer` is one of them: what is whole, and what is not.
namespace types {
inline constexpr auto null = static_cast<TypeMask>(json::Kind::null);
inline constexpr auto boolean = static_cast<TypeMask>(json::Kind::boolean);
inline constexpr TypeMask integer = 4;
inline constexpr TypeMask fraction = 8;
inline constexpr auto number = static_cast<TypeMask>(json::Kind::number);
inline constexpr auto string = static_cast<TypeMask>(json::Kind::string);
inline constexpr auto array = static_cast<TypeMask>(json::Kind::array);
inline constexpr auto object = static_cast<TypeMask>(json::Kind::object);
inline constexpr TypeMask none = 0;
inline constexpr TypeMask all = 127;
static_assert(number == (integer | fraction) && all == (null | boolean | number | string | array | object));
}  // namespace types

/// A number gives both bits: which one holds is looked at only where a schema asks.
constexpr TypeMask type_of(json::Kind kind) { return static_cast<TypeMask>(kind); }

/// The mask of a name that `type` knows; nothing for any other.
std::optional<TypeMask> type_named(std::string_view name);

/// For people: "number", "string or null", "integer, string or null".
std::string to_text(TypeMask mask);

}  // namespace sluiced::schema
