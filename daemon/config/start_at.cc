#include "config/start_at.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "base/units.h"

namespace sluiced::config {
namespace {

constexpr Duration ago_max =
    std::chrono::days(36'500);  // beyond it the subtraction from now would leave what a broker can be asked

/// A cursor over fixed-width digits and marks; once something did not fit, `fits` stays false.
struct Scanner {
  std::string_view text;
  bool fits = true;

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      fits = fits && i < text.size() && text[i] >= '0' && text[i] <= '9';
      if (!fits) return 0;
      value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
  }

  char one_of(std::string_view marks) {
    fits = fits && !text.empty() && marks.find(text.front()) != std::string_view::npos;
    if (!fits) return '\0';
    const char mark = text.front();
    text.remove_prefix(1);
    return mark;
  }

  Duration fraction() {
    if (!fits || text.empty() || text.front() != '.') return Duration(0);
    text.remove_prefix(1);
    int milliseconds = 0;
    int weight = 100;
    const std::size_t before = text.size();
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      milliseconds += (text.front() - '0') * weight;
      weight /= 10;
      text.remove_prefix(1);
    }
    fits = text.size() < before;
    return Duration(milliseconds);
  }

  Duration zone() {
    const char mark = one_of("Zz+-");
    if (mark != '+' && mark != '-') return Duration(0);
    const int hours = digits(2);
    one_of(":");
    const int minutes = digits(2);
    fits = fits && hours <= 23 && minutes <= 59;
    const Duration offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return mark == '+' ? offset : -offset;
  }
};

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  Scanner scanner{text};
  const int year = scanner.digits(4);
  scanner.one_of("-");
  const int month = scanner.digits(2);
  scanner.one_of("-");
  const int day = scanner.digits(2);
  scanner.one_of("Tt");
  const int hour = scanner.digits(2);
  scanner.one_of(":");
  const int minute = scanner.digits(2);
  scanner.one_of(":");
  const int second = scanner.digits(2);
  const Duration fraction = scanner.fraction();
  const Duration zone = scanner.zone();
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // A leap second is the second after it, as everywhere in POSIX time.
  if (!scanner.fits || !scanner.text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const WallTime time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                        std::chrono::seconds(second) + fraction - zone;
  return time >= WallTime{} ? std::optional(time) : std::nullopt;
}

}  // namespace

Result<StartAt, std::string> parse_start_at(std::string_view text) {
  constexpr std::string_view suffix = " ago";
  if (text == "earliest") return StartAt{StartAt::Kind::earliest, {}, {}};
  if (text == "latest") return StartAt{StartAt::Kind::latest, {}, {}};
  if (text.ends_with(suffix)) {
    const auto ago = parse_duration(text.substr(0, text.size() - suffix.size()));
    if (!ago) return failure(ago.error());
    if (*ago > ago_max)
      return failure(fmt::format("expected at most {} ago, found {}", duration_text(ago_max), quoted_excerpt(text)));
    return StartAt{StartAt::Kind::ago, *ago, {}};
  }
  if (const auto time = parse_rfc3339(text)) return StartAt{StartAt::Kind::at, {}, *time};
  return failure(
      fmt::format("expected earliest, latest, a time ago such as '24h ago' or a time such as 2026-11-23T06:00:00Z, found {}",
                  quoted_excerpt(text)));
}

}  // namespace sluiced::config
