// Changes schemas and documents so that they stay ones: most of what changing single bytes makes of a schema is refused before
// anything interesting happens.
#pragma once

#include <initializer_list>
#include <random>
#include <string_view>
#include <vector>

#include "fuzz/value.h"

namespace sluiced::fuzz {

/// The same seed and the same values make the same changes.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  /// One change, somewhere in the schema.
  void change_schema(Value& schema);
  /// One change, somewhere in the document; values that the schema speaks of are likelier than others.
  void change_document(Value& document, const Value& schema);

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

 private:
  Value& pick(Value& root);
  const Value& pick(const Value& root);
  std::string_view pick(std::initializer_list<std::string_view> from) { return from.begin()[below(from.size())]; }
  Value scalar();
  std::string name(const Value& schema);
  void change_scalar(Value& value);
  void change_children(Value& value);
  void add_keyword(Value& schema);
  void wrap(Value& schema);

  std::mt19937_64 random_;
};

/// As the change of an input of libFuzzer's: JSON is changed by `change`, what is none, and one in four, by libFuzzer's own ways.
using Change = void (*)(Mutator& mutator, Value& value);
std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed, Change change);

}  // namespace sluiced::fuzz
