#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "schema/flat_program.h"
#include "schema/flatten_candidates.h"
#include "schema/flatten_facts.h"

namespace sluiced::schema {
namespace {

using Step = FlatState::Step;

constexpr std::array<TypeMask, 5> scalar_types{types::null, types::boolean, types::integer, types::fraction, types::string};
constexpr std::size_t patterns_most = 4;
constexpr std::uint32_t choices_most = 4;   ///< one after the other
constexpr std::size_t presences_least = 3;  ///< of fewer alternatives, one member tells as well
constexpr std::size_t presences_most = 32;
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
    for (FlatObject& object : flat_.objects)
      for (FlatObject::Member& member : object.members) member.plain = flat_.states[member.state].plain;
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
    return settled == Settled::open ? keep(left) : FlatState::Range{};
  }
  /// In the code, where the same may stand already.
  FlatState::Range keep(const Conjunction& left) {
    if (left.checks.empty()) return {};
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
    Conjunction others;
    for (const Instruction& check : left.checks) {
      if (check.op == Op::unique_items)
        array.unique = true;
      else if (!take_count(check, Op::min_items, Op::max_items, array))
        others.checks.push_back(check);
    }
    array.checks = keep(others);
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

  /// A bound on how many children there are; false where it is none.
  template <class Plan>
  static bool take_count(const Instruction& check, Op least, Op most, Plan& plan) {
    const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(check.integer, 0xffffffff));
    if (check.op == least)
      plan.min = std::max(plan.min, count);
    else if (check.op == most)
      plan.max = std::min(plan.max, count);
    return check.op == least || check.op == most;
  }

  Step object(const std::vector<BlockIndex>& blocks, const Facts& facts, const Conjunction& left) {
    FlatObject object;
    Conjunction others;
    std::vector<BlockIndex> of_names;
    for (const Instruction& check : left.checks) {
      if (check.op == Op::property_names)
        of_names.push_back(check.operand);
      else if (!take_count(check, Op::min_properties, Op::max_properties, object))
        others.checks.push_back(check);
    }
    if (!others.checks.empty()) return choose(blocks, facts, others);
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
    for (const std::string_view name : names) {
      const std::optional<std::uint32_t> matched = matches(object.patterns, name);
      if (!matched) return false;
      object.members.push_back({.state = state_of(blocks_for(plans, name, object.patterns, *matched))});
    }
    if (!require(plans, object)) return false;
    for (std::uint32_t matched = 0; matched < 1U << object.patterns.size(); ++matched)
      object.others.push_back(state_of(blocks_for(plans, {}, object.patterns, matched)));
    object.other = object.others.front();
    object.asks_others = !object.patterns.empty() || object.other != FlatProgram::anything;
    return true;
  }

  bool require(const std::vector<std::uint32_t>& plans, FlatObject& object) const {
    std::size_t count = 0;
    for (const std::uint32_t index : plans)
      for (const ObjectPlan::Member& declared : program_.objects[index].members) {
        FlatObject::Member& member = object.members[object.names.find(declared.name)];
        if (declared.required == 0 || member.required != 0) continue;
        if (count == FlatObject::required_max) return false;
        member.required = std::uint64_t{1} << count++;
        object.required |= member.required;
      }
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

  // Alternatives, and what settles them.

  Step choose(const std::vector<BlockIndex>& blocks, const Facts& facts, const Conjunction& left) {
    if (facts.choices == choices_most) return evaluate();
    std::optional<Candidates> candidates = find_candidates(program_, settler_, left.checks, facts);
    if (!candidates) return evaluate();
    if (candidates->required.size() >= presences_least) {
      const Step step = choice_by_presence(blocks, facts, candidates->required);
      if (step.kind != Step::Kind::evaluate) return step;
    }
    const auto best = candidates->best();
    return best == candidates->by_name.end() ? evaluate() : choice_by_value(blocks, facts, best->first, best->second);
  }

  /// Told apart by which members are there: exactly those that one of the alternatives requires, or none of them.
  Step choice_by_presence(const std::vector<BlockIndex>& blocks, const Facts& facts, const std::vector<NameList>& required) {
    NameList names;
    for (const NameList& one : required) names.insert(names.end(), one.begin(), one.end());
    for_unique(names);
    if (names.size() > FlatPresence::names_max || required.size() > presences_most) return evaluate();
    FlatPresence presence;
    presence.names = NameTable(names);
    bool useful = false;
    const auto add = [&](const NameList& there) {
      Facts with = facts;
      ++with.choices;
      std::uint32_t mask = 0;
      for (std::uint32_t i = 0; i < names.size(); ++i) {
        const bool is_there = std::binary_search(there.begin(), there.end(), names[i]);
        with.learn(names[i], {.kind = is_there ? Known::Kind::nothing : Known::Kind::absent});
        mask |= is_there ? 1U << i : 0U;
      }
      const Step step = step_of(blocks, with);
      useful |= is_settled(step);
      presence.cases.push_back({mask, step});
    };
    for (const NameList& one : required) add(one);
    if (!required.front().empty()) add({});
    if (!useful) return evaluate();
    flat_.presences.push_back(std::move(presence));
    return {Step::Kind::look, static_cast<std::uint32_t>(flat_.presences.size() - 1)};
  }
  static bool is_settled(const Step& step) { return step.kind != Step::Kind::evaluate && step.kind != Step::Kind::fail; }

  Step choice_by_value(const std::vector<BlockIndex>& blocks, const Facts& facts, std::string_view name, Candidate& by) {
    for_unique(by.strings);
    for_unique(by.integers);
    if (by.strings.size() + by.integers.size() > variants_most) return evaluate();
    FlatChoice choice;
    choice.name = name;
    choice.key = NameKey(name);
    choice.strings = NameTable(by.strings);
    choice.integers = by.integers;
    bool useful = false;
    const auto variant = [&](const Known& known) {
      Facts with = facts;
      ++with.choices;
      with.learn(name, known);
      const Step step = step_of(blocks, with);
      useful |= is_settled(step);
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
