#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <system_error>

namespace sluiced {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array duration_units{Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}, Unit{"h", 3'600'000},
                                    Unit{"d", 86'400'000}};
constexpr std::array size_units{Unit{"B", 1}, Unit{"KiB", 1ULL << 10}, Unit{"MiB", 1ULL << 20}, Unit{"GiB", 1ULL << 30}};

/// What people write when they mean one of ours. SI sizes are not ours: "1MB" might mean either, so it is asked about, not
/// guessed.
struct Habit {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array habits{
    Habit{"sec", "s"},   Habit{"second", "s"}, Habit{"seconds", "s"}, Habit{"min", "m"},   Habit{"minutes", "m"},
    Habit{"hours", "h"}, Habit{"day", "d"},    Habit{"days", "d"},    Habit{"msec", "ms"}, Habit{"K", "KiB"},
    Habit{"k", "KiB"},   Habit{"kb", "KiB"},   Habit{"KB", "KiB"},    Habit{"kB", "KiB"},  Habit{"kib", "KiB"},
    Habit{"M", "MiB"},   Habit{"MB", "MiB"},   Habit{"mb", "MiB"},    Habit{"mib", "MiB"}, Habit{"G", "GiB"},
    Habit{"GB", "GiB"},  Habit{"gb", "GiB"},   Habit{"gib", "GiB"},   Habit{"S", "s"},     Habit{"H", "h"},
    Habit{"D", "d"},     Habit{"MS", "ms"},    Habit{"b", "B"},       Habit{"bytes", "B"}};

struct Kind {
  std::string_view expected;
  std::string_view unit_names;
  std::span<const Unit> units;
  std::string_view bare_unit;  ///< what a number without a unit is counted in; "" = a unit is needed
};

const Kind duration_kind{"a duration such as 250ms, 20s, 2m, 1h or 7d", "ms, s, m, h or d", duration_units, ""};
const Kind size_kind{"a size such as 65536, 64KiB or 1MiB", "B, KiB, MiB or GiB", size_units, "B"};

Failure<std::string> refuse(const Kind& kind, std::string_view text, std::string_view why) {
  return failure(fmt::format("expected {}, found {}{}{}", kind.expected, quoted_excerpt(text), why.empty() ? "" : ": ", why));
}

Failure<std::string> refuse_unit(const Kind& kind, std::string_view text, std::string_view digits, std::string_view unit) {
  if (unit.empty()) return refuse(kind, text, fmt::format("its unit is missing, {}", kind.unit_names));
  if (unit.front() == '.' || unit.front() == ',') return refuse(kind, text, "only whole numbers; take the next smaller unit");
  if (unit.front() == ' ') return refuse(kind, text, "no space before the unit");
  for (const Habit& habit : habits) {
    if (habit.written != unit) continue;
    for (const Unit& known : kind.units) {
      if (known.name == habit.meant) return refuse(kind, text, fmt::format("did you mean {}{}?", digits, habit.meant));
    }
  }
  return refuse(kind, text, fmt::format("unknown unit {}, known are {}", quoted_excerpt(unit), kind.unit_names));
}

Result<std::uint64_t, std::string> parse(const Kind& kind, std::string_view text, std::uint64_t largest) {
  const char* const end = text.data() + text.size();
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc::invalid_argument) return refuse(kind, text, "");
  const std::string_view digits(text.data(), static_cast<std::size_t>(rest - text.data()));
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (unit.empty()) unit = kind.bare_unit;
  for (const Unit& known : kind.units) {
    if (known.name != unit) continue;
    if (error == std::errc::result_out_of_range || number > largest / known.factor) return refuse(kind, text, "too large");
    return number * known.factor;
  }
  return refuse_unit(kind, text, digits, unit);
}

std::string in_largest_unit(std::uint64_t value, std::span<const Unit> units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) best = &unit;
  }
  return fmt::format("{}{}", value / best->factor, best->name);
}

}  // namespace

Result<Duration, std::string> parse_duration(std::string_view text) {
  auto milliseconds = parse(duration_kind, text, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!milliseconds) return failure(std::move(milliseconds).error());
  return Duration(static_cast<std::int64_t>(*milliseconds));
}

Result<std::uint64_t, std::string> parse_size(std::string_view text) {
  return parse(size_kind, text, std::numeric_limits<std::uint64_t>::max());
}

std::string duration_text(Duration duration) {
  if (duration.count() < 0) return "-" + duration_text(-duration);
  if (duration.count() == 0) return "0s";
  return in_largest_unit(static_cast<std::uint64_t>(duration.count()), duration_units);
}

std::string size_text(std::uint64_t bytes) { return in_largest_unit(bytes, size_units); }

std::string quoted_excerpt(std::string_view text) {
  constexpr std::size_t bytes_max = 60;
  std::size_t length = text.size();
  if (length > bytes_max) {
    length = bytes_max;
    // Not within a UTF-8 sequence.
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  std::string out = "'";
  for (const char c : text.substr(0, length)) out += static_cast<unsigned char>(c) < 0x20 || c == '\x7f' ? '.' : c;
  out += length < text.size() ? "…'" : "'";
  return out;
}

}  // namespace sluiced
