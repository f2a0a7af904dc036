#include "fuzz/expect.h"
#include "fuzz/mutator.h"

namespace {

/// An input is an array: the schema, then documents.
void change(sluiced::fuzz::Mutator& mutator, sluiced::fuzz::Value& input) {
  using sluiced::fuzz::Value;
  if (input.kind != sluiced::json::Kind::array || input.children.empty()) return;
  const std::size_t documents = input.children.size() - 1;
  if (documents == 0)
    input.children.push_back(Value());
  else if (mutator.below(2) == 0)
    mutator.change_document(input.children[1 + mutator.below(documents)], input.children[0]);
  else
    mutator.change_schema(input.children[0]);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed) {
  return sluiced::fuzz::mutate_json(data, size, size_max, seed, change);
}
