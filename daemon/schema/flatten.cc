#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "schema/flat_program.h"
#include "schema/flatten_facts.h"

namespace sluiced::schema {
namespace {

using Step = FlatState::Step;

constexpr std::array<TypeMask, 5> scalar_types{types::null, types::boolean, types::integer, types::fraction, types::string};
constexpr std::size_t patterns_most = 4;
constexpr std::size_t facts_most = 4;       ///< members whose values settle alternatives, one after the other
constexpr std::size_t variants_most = 512;  ///< values of such a member

constexpr std::uint64_t work_per_state = 100'000;

Step evaluate() { return {Step::Kind::evaluate, 0}; }

class Flattener {
 public:
  explicit Flattener(const Program& program)
      : program_(program), settler_(program, 400'000 + 64 * (program.blocks.size() + program.code.size())) {}

  FlatProgram run() {
    flat_.states.emplace_back();
    flat_.root = state_of({program_.root});
    // A state's making names others: they wait, so that a chain of them costs no stack.
    while (!waiting_.empty()) {
      const StateIndex next = waiting_.back();
      waiting_.pop_back();
      make(next);
    }
    return std::move(flat_);
  }

 private:
  /// The state of all these blocks together.
  StateIndex state_of(std::vector<BlockIndex> blocks) {
    blocks.erase(std::remove_if(blocks.begin(), blocks.end(), [&](BlockIndex block) { return settler_.is_trivial(block); }),
                 blocks.end());
    std::sort(blocks.begin(), blocks.end());
    blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
    if (blocks.empty()) return FlatProgram::anything;
    const auto [known, is_new] = known_.try_emplace(std::move(blocks), static_cast<StateIndex>(flat_.states.size()));
    if (is_new) {
      FlatState state;
      state.blocks.first = static_cast<std::uint32_t>(flat_.blocks.size());
      flat_.blocks.insert(flat_.blocks.end(), known->first.begin(), known->first.end());
      state.blocks.last = static_cast<std::uint32_t>(flat_.blocks.size());
      flat_.states.push_back(state);
      waiting_.push_back(known->second);
    }
    return known->second;
  }

  void make(StateIndex index) {
    FlatState state = flat_.states[index];
    settler_.allow(work_per_state);
    const std::vector<BlockIndex> blocks(flat_.blocks.begin() + state.blocks.first, flat_.blocks.begin() + state.blocks.last);
    for (std::size_t i = 0; i < scalar_types.size(); ++i) state.scalars[i] = scalar(blocks, scalar_types[i], state);
    state.whole_matters = state.scalars[2] != state.scalars[3] || (state.allowed & types::number) % types::number != 0 ||
                          (state.plain & types::number) % types::number != 0;
    state.object = container(blocks, {.type = types::object}, state);
    state.array = container(blocks, {.type = types::array}, state);
    flat_.states[index] = state;
  }

  FlatState::Range scalar(const std::vector<BlockIndex>& blocks, TypeMask type, FlatState& state) {
    Conjunction left;
    const Settled settled = settler_.settle_all(blocks, {.type = type}, left);
    if (settled == Settled::fails) state.allowed = static_cast<TypeMask>(state.allowed & ~type);
    if (settled != Settled::holds) state.plain = static_cast<TypeMask>(state.plain & ~type);
    if (settled != Settled::open) return {};
    const auto same = std::search(flat_.code.end() - std::min<std::ptrdiff_t>(8, std::ssize(flat_.code)), flat_.code.end(),
                                  left.checks.begin(), left.checks.end(), is_same);
    const auto first = static_cast<std::uint32_t>(same - flat_.code.begin());
    if (same == flat_.code.end()) flat_.code.insert(flat_.code.end(), left.checks.begin(), left.checks.end());
    return {first, first + static_cast<std::uint32_t>(left.checks.size())};
  }
  static bool is_same(const Instruction& a, const Instruction& b) {
    return a.op == b.op && a.applies == b.applies && a.operand == b.operand && a.integer == b.integer;
  }

  Step container(const std::vector<BlockIndex>& blocks, const Facts& facts, FlatState& state) {
    const Step step = step_of(blocks, facts);
    if (step.kind == Step::Kind::fail) state.allowed = static_cast<TypeMask>(state.allowed & ~facts.type);
    if (step.kind != Step::Kind::pass) state.plain = static_cast<TypeMask>(state.plain & ~facts.type);
    return step;
  }

  Step step_of(const std::vector<BlockIndex>& blocks, const Facts& facts) {
    if (settler_.exhausted()) return evaluate();
    Conjunction left;
    switch (settler_.settle_all(blocks, facts, left)) {
      case Settled::holds: return {Step::Kind::pass, 0};
      case Settled::fails: return {Step::Kind::fail, 0};
      case Settled::open: break;
    }
    return facts.type == types::object ? object(blocks, facts, left) : array(left);
  }

  Step array(const Conjunction& left) {
    FlatArray array;
    if (!take_counts(left, Op::min_items, Op::max_items, array)) return evaluate();
    std::size_t longest = 0;
    for (const std::uint32_t plan : left.arrays) longest = std::max(longest, program_.arrays[plan].prefix.size());
    if (!settler_.spend(left.arrays.size() * (longest + 1))) return evaluate();
    for (std::size_t i = 0; i <= longest; ++i) {
      std::vector<BlockIndex> blocks;
      for (const std::uint32_t index : left.arrays) {
        const ArrayPlan& plan = program_.arrays[index];
        const BlockIndex block = i < plan.prefix.size() ? plan.prefix[i] : plan.rest;
        if (block != no_block) blocks.push_back(block);
      }
      const StateIndex state = state_of(std::move(blocks));
      if (i < longest)
        array.prefix.push_back(state);
      else
        array.rest = state;
    }
    flat_.arrays.push_back(std::move(array));
    return {Step::Kind::walk, static_cast<std::uint32_t>(flat_.arrays.size() - 1)};
  }

  /// The bounds on how many children there are; false where anything else is left to check.
  template <class Plan>
  static bool take_counts(const Conjunction& left, Op least, Op most, Plan& plan) {
    for (const Instruction& check : left.checks) {
      const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(check.integer, 0xffffffff));
      if (check.op == least)
        plan.min = std::max(plan.min, count);
      else if (check.op == most)
        plan.max = std::min(plan.max, count);
      else
        return false;
    }
    return true;
  }

