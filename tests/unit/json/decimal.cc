#include "json/decimal.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

namespace sluiced::json {
namespace {

__extension__ using Wide = __int128;

int compare(std::string_view a, std::string_view b) {
  const std::strong_ordering order = compare_numbers(a, b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

/// A small decimal, integer · 10^exponent, and one of the many ways to write it.
struct Sample {
  std::int64_t integer;
  int exponent;
  std::string token;

  /// The value in units of 10^-12.
  Wide scaled() const { return integer * power_of_ten(exponent + 12); }
};

Sample random_sample(std::mt19937& random) {
  const std::int64_t bounds[] = {3, 20, 1000, 1'000'000, 1'000'000'000'000};
  const std::int64_t bound = bounds[random() % 5];
  const std::int64_t magnitude =
      static_cast<std::int64_t>((static_cast<std::uint64_t>(random()) << 20 ^ random()) % static_cast<std::uint64_t>(bound));
  Sample sample{random() % 2 == 0 ? magnitude : -magnitude, static_cast<int>(random() % 15) - 8, ""};

  // Move the point by `fraction` digits and pay for it with the exponent.
  std::string digits = std::to_string(magnitude);
  const std::size_t fraction = random() % 12;
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  digits.insert(digits.size() - fraction, fraction == 0 ? "" : ".");
  if (fraction != 0 && random() % 2 == 0) digits += std::string(random() % 4, '0');
  const int exponent = sample.exponent + static_cast<int>(fraction);
  sample.token = (sample.integer < 0 || random() % 50 == 0 ? "-" : "") + digits;
  if (sample.token.front() == '-' && sample.integer > 0) sample.token.erase(0, 1);
  if (exponent != 0 || random() % 4 == 0) {
    sample.token += random() % 2 == 0 ? "e" : "E";
    if (exponent >= 0 && random() % 2 == 0) sample.token += "+";
    sample.token += exponent < 0 ? "-" : "";
    sample.token += std::string(random() % 3, '0') + std::to_string(std::abs(exponent));
  }
  return sample;
}

TEST_CASE("numbers compare by value, not by spelling") {
  for (const std::string_view zero : {"0", "-0", "0.0", "-0.000", "0e5", "0E-5", "-0e999999999999999999999", "0.0e+10"}) {
    CHECK(compare(zero, "0") == 0);
    CHECK(compare(zero, "1e-400") == -1);
    CHECK(compare(zero, "-1e-400") == 1);
  }
  CHECK(compare("1.0", "1") == 0);
  CHECK(compare("100", "1e2") == 0);
  CHECK(compare("1E+2", "100.000") == 0);
  CHECK(compare("0.001", "1e-3") == 0);
  CHECK(compare("0.00120e5", "120") == 0);
  CHECK(compare("-1.50", "-15e-1") == 0);
  CHECK(compare("1e007", "10000000") == 0);
}

TEST_CASE("nothing is rounded away") {
  CHECK(compare("0.10000000000000001", "0.1") == 1);
  CHECK(compare("-0.10000000000000001", "-0.1") == -1);
  CHECK(compare("9223372036854775808", "9223372036854775807") == 1);
  CHECK(compare("9007199254740993", "9007199254740992") == 1);
  CHECK(compare("1e400", "1e401") == -1);
  CHECK(compare("1e400", "1" + std::string(400, '0')) == 0);
  CHECK(compare("1e-400", "0") == 1);
  CHECK(compare("123456789012345678901234567890.5", "123456789012345678901234567890.4999999999999999999999") == 1);
  CHECK(compare("1" + std::string(500, '0') + "1", "1e501") == 1);
  CHECK(compare("9.99e2", "1000") == -1);
  CHECK(compare("-2", "1") == -1);
  CHECK(compare("-10", "-9") == -1);
}

TEST_CASE("exponents of any size are compared, those beyond ten to the eighteenth as if they were that") {
  CHECK(compare("1e999999999", "2e999999998") == 1);
  CHECK(compare("-1e999999999", "1e-999999999") == -1);
  CHECK(compare("1e9223372036854775807", "1e5") == 1);
  CHECK(compare("1e-9223372036854775809", "1e-5") == -1);
  CHECK(compare("1e99999999999999999999", "1e99999999999999999998") == 0);
  CHECK(compare("2e99999999999999999999", "1e99999999999999999999") == 1);
  CHECK(compare("1e" + std::string(900, '9'), "1e-" + std::string(900, '9')) == 1);
  CHECK(compare("1e" + std::string(900, '0') + "1", "10") == 0);
}

TEST_CASE("a number is an integer by value") {
  for (const std::string_view token : {"0", "-0", "0.0", "1", "-17", "1.0", "10e-1", "1e400", "1.5e1", "-120e-1", "0e-5",
                                       "0.0e-99999999999999999999", "100000000000000000000000000000", "1e99999999999999999999"}) {
    CAPTURE(token);
    CHECK(is_integer(token));
  }
  for (const std::string_view token :
       {"0.5", "1e-1", "-1.000000000000000000001", "15e-2", "1e-400", "1.55e1", "1e-99999999999999999999"}) {
    CAPTURE(token);
    CHECK_FALSE(is_integer(token));
  }
}

TEST_CASE("multiples are exact") {
  CHECK(is_multiple_of("0.3", "0.1"));
  CHECK(is_multiple_of("19.99", "0.01"));
  CHECK(is_multiple_of("-4.5", "1.5"));
  CHECK(is_multiple_of("0.0075", "0.0001"));
  CHECK_FALSE(is_multiple_of("0.00751", "0.0001"));
  CHECK_FALSE(is_multiple_of("0.30000000000000001", "0.1"));
  CHECK_FALSE(is_multiple_of("7", "2"));
  CHECK(is_multiple_of("0", "17"));
  CHECK(is_multiple_of("-0.0e5", "1e999999999"));
  CHECK(is_multiple_of("9007199254740993", "3"));
  CHECK_FALSE(is_multiple_of("9007199254740992", "3"));
  CHECK(is_multiple_of("1e308", "0.123456789e-5") == false);
  CHECK(is_multiple_of("1e308", "0.5"));
  CHECK(is_multiple_of("12e30", "1.2"));
  CHECK_FALSE(is_multiple_of("1", "10"));
  CHECK(is_multiple_of("18446744073709551615", "18446744073709551615"));
  CHECK(is_multiple_of("36893488147419103230", "18446744073709551615"));
  CHECK_FALSE(is_multiple_of("36893488147419103231", "18446744073709551615"));
  CHECK(is_multiple_of("9999999999999999999e25", "9999999999999999999"));
}

TEST_CASE("a divisor that is not above zero has no multiples") {
  CHECK_FALSE(is_multiple_of("4", "0"));
  CHECK_FALSE(is_multiple_of("4", "-2"));
  CHECK_FALSE(is_multiple_of("0", "0.0"));
}

TEST_CASE("a divisor may have any number of digits") {
  const std::string b = "123456789012345678901234567890123456789";
  CHECK(is_multiple_of(b, b));
  CHECK(is_multiple_of("246913578024691357802469135780246913578", b));
  CHECK_FALSE(is_multiple_of("246913578024691357802469135780246913579", b));
  CHECK(is_multiple_of("0.246913578024691357802469135780246913578", "1.23456789012345678901234567890123456789e-10"));
  CHECK_FALSE(is_multiple_of("0.246913578024691357802469135780246913578", "1.23456789012345678901234567890123456789"));
  CHECK(is_multiple_of("1e40", "9094947017729282379150390625"));  // 5^40
  CHECK_FALSE(is_multiple_of("1e39", "9094947017729282379150390625"));
  CHECK(is_multiple_of("1e999999999999", "9094947017729282379150390625"));
  CHECK(is_multiple_of("1e130", "1361129467683753853853498429727072845824"));  // 2^130
  CHECK_FALSE(is_multiple_of("1e129", "1361129467683753853853498429727072845824"));
  CHECK_FALSE(is_multiple_of("3e999999999999", "123456789012345678901234567890123456789"));
  const std::string nines(900, '9');
  CHECK(is_multiple_of(nines, nines));
  CHECK(is_multiple_of(nines, std::string(450, '9')));
  CHECK_FALSE(is_multiple_of(nines, std::string(451, '9')));
}

TEST_CASE("random numbers compare and divide as 128-bit integers do") {
  std::mt19937 random(3);
  for (int i = 0; i < 200'000; ++i) {
    const Sample a = random_sample(random);
    const Sample b = random_sample(random);
    CAPTURE(a.token, b.token);
    const Wide x = a.scaled();
    const Wide y = b.scaled();
    if (compare(a.token, b.token) != (x < y ? -1 : x > y ? 1 : 0)) FAIL("compare");
    if (is_integer(a.token) != (x % power_of_ten(12) == 0)) FAIL("is_integer");
    if (is_multiple_of(a.token, b.token) != (y > 0 && x % y == 0)) FAIL("is_multiple_of");
  }
}

TEST_CASE("products are multiples of their factors, and their neighbours are not") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t factor = random() % 1'000'000'000 + 2;
    const std::uint64_t product = factor * (random() % 9'000'000'000);
    const std::string b = std::to_string(factor);
    if (!is_multiple_of(std::to_string(product), b) || is_multiple_of(std::to_string(product + 1), b)) FAIL(product << " " << b);
    // The same far behind the point, with more digits than a word holds.
    const std::string head = b + std::string(30, '0');
    if (!is_multiple_of(head + "." + std::string(20, '0'), b)) FAIL(b);
    if (is_multiple_of(head + "1", b)) FAIL(b);
  }
}

TEST_CASE("neither long numbers nor large exponents cost much") {
  const auto begin = std::chrono::steady_clock::now();
  const std::string digits(1000, '7');
  const std::string exponent = "e" + std::string(500, '9');
  for (int i = 0; i < 20; ++i) {
    CHECK(compare(digits + exponent, digits + "1" + exponent) == -1);
    CHECK_FALSE(is_multiple_of(digits + exponent, digits + "3"));
    CHECK_FALSE(is_multiple_of("7" + exponent, digits));
    CHECK_FALSE(is_multiple_of("1" + exponent, "3"));
    CHECK(is_multiple_of("1" + exponent, "1e-999999999999"));
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

}  // namespace
}  // namespace sluiced::json
