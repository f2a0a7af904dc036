// What stands between the braces of `\p{…}`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluiced::schema {

/// A property as RE2 and PCRE2 name it.
struct UnicodeProperty {
  enum class Script : std::uint8_t { none, itself, extensions };
  std::string name;
  bool negated = false;      ///< everything but what has it
  bool known_to_re2 = true;  ///< and with the same members
  bool known_to_pcre2 = true;
  Script script = Script::none;
};

/// "Letter", "gc=Lu", "Script=Greek", "Emoji": ECMA-262's names and no others. Nothing for what it does not know.
std::optional<UnicodeProperty> unicode_property(std::string_view text);

}  // namespace sluiced::schema