  Step object(const std::vector<BlockIndex>& blocks, const Facts& facts, const Conjunction& left) {
    FlatObject object;
    Conjunction others = left;
    std::vector<BlockIndex> of_names;
    others.checks.erase(std::remove_if(others.checks.begin(), others.checks.end(),
                                       [&](const Instruction& check) {
                                         if (check.op == Op::property_names) of_names.push_back(check.operand);
                                         return check.op == Op::property_names;
                                       }),
                        others.checks.end());
    if (!take_counts(others, Op::min_properties, Op::max_properties, object)) return choose(blocks, facts, others);
    if (!take_members(left.objects, object)) return evaluate();
    object.each_name = state_of(std::move(of_names));
    flat_.objects.push_back(std::move(object));
    return {Step::Kind::walk, static_cast<std::uint32_t>(flat_.objects.size() - 1)};
  }

  bool take_members(const std::vector<std::uint32_t>& plans, FlatObject& object) {
    std::vector<std::string_view> names;
    for (const std::uint32_t index : plans) {
      for (const ObjectPlan::Member& member : program_.objects[index].members) names.push_back(member.name);
      for (const ObjectPlan::PatternMember& member : program_.objects[index].patterns) object.patterns.push_back(member.pattern);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::sort(object.patterns.begin(), object.patterns.end());
    object.patterns.erase(std::unique(object.patterns.begin(), object.patterns.end()), object.patterns.end());
    if (names.size() > FlatObject::names_max || object.patterns.size() > patterns_most ||
        !settler_.spend((plans.size() + object.patterns.size()) * (names.size() + 1)))
      return false;
    object.names = NameTable(names);
    object.required.resize((names.size() + 63) / 64);
    for (const std::string_view name : names) {
      const std::optional<std::uint32_t> matched = matches(object.patterns, name);
      if (!matched) return false;
      object.members.push_back(state_of(blocks_for(plans, name, object.patterns, *matched)));
    }
    for (const std::uint32_t index : plans)
      for (const ObjectPlan::Member& member : program_.objects[index].members)
        if (member.required != 0) {
          const std::uint32_t bit = object.names.find(member.name);
          object.required[bit / 64] |= std::uint64_t{1} << (bit % 64);
        }
    for (std::uint32_t matched = 0; matched < 1U << object.patterns.size(); ++matched)
      object.others.push_back(state_of(blocks_for(plans, {}, object.patterns, matched)));
    object.other = object.others.front();
    return true;
  }

  std::optional<std::uint32_t> matches(const std::vector<std::uint32_t>& patterns, std::string_view name) const {
    std::uint32_t matched = 0;
    BacktrackingBudget budget;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const Found found = program_.patterns[patterns[i]].find(name, budget);
      if (found == Found::limit) return std::nullopt;
      if (found == Found::yes) matched |= 1U << i;
    }
    return matched;
  }

