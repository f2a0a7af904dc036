// Which letters have been seen, by what identity() tells of them, at 32 to 64 bytes a letter: for counting millions of them.
//
//   if (!seen.insert(letter, record)) ++repeats;
#pragma once

#include <cstdint>
#include <vector>

#include "letters/letter.h"

namespace sluiced::letters {

/// Keeps 63 bits of a hash that nobody outside can choose: among ten million letters two share one less than once in 100,000 times.
class IdentitySet {
 public:
  /// false: one of the same identity is in it.
  bool insert(const Letter& letter, const Record& stands);
  std::size_t size() const { return size_; }

 private:
  struct Hashed {
    std::uint64_t near;  ///< the same for neighbours, but its last bits, which count up: letters in a row touch the same memory
    std::uint64_t whole;
  };
  static Hashed hashed(const Letter& letter, const Record& stands);
  bool insert(const Hashed& hashed);
  void grow();

  struct Slot {
    std::uint64_t near = 0;
    std::uint64_t whole = 0;  ///< 0: free
  };
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace sluiced::letters
