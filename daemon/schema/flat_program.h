// What a document is asked while it is being read. Private to this folder.
//
// Made from a Program by flatten(). Where that has blocks, this has states: a state is all that one value is asked, by whichever
// blocks, references and `allOf` followed and alternatives settled by the value's type or by the value of one of its members
// (`"kind": {"const": …}`). So a value is looked at once, on the way past. What cannot be settled that way is left to the evaluator,
// at that value alone. A state never says that a value is invalid: only that it is surely valid.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "schema/name_table.h"
#include "schema/program.h"
#include "schema/types.h"

namespace sluiced::schema {

using StateIndex = std::uint32_t;

struct FlatState {
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool operator==(const Range&) const = default;
  };
  /// What is to be done with an object or an array.
  struct Step {
    enum class Kind : std::uint8_t {
      pass,      ///< nothing is asked: it must be JSON
      fail,      ///< it is not known to be valid
      walk,      ///< operand: objects or arrays
      choose,    ///< operand: choices
      look,      ///< operand: presences
      evaluate,  ///< it is indexed, and the evaluator asks `blocks` of it
    };
    Kind kind = Kind::pass;
    std::uint32_t operand = 0;
    bool operator==(const Step&) const = default;
  };

  TypeMask allowed = types::all;
  TypeMask plain = types::all;   ///< nothing but the type is asked of these
  bool whole_matters = false;    ///< a number that is not plainly an integer is asked whether it is whole
  std::array<Range, 5> scalars;  ///< in FlatProgram::code: null, boolean, integer, fraction, string
  Step object;
  Step array;
  Range blocks;  ///< in FlatProgram::blocks: all that the value is asked, for the evaluator
};

/// An object in one walk.
struct FlatObject {
  static constexpr std::size_t names_max = 256;
  static constexpr std::size_t required_max = 64;
  struct Member {
    StateIndex state = 0;
    TypeMask plain = types::none;  ///< the state's
    std::uint64_t required = 0;    ///< its bit, 0 where it is not required
  };

  NameTable names;
  std::vector<Member> members;  ///< by name
  std::uint64_t required = 0;   ///< all bits
  std::uint32_t min = 0;
  std::uint32_t max = 0xffffffff;
  StateIndex other = 0;  ///< for other names, where there are no patterns
  bool asks_others = false;
  std::vector<std::uint32_t> patterns;
  std::vector<StateIndex> others;  ///< for other names, by which of the patterns they match, a bit each
  StateIndex each_name = 0;        ///< asked of all names; 0: nothing
};

struct FlatArray {
  std::vector<StateIndex> prefix;
  StateIndex rest = 0;
  std::uint32_t min = 0;
  std::uint32_t max = 0xffffffff;
  bool unique = false;      ///< its items differ
  FlatState::Range checks;  ///< in FlatProgram::code: what else the evaluator asks of it
};

/// What is asked of an object hangs on one member's value.
struct FlatChoice {
  std::string_view name;
  NameKey key;  ///< of the name
  NameTable strings;
  std::vector<FlatState::Step> by_string;
  std::vector<std::int64_t> integers;
  std::vector<FlatState::Step> by_integer;
  FlatState::Step of_true;
  FlatState::Step of_false;
  FlatState::Step of_null;
  FlatState::Step other_string;
  FlatState::Step other;  ///< it is there, and something else
  FlatState::Step absent;

  bool is_of(std::string_view member, const NameKey& member_key) const {
    return member_key == key && (key.length <= NameKey::whole || member == name);
  }
};

/// What is asked of an object hangs on which of some members are there.
struct FlatPresence {
  static constexpr std::size_t names_max = 32;
  struct Case {
    std::uint32_t mask = 0;  ///< a bit a name, by its number in `names`
    FlatState::Step step;
  };
  NameTable names;
  std::vector<Case> cases;  ///< for what is none of them, the evaluator

  FlatState::Step step_for(std::uint32_t mask) const {
    for (const Case& one : cases)
      if (one.mask == mask) return one.step;
    return {FlatState::Step::Kind::evaluate, 0};
  }
};

/// Borrows the schema's texts; lives within its Program.
struct FlatProgram {
  static constexpr StateIndex anything = 0;

  std::vector<FlatState> states;  ///< the first asks nothing
  std::vector<Instruction> code;
  std::vector<BlockIndex> blocks;
  std::vector<FlatObject> objects;
  std::vector<FlatArray> arrays;
  std::vector<FlatChoice> choices;
  std::vector<FlatPresence> presences;
  StateIndex root = anything;
};

/// Takes time in proportion to the program's size: what would unfold into more is left to the evaluator.
FlatProgram flatten(const Program& program);

}  // namespace sluiced::schema