  /// What a member is asked. No name: one that none of the plans declares.
  std::vector<BlockIndex> blocks_for(const std::vector<std::uint32_t>& plans, std::optional<std::string_view> name,
                                     const std::vector<std::uint32_t>& patterns, std::uint32_t matched) const {
    std::vector<BlockIndex> blocks;
    for (const std::uint32_t index : plans) {
      const ObjectPlan& plan = program_.objects[index];
      bool declared = false;
      const std::uint32_t at = name ? plan.table.find(*name) : NameTable::none;
      if (at != NameTable::none && plan.members[at].block != no_block) {
        declared = true;
        blocks.push_back(plan.members[at].block);
      }
      for (const ObjectPlan::PatternMember& member : plan.patterns) {
        const auto bit = std::lower_bound(patterns.begin(), patterns.end(), member.pattern) - patterns.begin();
        if ((matched >> bit & 1U) == 0) continue;
        declared = true;
        blocks.push_back(member.block);
      }
      if (!declared && plan.additional != no_block) blocks.push_back(plan.additional);
    }
    return blocks;
  }

  // The member whose value settles alternatives.

  struct Candidate {
    std::uint32_t tells = 0;     ///< so many alternatives want values of it
    std::uint32_t required = 0;  ///< so many want it to be there
    std::uint32_t settles = 0;   ///< so many are settled where it is not
    std::vector<std::string_view> strings;
    std::vector<std::int64_t> integers;
    bool words = false;  ///< true, false, null
  };
  struct Candidates {
    std::map<std::string_view, Candidate> by_name;
    std::uint32_t alternatives = 0;

    /// Where all want it to be there, that settles nothing.
    std::uint32_t score(const Candidate& one) const {
      return 4 * one.tells + one.settles + (one.required < alternatives ? one.required : 0);
    }
  };

  Step choose(const std::vector<BlockIndex>& blocks, const Facts& facts, const Conjunction& left) {
    if (facts.members.size() == facts_most) return evaluate();
    Candidates candidates;
    for (const Instruction& check : left.checks)
      if (!add_candidates(check, facts, candidates)) return evaluate();
    const auto best = std::max_element(candidates.by_name.begin(), candidates.by_name.end(), [&](const auto& a, const auto& b) {
      return candidates.score(a.second) < candidates.score(b.second);
    });
    if (best == candidates.by_name.end() || candidates.score(best->second) == 0) return evaluate();
    return choice(blocks, facts, best->first, best->second);
  }

  bool add_candidates(const Instruction& check, const Facts& facts, Candidates& candidates) {
    switch (check.op) {
      case Op::min_properties:
      case Op::max_properties: return true;
      case Op::any_of:
      case Op::one_of:
        for (const BlockIndex block : program_.lists[check.operand]) add_branch(block, facts, candidates);
        candidates.alternatives += static_cast<std::uint32_t>(program_.lists[check.operand].size());
        return true;
      case Op::negation: add_branch(check.operand, facts, candidates, true); return true;
      case Op::condition: {
        // What the parts ask in their turn counts too: a chain of `else` tells one value after the other.
        const Condition& condition = program_.conditions[check.operand];
        add_branch(condition.test, facts, candidates, true);
        for (const BlockIndex part : {condition.then, condition.otherwise}) {
          Conjunction of_part;
          if (part == no_block || settler_.settle(part, facts, of_part) != Settled::open) continue;
          for (const Instruction& inner : of_part.checks) add_candidates(inner, facts, candidates);
        }
        return true;
      }
      default: return false;
    }
  }

