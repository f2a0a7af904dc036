#include <array>
#include <optional>

#include "schema/ascii.h"
#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

constexpr std::size_t date_length = std::string_view("2026-11-23").size();
constexpr std::size_t time_length = std::string_view("20:26:43").size();

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

/// Takes one or more digits off.
bool take_digits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.size() != before;
}

/// Numbers with their units, in the order of `units`, none left out between two that are there: how RFC 3339 writes both halves
/// of a duration ("1Y2D" is not one of them). At least one; stops at what is no digit.
bool take_components(std::string_view& text, std::string_view units) {
  std::size_t next = std::string_view::npos;
  while (!text.empty() && is_digit(text.front())) {
    take_digits(text);
    const std::size_t unit = text.empty() ? std::string_view::npos : units.find(text.front());
    if (unit == std::string_view::npos || (next != std::string_view::npos && unit != next)) return false;
    text.remove_prefix(1);
    next = unit + 1;
  }
  return next != std::string_view::npos;
}

}  // namespace

bool is_date(std::string_view text) { return text.size() == date_length && is_full_date(text.data()); }

/// A second of 60 only at 23:59:60 UTC, where leap seconds are.
bool is_time(std::string_view text) {
  if (text.size() <= time_length) return false;
  const char* const p = text.data();
  const unsigned hour = two_digits(p);
  const unsigned minute = two_digits(p + 3);
  const unsigned second = two_digits(p + 6);
  if (p[2] != ':' || p[5] != ':' || hour > 23 || minute > 59 || second > 60) return false;
  text.remove_prefix(time_length);
  if (text.front() == '.') {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  const std::optional<int> east = offset_minutes(text);
  if (!east) return false;
  if (second < 60) return true;
  constexpr int day_minutes = 24 * 60;
  const int utc = (static_cast<int>(hour * 60 + minute) - *east + 2 * day_minutes) % day_minutes;
  return utc == day_minutes - 1;
}

bool is_date_time(std::string_view text) {
  if (text.size() <= date_length || (text[date_length] != 'T' && text[date_length] != 't')) return false;
  return is_full_date(text.data()) && is_time(text.substr(date_length + 1));
}

/// Appendix A: years to days, hours to seconds behind a T, or weeks alone.
bool is_duration(std::string_view text) {
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  if (text.ends_with('W')) {
    text.remove_suffix(1);
    return take_digits(text) && text.empty();
  }
  if (!text.starts_with('T') && !take_components(text, "YMD")) return false;
  if (text.empty()) return true;
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  return take_components(text, "HMS") && text.empty();
}

}  // namespace sluiced::schema
