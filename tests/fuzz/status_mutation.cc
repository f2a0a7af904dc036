#include "fuzz/expect.h"
#include "fuzz/mutator.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed) {
  using namespace sluiced::fuzz;
  return mutate_json(data, size, size_max, seed, [](Mutator& mutator, Value& status) {
    const Value before = status;  // whose names and values are likelier than others
    mutator.change_document(status, before);
  });
}
