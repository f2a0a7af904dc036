#include "schema/format.h"

#include <array>
#include <cstring>

namespace sluiced::schema {
namespace {

constexpr std::array<std::string_view, 19> names{
    "date-time",     "uuid",     "date",          "time",         "duration",     "email",
    "idn-email",     "hostname", "idn-hostname",  "ipv4",         "ipv6",         "uri",
    "uri-reference", "iri",      "iri-reference", "uri-template", "json-pointer", "relative-json-pointer",
    "regex"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Eight characters at a time in a word: each byte's top bit answers for its character.
constexpr std::uint64_t each = 0x0101010101010101;
constexpr std::uint64_t tops = 0x80 * each;

/// Where every byte is ASCII: the top bits of those that are at least `least`.
std::uint64_t at_least(std::uint64_t word, std::uint64_t least) { return word + (0x80 - least) * each; }

bool all_hex(std::uint64_t word) {
  if ((word & tops) != 0) return false;
  const std::uint64_t lower = word | 0x20 * each;
  const std::uint64_t digits = at_least(word, '0') & ~at_least(word, '9' + 1);
  const std::uint64_t letters = at_least(lower, 'a') & ~at_least(lower, 'f' + 1);
  return ((digits | letters) & tops) == tops;
}

template <class Word>
std::uint64_t load(const char* p) {
  Word word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// Two digits at p as a number, or a number over 99.
unsigned two_digits(const char* p) {
  return is_digit(p[0]) && is_digit(p[1]) ? static_cast<unsigned>((p[0] - '0') * 10 + (p[1] - '0')) : 100;
}

unsigned days_in_month(unsigned year, unsigned month) {
  constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

/// "YYYY-MM-DD" at p.
bool is_full_date(const char* p) {
  const unsigned century = two_digits(p);
  const unsigned year_of_century = two_digits(p + 2);
  const unsigned month = two_digits(p + 5);
  const unsigned day = two_digits(p + 8);
  if (century > 99 || year_of_century > 99 || p[4] != '-' || p[7] != '-' || month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= days_in_month(century * 100 + year_of_century, month);
}

/// Minutes east of UTC at the end of a time; nothing where there is no offset.
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const unsigned hours = two_digits(text.data() + 1);
  const unsigned minutes = two_digits(text.data() + 4);
  if (hours > 23 || minutes > 59) return std::nullopt;
  const int east = static_cast<int>(hours * 60 + minutes);
  return text[0] == '-' ? -east : east;
}

/// RFC 3339, 5.6: full-date "T" full-time.
bool is_date_time(std::string_view text) {
  constexpr std::size_t shortest = std::string_view("2026-11-23T20:26:43Z").size();
  if (text.size() < shortest) return false;
  const char* const p = text.data();
  if (!is_full_date(p) || (p[10] != 'T' && p[10] != 't') || p[13] != ':' || p[16] != ':') return false;
  const unsigned hour = two_digits(p + 11);
  const unsigned minute = two_digits(p + 14);
  const unsigned second = two_digits(p + 17);
  if (hour > 23 || minute > 59 || second > 60) return false;
  std::size_t at = 19;
  if (p[at] == '.') {
    const std::size_t fraction = ++at;
    while (at < text.size() && is_digit(p[at])) ++at;
    if (at == fraction) return false;
  }
  const std::optional<int> east = offset_minutes(text.substr(at));
  if (!east) return false;
  if (second < 60) return true;
  constexpr int day_minutes = 24 * 60;
  const int utc = (static_cast<int>(hour * 60 + minute) - *east + 2 * day_minutes) % day_minutes;
  return utc == day_minutes - 1;
}

/// RFC 4122: 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  const char* const p = text.data();
  if (p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-') return false;
  const auto pair = [p](std::size_t a, std::size_t b) { return load<std::uint32_t>(p + a) | load<std::uint32_t>(p + b) << 32U; };
  return all_hex(load<std::uint64_t>(p)) && all_hex(pair(9, 14)) && all_hex(pair(19, 24)) && all_hex(load<std::uint64_t>(p + 28));
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  if (name == "date-time") return Format::date_time;
  if (name == "uuid") return Format::uuid;
  return std::nullopt;
}

std::span<const std::string_view> format_names() { return names; }

bool conforms(Format format, std::string_view text) {
  switch (format) {
    case Format::date_time: return is_date_time(text);
    case Format::uuid: return is_uuid(text);
  }
  return false;
}

std::string_view to_text(Format format) {
  switch (format) {
    case Format::date_time: return "an RFC 3339 date-time";
    case Format::uuid: return "a UUID";
  }
  return "";
}

}  // namespace sluiced::schema
