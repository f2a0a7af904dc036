// A binary whose operator new counts (with tests/support/counted_allocations.cc among its sources): for tests that hold that
// something takes no memory, or no more than so much.
#pragma once

#include <atomic>
#include <cstddef>

namespace sluiced::testing {

extern std::atomic<std::size_t> allocations;
extern std::atomic<std::size_t> allocated_bytes;  ///< in all: what was given back is not taken off

}  // namespace sluiced::testing

using sluiced::testing::allocated_bytes;
using sluiced::testing::allocations;
