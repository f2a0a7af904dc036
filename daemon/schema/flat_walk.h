// The flat program over a document that has been read already. Says only yes, as one_pass.h does: what is not surely valid is for the
// evaluator.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "schema/evaluator.h"
#include "schema/flat_program.h"

namespace sluiced::schema {

/// For one document. Recurses as deep as it nests, at most nesting_max deep.
template <DocumentView View>
class FlatWalk : private Evaluator<View> {
 public:
  using Node = typename View::Node;

  FlatWalk(const Program& program, const View& view, Workspace<View>& workspace)
      : Evaluator<View>(program, view, workspace), flat_(*program.flat), states_(flat_.states.data()) {}

  bool run() { return take(flat_.root, this->view_.root()) && !this->limited_; }

 private:
  using Base = Evaluator<View>;
  using Step = FlatState::Step;
  using Base::program_;
  using Base::view_;

  bool take(StateIndex index, Node node) {
    const FlatState& state = states_[index];
    const json::Kind kind = view_.kind(node);
    switch (kind) {
      case json::Kind::object: return take_object(state, node);
      case json::Kind::array: return take_array(state, node);
      case json::Kind::string: return (state.plain & types::string) != 0 || holds_string(state, node);
      case json::Kind::number: return (state.plain & types::number) == types::number || holds_number(state, node);
      case json::Kind::null: return holds_word(state, types::null, 0, node);
      case json::Kind::boolean: return holds_word(state, types::boolean, 1, node);
    }
    return false;
  }

  bool take_object(const FlatState& state, Node node) {
    Step step = state.object;
    while (step.kind == Step::Kind::choose) step = choose(flat_.choices[step.operand], node);
    switch (step.kind) {
      case Step::Kind::pass: return true;
      case Step::Kind::walk: return within([&] { return take_members(flat_.objects[step.operand], node); });
      case Step::Kind::evaluate: return evaluate(state, node);
      case Step::Kind::fail:
      case Step::Kind::choose: break;
    }
    return false;
  }

  bool take_array(const FlatState& state, Node node) {
    switch (state.array.kind) {
      case Step::Kind::pass: return true;
      case Step::Kind::walk: return within([&] { return take_items(flat_.arrays[state.array.operand], node); });
      case Step::Kind::evaluate: return evaluate(state, node);
      case Step::Kind::fail:
      case Step::Kind::choose: break;
    }
    return false;
  }

  template <class Take>
  bool within(const Take& take_children) {
    if (!this->enter()) return false;
    const bool good = take_children();
    this->leave();
    return good;
  }

  bool take_members(const FlatObject& object, Node node) {
    const std::uint32_t count = view_.count(node);
    if (count < object.min || count > object.max) return false;
    std::array<std::uint64_t, FlatObject::names_max / 64> seen;  // as far as it is used
    const std::size_t words = object.required.size();
    for (std::size_t i = 0; i < words; ++i) seen[i] = 0;
    const StateIndex* const members = object.members.data();
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member)) {
      const std::string_view name = view_.name(member);
      const std::uint32_t known = object.names.find(name);
      StateIndex state = object.other;
      if (known != NameTable::none) {
        seen[known / 64] |= std::uint64_t{1} << (known % 64);
        state = members[known];
      } else if (!object.patterns.empty()) {
        state = state_of_other(object, name);
      }
      if (state != FlatProgram::anything && !take(state, member)) return false;
      if (object.each_name != FlatProgram::anything && !holds_name(states_[object.each_name], member)) return false;
    }
    for (std::size_t i = 0; i < words; ++i)
      if ((seen[i] & object.required[i]) != object.required[i]) return false;
    return true;
  }

  StateIndex state_of_other(const FlatObject& object, std::string_view name) {
    std::uint32_t matched = 0;
    for (std::size_t i = 0; i < object.patterns.size(); ++i)
      if (this->finds(program_.patterns[object.patterns[i]], name)) matched |= 1U << i;
    return object.others[matched];
  }

  bool holds_name(const FlatState& state, Node member) {
    return view_.with_name(member, [&](Node name) { return (state.plain & types::string) != 0 || holds_string(state, name); });
  }

  bool take_items(const FlatArray& array, Node node) {
    const std::uint32_t count = view_.count(node);
    if (count < array.min || count > array.max) return false;
    Node item = view_.first_child(node);
    const Node end = view_.end_of_children(node);
    for (std::size_t i = 0; i < array.prefix.size() && item != end; ++i, item = view_.next_sibling(item))
      if (!take(array.prefix[i], item)) return false;
    if (array.rest == FlatProgram::anything) return true;
    for (; item != end; item = view_.next_sibling(item))
      if (!take(array.rest, item)) return false;
    return true;
  }

  bool holds_string(const FlatState& state, Node node) {
    return (state.allowed & types::string) != 0 && holds(state.scalars[4], node);
  }
  bool holds_word(const FlatState& state, TypeMask type, std::size_t scalar, Node node) {
    return (state.plain & type) != 0 || ((state.allowed & type) != 0 && holds(state.scalars[scalar], node));
  }
  bool holds_number(const FlatState& state, Node node) {
    bool is_whole = view_.is_int64(node);
    if (!is_whole && state.whole_matters) is_whole = json::is_integer(view_.number(node));
    return is_whole ? holds_word(state, types::integer, 2, node) : holds_word(state, types::fraction, 3, node);
  }
  bool holds(FlatState::Range range, Node node) {
    for (std::uint32_t i = range.first; i != range.last; ++i) {
      const Instruction& check = flat_.code.data()[i];
      if (!(is_applicator(check.op) ? Base::applies(check, node) : Base::holds(check, node))) return false;
    }
    return true;
  }

  bool evaluate(const FlatState& state, Node node) {
    for (std::uint32_t i = state.blocks.first; i != state.blocks.last; ++i)
      if (!Base::accepts(flat_.blocks[i], node)) return false;
    return true;
  }

  Step choose(const FlatChoice& choice, Node node) const {
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member))
      if (view_.name(member) == choice.name) return choose_by_value(choice, member);
    return choice.absent;
  }

  Step choose_by_value(const FlatChoice& choice, Node node) const {
    switch (view_.kind(node)) {
      case json::Kind::string: {
        const std::uint32_t known = choice.strings.find(view_.string(node));
        return known == NameTable::none ? choice.other_string : choice.by_string[known];
      }
      case json::Kind::number: {
        if (!view_.is_int64(node)) return choice.other;
        const auto known = std::lower_bound(choice.integers.begin(), choice.integers.end(), view_.integer(node));
        if (known == choice.integers.end() || *known != view_.integer(node)) return choice.other;
        return choice.by_integer[static_cast<std::size_t>(known - choice.integers.begin())];
      }
      case json::Kind::boolean: return view_.truth(node) ? choice.of_true : choice.of_false;
      case json::Kind::null: return choice.of_null;
      case json::Kind::array:
      case json::Kind::object: break;
    }
    return choice.other;
  }

  const FlatProgram& flat_;
  const FlatState* const states_;
};

}  // namespace sluiced::schema
