// Numbers as JSON writes them, compared exactly and by value: nothing is rounded, whatever the digits and the exponent.
#pragma once

#include <compare>
#include <string_view>

#include "json/keyed_hash.h"

namespace sluiced::json {

/// Tokens must match the RFC 8259 number grammar; an exponent beyond ±10^18 counts as ±10^18. All run in time bounded by the
/// tokens' lengths (and, for is_multiple_of, by a fixed budget over the exponents: see the function). "1e999999999" costs no more
/// than its 11 characters.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b);

/// Into the hash: the same for every spelling of a value, "100", "1e2" and "100.0".
void hash_number(std::string_view token, KeyedHash& hash);

/// Whether the value is a whole number: "1.0", "10e-1" and "1e400" are.
bool is_integer(std::string_view token);

/// Whether a = k · b for a whole k; b > 0. Exact for every pair: done by long division modulo b over the digits, with
/// powers of ten taken by repeated squaring, so exponents cost their logarithm. False where b is not above 0.
bool is_multiple_of(std::string_view a, std::string_view b);

}  // namespace sluiced::json
