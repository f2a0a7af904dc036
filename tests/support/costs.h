// What hostile input may cost: bounds that are generous, for slow machines and sanitizers, and still far below what anything does
// that is quadratic or keeps all it meets.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "support/counted_allocations.h"

namespace sluiced::testing {

struct Cost {
  std::chrono::steady_clock::duration time;
  std::size_t bytes;  ///< allocated, in all

  bool within(std::chrono::seconds time_max, std::size_t bytes_max) const { return time < time_max && bytes <= bytes_max; }
  std::string text() const {
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(time).count()) + " us, " + std::to_string(bytes) +
           " bytes";
  }
};

template <class Work>
Cost cost_of(const Work& work) {
  const std::size_t bytes = allocated_bytes;
  const auto begin = std::chrono::steady_clock::now();
  work();
  return {std::chrono::steady_clock::now() - begin, allocated_bytes - bytes};
}

inline std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// make(0),make(1),…
template <class Make>
std::string list_of(std::size_t count, const Make& make) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + make(i);
  return all;
}

/// Names that differ in nothing but their middle: alike in length, first and last eight bytes, which is what is looked at first.
inline std::string alike(std::size_t i) {
  const std::string digits = std::to_string(i);
  return "beginning" + std::string(8 - digits.size(), '0') + digits + "the same end";
}

}  // namespace sluiced::testing
