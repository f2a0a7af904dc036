// What is settled of a block once something of the value is known: its type, its value, its members' values. Private to flatten().
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/program.h"

namespace sluiced::schema {

/// What is known of a value beside its type.
struct Known {
  enum class Kind : std::uint8_t { nothing, text, other_text, integer, truth, lie, null, absent };
  Kind kind = Kind::nothing;
  std::string_view text = {};
  std::int64_t integer = 0;
  const NameTable* listed = nullptr;  ///< other_text: none of these

  TypeMask type() const;  ///< all that it can be
};

struct Facts {
  TypeMask type = types::all;  ///< a single one
  Known value = {};
  std::vector<std::pair<std::string_view, Known>> members = {};  ///< those that are known; `nothing`: it is there
  std::uint32_t choices = 0;                                     ///< so many have been made to know that

  const Known* member(std::string_view name) const;
  void learn(std::string_view name, const Known& known);
};

enum class Settled : std::uint8_t {
  holds,
  fails,
  open,  ///< what is left to ask stands in the Conjunction
};

/// What is left to ask: all of it.
struct Conjunction {
  std::vector<Instruction> checks;     ///< of the value itself, and alternatives that are not settled
  std::vector<std::uint32_t> objects;  ///< plans
  std::vector<std::uint32_t> arrays;   ///< plans

  void append(const Conjunction& other);
  bool empty() const { return checks.empty() && objects.empty() && arrays.empty(); }
};

/// Follows references and settles alternatives. Bounded: beyond `work`, everything is left open.
class Settler {
 public:
  Settler(const Program& program, std::uint64_t work) : program_(program), work_(work) {}

  /// Adds what is left of the block; nothing where it holds or fails.
  Settled settle(BlockIndex block, const Facts& facts, Conjunction& left);
  Settled settle_all(const std::vector<BlockIndex>& blocks, const Facts& facts, Conjunction& left);
  /// For what comes next: no more than that.
  void allow(std::uint64_t work) { allowed_ = work; }
  bool exhausted() const { return allowed_ == 0 || work_ == 0; }
  bool spend(std::uint64_t work) {
    work_ -= std::min(work, work_);
    allowed_ -= std::min(work, allowed_);
    return !exhausted();
  }
  /// Asks nothing of any value.
  bool is_trivial(BlockIndex block) const {
    return program_.blocks[block].types == types::all && program_.blocks[block].first == program_.blocks[block].last;
  }

 private:
  Settled settle(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_values(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_any(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_one(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_condition(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_object(const Instruction& instruction, const Facts& facts, Conjunction& left);
  Settled settle_member(const ObjectPlan::Member& member, const Facts& facts);

  const Program& program_;
  std::uint64_t work_;
  std::uint64_t allowed_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace sluiced::schema
