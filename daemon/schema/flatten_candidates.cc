#include "schema/flatten_candidates.h"

#include <algorithm>

namespace sluiced::schema {
namespace {

class Search {
 public:
  Search(const Program& program, Settler& settler, const Facts& facts) : program_(program), settler_(settler), facts_(facts) {}

  /// `around`: what is there already where these checks are asked.
  bool add(const std::vector<Instruction>& checks, const NameList& around) {
    bool all = true;
    for (const Instruction& check : checks) all &= add_check(check, around);
    return all;
  }
  Candidates take() {
    std::sort(found_.required.begin(), found_.required.end());
    found_.required.erase(std::unique(found_.required.begin(), found_.required.end()), found_.required.end());
    return std::move(found_);
  }

 private:
  bool add_check(const Instruction& check, const NameList& around) {
    switch (check.op) {
      case Op::any_of:
      case Op::one_of:
        for (const BlockIndex block : program_.lists[check.operand]) add_branch(block, around);
        found_.alternatives += static_cast<std::uint32_t>(program_.lists[check.operand].size());
        return true;
      case Op::negation: add_alone(check.operand); return true;
      case Op::condition: {
        // What the parts ask in their turn counts too: a chain of `else` tells one value after the other.
        const Condition& condition = program_.conditions[check.operand];
        add_alone(condition.test);
        for (const BlockIndex part : {condition.then, condition.otherwise}) {
          Conjunction of_part;
          if (part != no_block && settler_.settle(part, facts_, of_part) == Settled::open) add(of_part.checks, around);
        }
        return true;
      }
      default: return false;
    }
  }

  /// One of several alternatives.
  void add_branch(BlockIndex block, const NameList& around) {
    Conjunction left;
    if (settler_.settle(block, facts_, left) != Settled::open) return;
    NameList there = around;
    for_members(left, [&](const ObjectPlan::Member& member) {
      add_member(member, false);
      if (member.required != 0 && facts_.member(member.name) == nullptr) there.push_back(member.name);
    });
    std::sort(there.begin(), there.end());
    there.erase(std::unique(there.begin(), there.end()), there.end());
    const bool has_alternatives = std::any_of(left.checks.begin(), left.checks.end(), [](const Instruction& check) {
      return check.op == Op::any_of || check.op == Op::one_of;
    });
    add(left.checks, there);
    if (!has_alternatives) found_.required.push_back(std::move(there));
  }

  /// One that is asked by itself.
  void add_alone(BlockIndex block) {
    Conjunction left;
    if (settler_.settle(block, facts_, left) != Settled::open) return;
    for_members(left, [&](const ObjectPlan::Member& member) { add_member(member, true); });
    add(left.checks, {});
  }

  template <class Use>
  void for_members(const Conjunction& left, const Use& use) {
    for (const std::uint32_t plan : left.objects)
      for (const ObjectPlan::Member& member : program_.objects[plan].members)
        if (settler_.spend(1)) use(member);
  }

  void add_member(const ObjectPlan::Member& member, bool stands_alone) {
    const Known* const known = facts_.member(member.name);
    if (known != nullptr && known->kind != Known::Kind::nothing) return;
    const auto tells = member.block != no_block ? values_of(member.block) : std::vector<const ValueSet*>();
    const bool wants = member.required != 0 && known == nullptr;
    if (tells.empty() && !wants) return;
    Candidate& candidate = found_.by_name[member.name];
    candidate.tells += tells.empty() ? 0U : 1U;
    if (wants) ++(stands_alone ? candidate.settles : candidate.required);
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

  const Program& program_;
  Settler& settler_;
  const Facts& facts_;
  Candidates found_;
};

}  // namespace

Candidates::ByName::iterator Candidates::best() {
  // Where all want it to be there, that settles nothing.
  const auto score = [&](const Candidate& one) {
    return 4 * one.tells + one.settles + (one.required < alternatives ? one.required : 0);
  };
  const auto most = std::max_element(by_name.begin(), by_name.end(),
                                     [&](const auto& a, const auto& b) { return score(a.second) < score(b.second); });
  return most == by_name.end() || score(most->second) == 0 ? by_name.end() : most;
}

std::optional<Candidates> find_candidates(const Program& program, Settler& settler, const std::vector<Instruction>& checks,
                                          const Facts& facts) {
  Search search(program, settler, facts);
  if (!search.add(checks, {})) return std::nullopt;
  return search.take();
}

}  // namespace sluiced::schema