  void add_branch(BlockIndex block, const Facts& facts, Candidates& candidates, bool stands_alone = false) {
    Conjunction left;
    if (settler_.settle(block, facts, left) != Settled::open) return;
    for (const std::uint32_t plan : left.objects)
      for (const ObjectPlan::Member& member : program_.objects[plan].members)
        if (facts.member(member.name) == nullptr && settler_.spend(1)) add_member(member, candidates, stands_alone);
    // Alternatives within the alternative.
    for (const Instruction& check : left.checks) add_candidates(check, facts, candidates);
  }

  void add_member(const ObjectPlan::Member& member, Candidates& candidates, bool stands_alone) {
    const auto tells = member.block != no_block ? values_of(member.block) : std::vector<const ValueSet*>();
    if (tells.empty() && member.required == 0) return;
    Candidate& candidate = candidates.by_name[member.name];
    candidate.tells += tells.empty() ? 0U : 1U;
    if (member.required != 0) ++(stands_alone ? candidate.settles : candidate.required);
    for (const ValueSet* const values : tells) {
      values->strings.for_each([&](std::string_view text) { candidate.strings.push_back(text); });
      for (const json::NodeIndex value : values->others) {
        const json::Node& node = (*values->tree)[value];
        if (node.kind == json::Kind::number && node.is_int64) candidate.integers.push_back(node.integer);
        candidate.words |= node.kind == json::Kind::boolean || node.kind == json::Kind::null;
      }
    }
  }

  /// The values that a block asks for outright.
  std::vector<const ValueSet*> values_of(BlockIndex block) {
    std::vector<const ValueSet*> sets;
    for (const TypeMask type : {types::string, types::integer, types::boolean, types::null}) {
      Conjunction left;
      if (settler_.settle(block, {.type = type}, left) != Settled::open) continue;
      for (const Instruction& check : left.checks)
        if (check.op == Op::one_of_values) sets.push_back(&program_.values[check.operand]);
    }
    return sets;
  }

  Step choice(const std::vector<BlockIndex>& blocks, const Facts& facts, std::string_view name, Candidate& by) {
    for_unique(by.strings);
    for_unique(by.integers);
    if (by.strings.size() + by.integers.size() > variants_most) return evaluate();
    FlatChoice choice;
    choice.name = name;
    choice.strings = NameTable(by.strings);
    choice.integers = by.integers;
    bool useful = false;
    const auto variant = [&](const Known& known) {
      Facts with = facts;
      with.members.emplace_back(name, known);
      const Step step = step_of(blocks, with);
      useful |= step.kind == Step::Kind::pass || step.kind == Step::Kind::walk || step.kind == Step::Kind::choose;
      return step;
    };
    for (const std::string_view text : by.strings) choice.by_string.push_back(variant({.kind = Known::Kind::text, .text = text}));
    for (const std::int64_t integer : by.integers)
      choice.by_integer.push_back(variant({.kind = Known::Kind::integer, .integer = integer}));
    choice.absent = variant({.kind = Known::Kind::absent});
    if (by.tells == 0) {
      choice.other = variant({.kind = Known::Kind::nothing});
      choice.of_true = choice.of_false = choice.of_null = choice.other_string = choice.other;
    } else {
      choice.of_true = by.words ? variant({.kind = Known::Kind::truth}) : evaluate();
      choice.of_false = by.words ? variant({.kind = Known::Kind::lie}) : evaluate();
      choice.of_null = by.words ? variant({.kind = Known::Kind::null}) : evaluate();
      choice.other_string = variant({.kind = Known::Kind::other_text, .listed = &choice.strings});
      choice.other = evaluate();
    }
    if (!useful) return evaluate();
    flat_.choices.push_back(std::move(choice));
    return {Step::Kind::choose, static_cast<std::uint32_t>(flat_.choices.size() - 1)};
  }
  template <class Values>
  static void for_unique(Values& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }

  const Program& program_;
  Settler settler_;
  FlatProgram flat_;
  std::map<std::vector<BlockIndex>, StateIndex> known_;
  std::vector<StateIndex> waiting_;
};

}  // namespace

FlatProgram flatten(const Program& program) { return Flattener(program).run(); }

}  // namespace sluiced::schema
