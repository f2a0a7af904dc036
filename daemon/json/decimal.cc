#include "json/decimal.h"

#include <openssl/bn.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

namespace sluiced::json {
namespace {

// Pedantic mode knows no 128-bit integers; both compilers have them.
__extension__ using Wide = unsigned __int128;

constexpr std::int64_t exponent_max = 1'000'000'000'000'000'000;
constexpr std::size_t word_digits_max = 19;  ///< so many digits always fit 64 bits

/// A number token taken apart: ± whole fraction × 10^exponent, the digits of whole and fraction read as one integer that neither
/// begins nor ends with a zero. Zero has no digits.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;

  explicit Decimal(std::string_view token);
  bool is_zero() const { return whole.empty() && fraction.empty(); }
  std::size_t digits() const { return whole.size() + fraction.size(); }
  unsigned digit(std::size_t i) const {
    return static_cast<unsigned>((i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0');
  }
  /// The power of ten right above the first digit.
  std::int64_t magnitude() const { return exponent + static_cast<std::int64_t>(digits()); }
};

std::int64_t parse_exponent(std::string_view text) {
  const bool negative = text.front() == '-';
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : text) {
    const int digit = c - '0';
    value = value > (exponent_max - digit) / 10 ? exponent_max : value * 10 + digit;
  }
  return negative ? -value : value;
}

void strip_leading_zeros(std::string_view& digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
}

/// Returns how many there were.
std::size_t strip_trailing_zeros(std::string_view& digits) {
  const std::size_t kept = digits.find_last_not_of('0') + 1;  // npos + 1 is 0
  const std::size_t stripped = digits.size() - kept;
  digits.remove_suffix(stripped);
  return stripped;
}

Decimal::Decimal(std::string_view token) {
  negative = token.front() == '-';
  if (negative) token.remove_prefix(1);
  const std::size_t exponent_at = token.find_first_of("eE");
  if (exponent_at != std::string_view::npos) exponent = parse_exponent(token.substr(exponent_at + 1));
  token = token.substr(0, exponent_at);
  const std::size_t point = token.find('.');
  whole = token.substr(0, point);
  if (point != std::string_view::npos) fraction = token.substr(point + 1);

  strip_trailing_zeros(fraction);
  exponent -= static_cast<std::int64_t>(fraction.size());
  strip_leading_zeros(whole);
  if (fraction.empty()) exponent += static_cast<std::int64_t>(strip_trailing_zeros(whole));
  if (whole.empty()) strip_leading_zeros(fraction);
}

std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) {
  if (a.magnitude() != b.magnitude()) return a.magnitude() <=> b.magnitude();
  const std::size_t shared = std::min(a.digits(), b.digits());
  for (std::size_t i = 0; i < shared; ++i)
    if (a.digit(i) != b.digit(i)) return a.digit(i) <=> b.digit(i);
  return a.digits() <=> b.digits();
}

std::uint64_t multiply_modulo(std::uint64_t x, std::uint64_t y, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(Wide{x} * y % modulus);
}

/// Whether digits(a) · 10^shift is a multiple of digits(b), of which there are at most word_digits_max.
bool divides_word(const Decimal& a, const Decimal& b, std::uint64_t shift) {
  std::uint64_t modulus = 0;
  for (std::size_t i = 0; i < b.digits(); ++i) modulus = modulus * 10 + b.digit(i);
  std::uint64_t remainder = 0;
  for (std::size_t i = 0; i < a.digits();) {
    // A division is dear: one for as many digits as a word holds.
    std::uint64_t part = 0;
    std::uint64_t scale = 1;
    for (const std::size_t stop = std::min(a.digits(), i + word_digits_max); i < stop; ++i) {
      part = part * 10 + a.digit(i);
      scale *= 10;
    }
    remainder = static_cast<std::uint64_t>((Wide{remainder} * scale + part) % modulus);
  }
  for (std::uint64_t power = 10 % modulus; shift != 0 && remainder != 0; shift >>= 1) {
    if ((shift & 1) != 0) remainder = multiply_modulo(remainder, power, modulus);
    power = multiply_modulo(power, power, modulus);
  }
  return remainder == 0;
}

struct BignumDeleter {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Bignum = std::unique_ptr<BIGNUM, BignumDeleter>;

/// Big number arithmetic fails for want of memory only.
void require(bool done) {
  if (!done) throw std::bad_alloc();
}

Bignum to_bignum(std::string digits) {
  BIGNUM* number = nullptr;
  const int length = BN_dec2bn(&number, digits.c_str());
  Bignum owned(number);
  require(length != 0);
  return owned;
}

/// As divides_word, for any number of digits.
bool divides_big(const Decimal& a, const Decimal& b, std::uint64_t shift) {
  const std::unique_ptr<BN_CTX, BignumDeleter> context(BN_CTX_new());
  require(context != nullptr);
  const Bignum number = to_bignum(std::string(a.whole) + std::string(a.fraction));
  const Bignum modulus = to_bignum(std::string(b.whole) + std::string(b.fraction));
  const Bignum exponent = to_bignum(std::to_string(shift));
  const Bignum ten = to_bignum("10");
  const Bignum power(BN_new());
  const Bignum remainder(BN_new());
  require(power != nullptr && remainder != nullptr);
  require(BN_mod_exp(power.get(), ten.get(), exponent.get(), modulus.get(), context.get()) == 1);
  require(BN_mod_mul(remainder.get(), number.get(), power.get(), modulus.get(), context.get()) == 1);
  return BN_is_zero(remainder.get()) == 1;
}

}  // namespace

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  const Decimal x(a);
  const Decimal y(b);
  const auto sign = [](const Decimal& value) { return value.is_zero() ? 0 : value.negative ? -1 : 1; };
  if (sign(x) != sign(y)) return sign(x) <=> sign(y);
  if (sign(x) == 0) return std::strong_ordering::equal;
  return x.negative ? compare_magnitudes(y, x) : compare_magnitudes(x, y);
}

void hash_number(std::string_view token, KeyedHash& hash) {
  const Decimal value(token);
  hash.add(std::uint64_t{value.is_zero() ? 0U : value.negative ? 1U : 2U});
  if (value.is_zero()) return;
  hash.add(static_cast<std::uint64_t>(value.exponent));
  hash.add(std::uint64_t{value.digits()});
  // Where the point stands among the digits must not show.
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < value.digits(); ++i) {
    word = word * 10 + value.digit(i);
    if (i % word_digits_max != word_digits_max - 1) continue;
    hash.add(word);
    word = 0;
  }
  hash.add(word);
}

bool is_integer(std::string_view token) {
  const Decimal value(token);
  return value.is_zero() || value.exponent >= 0;
}

bool is_multiple_of(std::string_view a, std::string_view b) {
  const Decimal x(a);
  const Decimal y(b);
  if (y.is_zero() || y.negative) return false;
  if (x.is_zero()) return true;
  // The digits of x do not end with a zero: nothing is left to divide a higher power of ten.
  if (x.exponent < y.exponent) return false;
  const std::uint64_t shift = static_cast<std::uint64_t>(x.exponent - y.exponent);
  return y.digits() <= word_digits_max ? divides_word(x, y, shift) : divides_big(x, y, shift);
}

}  // namespace sluiced::json
