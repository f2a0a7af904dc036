#include "schema/types.h"

#include <array>
#include <utility>
#include <vector>

namespace sluiced::schema {
namespace {

// "number" before "integer": to_text takes the widest name first.
constexpr std::array<std::pair<std::string_view, TypeMask>, 7> names{{{"object", types::object},
                                                                      {"array", types::array},
                                                                      {"string", types::string},
                                                                      {"number", types::number},
                                                                      {"integer", types::integer},
                                                                      {"boolean", types::boolean},
                                                                      {"null", types::null}}};

}  // namespace

std::optional<TypeMask> type_named(std::string_view name) {
  for (const auto& [known, mask] : names)
    if (known == name) return mask;
  return std::nullopt;
}

std::string to_text(TypeMask mask) {
  std::vector<std::string_view> parts;
  for (const auto& [name, bits] : names) {
    if ((mask & bits) != bits) continue;
    parts.push_back(name);
    mask = static_cast<TypeMask>(mask & ~bits);
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace sluiced::schema
