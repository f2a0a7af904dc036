#include "json/name_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <random>

#include "json/tree.h"

namespace sluiced::json {
namespace {

std::uint64_t random_word() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

struct Secret {
  std::uint64_t a = random_word();
  std::uint64_t b = random_word();
};

/// SipHash-1-3: without the secret nobody can choose names that fall together.
class SipHash {
 public:
  SipHash(const Secret& secret)
      : v_{secret.a ^ 0x736f6d6570736575, secret.b ^ 0x646f72616e646f6d, secret.a ^ 0x6c7967656e657261,
           secret.b ^ 0x7465646279746573} {}

  void add(std::uint64_t word) {
    v_[3] ^= word;
    round();
    v_[0] ^= word;
  }

  std::uint64_t finish() {
    v_[2] ^= 0xff;
    for (int i = 0; i < 3; ++i) round();
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  void round() {
    v_[0] += v_[1];
    v_[2] += v_[3];
    v_[1] = std::rotl(v_[1], 13) ^ v_[0];
    v_[3] = std::rotl(v_[3], 16) ^ v_[2];
    v_[0] = std::rotl(v_[0], 32);
    v_[2] += v_[1];
    v_[0] += v_[3];
    v_[1] = std::rotl(v_[1], 17) ^ v_[2];
    v_[3] = std::rotl(v_[3], 21) ^ v_[0];
    v_[2] = std::rotl(v_[2], 32);
  }

  std::array<std::uint64_t, 4> v_;
};

std::uint32_t keyed_hash(std::uint32_t object, std::string_view name) {
  static const Secret secret;
  SipHash hash(secret);
  hash.add(std::uint64_t{object} << 32 | name.size());
  for (; name.size() >= 8; name.remove_prefix(8)) hash.add(load64(name.data()));
  std::array<char, 8> rest{};
  std::copy(name.begin(), name.end(), rest.begin());
  hash.add(load64(rest.data()));
  return static_cast<std::uint32_t>(hash.finish());
}

}  // namespace

bool NameSet::is_among_few(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t count, std::string_view name) {
  std::uint32_t member = object + 1;
  for (std::uint32_t i = 0; i < count; ++i, member = nodes[member].end)
    if (nodes[member].name() == name) return true;
  return false;
}

bool NameSet::insert_in_table(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t count, std::string_view name) {
  if (count == few) {
    std::uint32_t member = object + 1;
    for (std::uint32_t i = 0; i < few; ++i, member = nodes[member].end)
      insert_hashed(nodes, object, member, nodes[member].name());
  }
  return insert_hashed(nodes, object, static_cast<std::uint32_t>(nodes.size()), name);
}

bool NameSet::insert_hashed(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t member, std::string_view name) {
  const std::uint32_t hash = keyed_hash(object, name);
  if (entries_.empty() || 2 * entries_.size() > mask_) make_room();
  for (std::uint32_t slot = hash & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
    const Entry& other = entries_[slots_[slot] - 1];
    if (other.hash == hash && other.object == object && nodes[other.member].name() == name) return false;
  }
  entries_.push_back({hash, object, member});
  put(static_cast<std::uint32_t>(entries_.size() - 1));
  return true;
}

void NameSet::make_room() {
  const std::size_t size = entries_.empty() ? 4 * few : 2 * (std::size_t{mask_} + 1);
  if (slots_.size() < size) slots_.resize(size);
  std::fill_n(slots_.begin(), size, 0U);
  mask_ = static_cast<std::uint32_t>(size - 1);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) put(i);
}

void NameSet::put(std::uint32_t entry) {
  std::uint32_t slot = entries_[entry].hash & mask_;
  while (slots_[slot] != 0) slot = (slot + 1) & mask_;
  slots_[slot] = entry + 1;
}

}  // namespace sluiced::json
