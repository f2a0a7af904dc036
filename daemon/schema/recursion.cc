#include "schema/recursion.h"

#include <algorithm>
#include <utility>

namespace sluiced::schema {
namespace {

/// The steps from a block, each with the types of value for which it is taken, and a group: of steps in one group at most one is
/// taken for the same value (different members of an object).
struct Step {
  BlockIndex to;
  TypeMask types;
  std::uint32_t group;
};

class Steps {
 public:
  explicit Steps(const Program& program) : program_(program) {}

  std::vector<Step> from(const Block& block) {
    steps_.clear();
    group_ = 0;
    for (const Instruction& instruction : program_.instructions(block)) add(instruction);
    return std::move(steps_);
  }

 private:
  void in_place(BlockIndex to) { step(to, program_.blocks[to].types, ++group_); }
  void step(BlockIndex to, TypeMask types, std::uint32_t group) {
    if (to != no_block) steps_.push_back({to, types, group});
  }

  void add(const Instruction& instruction) {
    switch (instruction.op) {
      case Op::ref:
      case Op::negation: return in_place(instruction.operand);
      case Op::all_of:
      case Op::any_of:
      case Op::one_of:
        for (const BlockIndex block : program_.lists[instruction.operand]) in_place(block);
        return;
      case Op::condition: {
        const Condition& condition = program_.conditions[instruction.operand];
        in_place(condition.test);
        const std::uint32_t either = ++group_;
        step(condition.then, types::all, either);
        return step(condition.otherwise, types::all, either);
      }
      case Op::dependents:
        for (const DependentPlan::Trigger& trigger : program_.dependents[instruction.operand].triggers)
          step(trigger.block, types::object, ++group_);
        return;
      case Op::object: return add_object(program_.objects[instruction.operand]);
      case Op::array: {
        const ArrayPlan& plan = program_.arrays[instruction.operand];
        const std::uint32_t group = ++group_;
        for (const BlockIndex block : plan.prefix) step(block, types::array, group);
        return step(plan.rest, types::array, group);
      }
      case Op::contains: return step(program_.containments[instruction.operand].block, types::array, ++group_);
      case Op::unevaluated: {
        const Leftovers& plan = program_.leftovers[instruction.operand];
        in_place(plan.others);
        step(plan.properties, types::object, ++group_);
        return step(plan.items, types::array, ++group_);
      }
      default: return;  // leads nowhere, or to the name of a member
    }
  }
  void add_object(const ObjectPlan& plan) {
    const std::uint32_t group = ++group_;
    for (const ObjectPlan::Member& member : plan.members) step(member.block, types::object, group);
    step(plan.additional, types::object, group);
    for (const ObjectPlan::PatternMember& member : plan.patterns) step(member.block, types::object, ++group_);
  }

  const Program& program_;
  std::vector<Step> steps_;
  std::uint32_t group_ = 0;
};

/// Strongly connected parts (Tarjan), without recursion: a chain of references may be as long as the file.
class Parts {
 public:
  explicit Parts(const Program& program) : part(program.blocks.size(), none), low_(program.blocks.size(), none) {
    Steps steps(program);
    for (const Block& block : program.blocks) {
      from_.push_back(edges_.size());
      for (const Step& step : steps.from(block)) edges_.push_back(step.to);
    }
    from_.push_back(edges_.size());
    for (BlockIndex block = 0; block < program.blocks.size(); ++block)
      if (low_[block] == none) search(block);
  }

  static constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::uint32_t> part;  ///< by block
  std::uint32_t count = 0;

 private:
  struct Frame {
    BlockIndex block;
    std::uint32_t number;
    std::size_t next;
  };

  void open(BlockIndex block) {
    low_[block] = numbers_;
    frames_.push_back({block, numbers_++, from_[block]});
    open_.push_back(block);
  }
  void search(BlockIndex start) {
    open(start);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next != from_[frame.block + 1]) {
        const BlockIndex to = edges_[frame.next++];
        if (low_[to] == none)
          open(to);
        else if (part[to] == none)
          low_[frame.block] = std::min(low_[frame.block], low_[to]);
        continue;
      }
      const Frame done = frame;
      frames_.pop_back();
      if (low_[done.block] == done.number) close(done.block);
      if (!frames_.empty()) low_[frames_.back().block] = std::min(low_[frames_.back().block], low_[done.block]);
    }
  }
  void close(BlockIndex first) {
    for (BlockIndex block = no_block; block != first;) {
      block = open_.back();
      open_.pop_back();
      part[block] = count;
    }
    ++count;
  }

  std::vector<std::size_t> from_;
  std::vector<BlockIndex> edges_;
  std::vector<std::uint32_t> low_;
  std::vector<Frame> frames_;
  std::vector<BlockIndex> open_;
  std::uint32_t numbers_ = 0;
};

/// Whether two steps within the part can be taken for one value.
bool branches(const std::vector<Step>& steps, const Parts& parts, std::uint32_t part) {
  for (const TypeMask type : {types::object, types::array}) {
    std::uint32_t group = 0;
    for (const Step& step : steps) {
      if (parts.part[step.to] != part || (step.types & type) == 0 || step.group == group) continue;
      if (group != 0) return true;
      group = step.group;
    }
  }
  return false;
}

}  // namespace

void mark_explosive_references(Program& program) {
  const Parts parts(program);
  std::vector<bool> explodes(parts.count, false);
  Steps steps(program);
  for (BlockIndex block = 0; block < program.blocks.size(); ++block)
    if (branches(steps.from(program.blocks[block]), parts, parts.part[block])) explodes[parts.part[block]] = true;
  for (Instruction& instruction : program.code)
    if (instruction.op == Op::ref && explodes[parts.part[instruction.operand]]) instruction.is_remembered = true;
}

}  // namespace sluiced::schema
