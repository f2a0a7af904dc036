#include "config/yaml_scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/limits.h"
#include "base/units.h"

namespace sluiced::config {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> trues{"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> falses{"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> infinities{".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> nans{".nan", ".NaN", ".NAN"};

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at - from;
}

/// [-+]? ( [0-9]+ | \.[0-9]+ | [0-9]+\.[0-9]* ) ( [eE][-+]?[0-9]+ )?
std::optional<std::string> decimal_token(std::string_view text) {
  std::string token;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') token = "-";
    at = 1;
  }
  std::size_t whole = digits_at(text, at);
  std::string_view integer = text.substr(at, whole);
  at += whole;
  while (integer.size() > 1 && integer.front() == '0') integer.remove_prefix(1);
  token += integer.empty() ? std::string_view("0") : integer;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (whole + fraction == 0) return std::nullopt;
    token += '.';
    token += fraction == 0 ? std::string_view("0") : text.substr(at + 1, fraction);
    at += 1 + fraction;
  } else if (whole == 0) {
    return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
    const std::size_t exponent = digits_at(text, at + 1 + sign);
    if (exponent == 0) return std::nullopt;
    token += text.substr(at, 1 + sign + exponent);
    at += 1 + sign + exponent;
  }
  if (at != text.size()) return std::nullopt;
  return token;
}

enum class Based { no, yes, too_large };

Based based_token(std::string_view text, std::string& token) {
  const int base = text.substr(0, 2) == "0x" ? 16 : text.substr(0, 2) == "0o" ? 8 : 0;
  if (base == 0 || text.size() == 2) return Based::no;
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + 2, end, value, base);
  if (rest != end) return Based::no;
  if (error == std::errc::result_out_of_range) return Based::too_large;
  token = std::to_string(value);
  return Based::yes;
}

}  // namespace

Result<TypedScalar, std::string> type_plain_scalar(std::string_view text) {
  TypedScalar typed;
  const bool signed_text = !text.empty() && (text[0] == '-' || text[0] == '+');
  if (is_one_of(text, nulls)) {
    typed.kind = json::Kind::null;
  } else if (is_one_of(text, trues) || is_one_of(text, falses)) {
    typed.kind = json::Kind::boolean;
    typed.truth = is_one_of(text, trues);
  } else if (is_one_of(text, nans) || is_one_of(text.substr(signed_text ? 1 : 0), infinities)) {
    return failure(fmt::format("{} is a number that JSON does not have; quote it where text is meant", text));
  } else if (const Based based = based_token(text, typed.number); based != Based::no) {
    if (based == Based::too_large) return failure(fmt::format("{} does not fit 64 bits", quoted_excerpt(text)));
    typed.kind = json::Kind::number;
  } else if (std::optional<std::string> token = decimal_token(text)) {
    if (token->size() > file_limits.number_chars_max) {
      return failure(fmt::format("a number of more than {} characters", file_limits.number_chars_max));
    }
    typed.kind = json::Kind::number;
    typed.number = *std::move(token);
  }
  return typed;
}

}  // namespace sluiced::config
