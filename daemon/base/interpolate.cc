#include "base/interpolate.h"

#include <fmt/format.h>

#include "base/units.h"

namespace sluiced {
namespace {

bool is_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  for (const char c : name) {
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

/// inside: what stands between the braces.
Result<std::string, std::string> replacement(std::string_view inside, const VariableLookup& lookup) {
  const std::size_t colon = inside.find(':');
  const std::string_view name = inside.substr(0, colon);
  const bool has_default = colon != std::string_view::npos && inside.substr(colon, 2) == ":-";
  if (!is_name(name) || (colon != std::string_view::npos && !has_default)) {
    return failure(
        fmt::format("expected ${{NAME}} or ${{NAME:-default}}, found {}", quoted_excerpt(fmt::format("${{{}}}", inside))));
  }
  if (has_default && inside.find("${") != std::string_view::npos)
    return failure(std::string("${…} cannot stand within another ${…}"));
  std::optional<std::string> value = lookup(std::string(name));
  if (has_default && (!value || value->empty())) return std::string(inside.substr(colon + 2));
  if (!value) return failure(fmt::format("the environment variable {} is not set; set it or write ${{{}:-default}}", name, name));
  return *std::move(value);
}

}  // namespace

Result<std::string, InterpolationError> interpolate(std::string_view text, const VariableLookup& lookup) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at, 3) == "$${") {
      out += "${";
      at += 3;
      continue;
    }
    if (text.substr(at, 2) != "${") {
      out += text[at++];
      continue;
    }
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos)
      return failure(InterpolationError{at, "'${' without '}'; a literal '${' is written '$${'"});
    auto value = replacement(text.substr(at + 2, close - at - 2), lookup);
    if (!value) return failure(InterpolationError{at, std::move(value).error()});
    out += *value;
    at = close + 1;
  }
  return out;
}

}  // namespace sluiced
