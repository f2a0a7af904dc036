// A hash whose collisions nobody can choose: SipHash-1-3, keyed by a secret of the process.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace sluiced::json {

/// Words and texts go in, one number comes out; what went in as text ends where it ends ("ab", "c" is not "a", "bc"). Two of
/// them agree within one process only.
class KeyedHash {
 public:
  KeyedHash();

  void add(std::uint64_t word) {
    state_[3] ^= word;
    round();
    state_[0] ^= word;
  }
  void add(std::string_view text);

  /// Once, at the end.
  std::uint64_t finish() {
    state_[2] ^= 0xff;
    for (int i = 0; i < 3; ++i) round();
    return state_[0] ^ state_[1] ^ state_[2] ^ state_[3];
  }

 private:
  void round() {
    state_[0] += state_[1];
    state_[2] += state_[3];
    state_[1] = std::rotl(state_[1], 13) ^ state_[0];
    state_[3] = std::rotl(state_[3], 16) ^ state_[2];
    state_[0] = std::rotl(state_[0], 32);
    state_[2] += state_[1];
    state_[0] += state_[3];
    state_[1] = std::rotl(state_[1], 17) ^ state_[2];
    state_[3] = std::rotl(state_[3], 21) ^ state_[0];
    state_[2] = std::rotl(state_[2], 32);
  }

  std::array<std::uint64_t, 4> state_;
};

}  // namespace sluiced::json
