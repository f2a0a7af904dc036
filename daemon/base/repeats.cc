#include "base/repeats.h"

#include <utility>

namespace sluiced {
namespace {

/// Longer ones count as one where they begin alike: what is remembered is bounded.
constexpr std::size_t fingerprint_bytes_max = 512;

}  // namespace

std::optional<std::uint64_t> Repeats::admit(std::string_view fingerprint, MonotonicTime now) {
  fingerprint = fingerprint.substr(0, fingerprint_bytes_max);
  if (const auto known = by_fingerprint_.find(fingerprint); known != by_fingerprint_.end()) {
    Entry& entry = *known->second;
    if (now - entry.written < interval) {
      ++entry.swallowed;
      return std::nullopt;
    }
    entry.written = now;
    by_age_.splice(by_age_.end(), by_age_, known->second);
    return std::exchange(entry.swallowed, 0);
  }
  if (by_age_.size() >= fingerprints_max) {
    by_fingerprint_.erase(by_age_.front().fingerprint);
    by_age_.pop_front();
  }
  by_age_.push_back({std::string(fingerprint), now, 0});
  by_fingerprint_.emplace(by_age_.back().fingerprint, std::prev(by_age_.end()));
  return std::uint64_t{0};
}

std::string without_numbers(std::string_view text) {
  std::string without;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit)
      without += c;
    else if (without.empty() || without.back() != '#')
      without += '#';
  }
  return without;
}

}  // namespace sluiced
