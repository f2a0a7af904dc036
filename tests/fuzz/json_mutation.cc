// The part of libFuzzer that a replay does not have.
#include <algorithm>
#include <string>

#include "fuzz/expect.h"
#include "fuzz/mutator.h"
#include "json/reader.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace sluiced::fuzz {

std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed, Change change) {
  Mutator mutator(seed);
  const std::string text(reinterpret_cast<const char*>(data), size);
  json::Tree tree;
  if (mutator.below(4) == 0 || json::read(text, {}, tree).code != json::ReadErrorCode::none)
    return LLVMFuzzerMutate(data, size, size_max);
  Value value = value_of(tree);
  for (std::size_t left = 1 + mutator.below(3); left != 0; --left) change(mutator, value);
  const std::string changed = to_json(value);
  if (changed.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
  std::copy(changed.begin(), changed.end(), data);
  return changed.size();
}

}  // namespace sluiced::fuzz
