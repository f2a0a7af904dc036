#include "json/keyed_hash.h"

#include <algorithm>
#include <random>

#include "json/scan.h"

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

const Secret& secret() {
  static const Secret of_the_process;
  return of_the_process;
}

}  // namespace

KeyedHash::KeyedHash()
    : state_{secret().a ^ 0x736f6d6570736575, secret().b ^ 0x646f72616e646f6d, secret().a ^ 0x6c7967656e657261,
             secret().b ^ 0x7465646279746573} {}

void KeyedHash::add(std::string_view text) {
  add(std::uint64_t{text.size()});
  for (; text.size() >= 8; text.remove_prefix(8)) add(load64(text.data()));
  std::array<char, 8> rest{};
  std::copy(text.begin(), text.end(), rest.begin());
  add(load64(rest.data()));
}

}  // namespace sluiced::json
