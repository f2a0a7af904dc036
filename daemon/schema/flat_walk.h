// The flat program over a document that has been read already. Says only yes, as one_pass.h does: what is not surely valid is for the
// evaluator.
#pragma once

#include <algorithm>
#include <cstdint>

#include "schema/evaluator.h"
#include "schema/flat_program.h"

namespace sluiced::schema {

/// For one document. Recurses as deep as it nests, at most nesting_max deep.
template <DocumentView View>
class FlatWalk : protected Evaluator<View> {
 public:
  using Node = typename View::Node;

  FlatWalk(const Program& program, const View& view, Workspace<View>& workspace)
      : Evaluator<View>(program, view, workspace), flat_(*program.flat), states_(flat_.states.data()) {}

  bool run() { return take(flat_.root, this->view_.root()) && !this->limited_; }

 protected:
  using Base = Evaluator<View>;
  using Step = FlatState::Step;
  using Base::program_;
  using Base::view_;

  bool take(StateIndex index, Node node) { return is_plain(states_[index].plain, node) || take_asked(states_[index], node); }
  bool is_plain(TypeMask plain, Node node) const {
    const TypeMask type = type_of(view_.kind(node));
    return (plain & type) == type;
  }

  [[gnu::noinline]] bool take_asked(const FlatState& state, Node node) {
    switch (view_.kind(node)) {
      case json::Kind::object: {
        const Step step = state.object;
        return step.kind == Step::Kind::walk ? take_members(flat_.objects.data()[step.operand], node) : take_object(state, node);
      }
      case json::Kind::array: {
        const Step step = state.array;
        if (step.kind == Step::Kind::walk) return take_items(flat_.arrays.data()[step.operand], node);
        return step.kind == Step::Kind::evaluate && evaluate(state, node);
      }
      case json::Kind::string: return holds_string(state, node);
      case json::Kind::number: return holds_number(state, node);
      case json::Kind::null: return holds_word(state, types::null, 0, node);
      case json::Kind::boolean: return holds_word(state, types::boolean, 1, node);
    }
    return false;
  }

  [[gnu::noinline]] bool take_object(const FlatState& state, Node node) {
    Step step = state.object;
    while (step.kind == Step::Kind::choose || step.kind == Step::Kind::look)
      step =
          step.kind == Step::Kind::choose ? choose(flat_.choices[step.operand], node) : look(flat_.presences[step.operand], node);
    switch (step.kind) {
      case Step::Kind::pass: return true;
      case Step::Kind::walk: return take_members(flat_.objects[step.operand], node);
      case Step::Kind::evaluate: return evaluate(state, node);
      case Step::Kind::fail:
      case Step::Kind::choose:
      case Step::Kind::look: break;
    }
    return false;
  }

  /// Where it says no, all is over: nobody leaves then.
  bool enters() { return this->depth_++ < nesting_max; }
  void leave() { --this->depth_; }

  bool take_members(const FlatObject& object, Node node) {
    const std::uint32_t count = view_.count(node);
    if (count < object.min || count > object.max || !enters()) return false;
    if (object.each_name != FlatProgram::anything && !holds_names(states_[object.each_name], node)) return false;
    std::uint64_t seen = 0;
    const FlatObject::Member* const members = object.members.data();
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member)) {
      const std::uint32_t known = object.names.find(view_.name(member), view_.name_key(member));
      if (known != NameTable::none) {
        seen |= members[known].required;
        if (!is_plain(members[known].plain, member) && !take_asked(states_[members[known].state], member)) return false;
      } else {
        if (object.asks_others && !take_other(object, member)) return false;
      }
    }
    leave();
    return seen == object.required;
  }

  [[gnu::noinline]] bool take_other(const FlatObject& object, Node member) {
    const StateIndex other = object.patterns.empty() ? object.other : state_of_other(object, view_.name(member));
    return take(other, member);
  }

  [[gnu::noinline]] StateIndex state_of_other(const FlatObject& object, std::string_view name) {
    std::uint32_t matched = 0;
    for (std::size_t i = 0; i < object.patterns.size(); ++i)
      if (this->finds(program_.patterns[object.patterns[i]], name)) matched |= 1U << i;
    return object.others[matched];
  }

  [[gnu::noinline]] bool holds_names(const FlatState& state, Node node) {
    if ((state.plain & types::string) != 0) return true;
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member))
      if (!view_.with_name(member, [&](Node name) { return holds_string(state, name); })) return false;
    return true;
  }

  bool take_items(const FlatArray& array, Node node) {
    const std::uint32_t count = view_.count(node);
    if (count < array.min || count > array.max || !enters()) return false;
    Node item = view_.first_child(node);
    const Node end = view_.end_of_children(node);
    for (std::size_t i = 0; i < array.prefix.size() && item != end; ++i, item = view_.next_sibling(item))
      if (!take(array.prefix[i], item)) return false;
    const FlatState& rest = states_[array.rest];
    if (array.rest != FlatProgram::anything)
      for (const TypeMask plain = rest.plain; item != end; item = view_.next_sibling(item))
        if (!is_plain(plain, item) && !take_asked(rest, item)) return false;
    leave();
    return (!array.unique || all_differ(node)) && holds_checks(array.checks, node);
  }

  /// Most arrays whose items are to differ hold strings.
  bool all_differ(Node array) {
    json::NameSet& strings = this->workspace_.strings;
    strings.clear();
    json::NameSet::Filter filter = 0;
    std::uint32_t count = 0;
    for (Node item = view_.first_child(array), end = view_.end_of_children(array); item != end; item = view_.next_sibling(item)) {
      if (view_.kind(item) != json::Kind::string) return !equal_items_of(view_, array, this->workspace_);
      if (!strings.insert(0, count++, view_.string(item), view_.string_key(item), filter)) return false;
    }
    return true;
  }

  [[gnu::noinline]] bool holds_string(const FlatState& state, Node node) {
    return holds_text(
        state, view_.string(node), [&] { return view_.string_key(node); }, node);
  }
  /// What most strings are asked is asked here, of the text, at once.
  template <class KeyOf>
  [[gnu::always_inline]] bool holds_text(const FlatState& state, std::string_view text, const KeyOf& key_of, Node node) {
    if ((state.allowed & types::string) == 0) return false;
    const FlatState::Range range = state.scalars[4];
    for (std::uint32_t i = range.first; i != range.last; ++i) {
      const Instruction& check = flat_.code.data()[i];
      bool good = false;
      switch (check.op) {
        case Op::one_of_values:
          good = program_.values.data()[check.operand].strings.find(text, key_of()) != NameTable::none;
          break;
        case Op::min_length: good = this->has_length(check.integer, text); break;
        case Op::max_length: good = !this->has_length(check.integer + 1, text); break;
        case Op::pattern: good = this->finds(program_.patterns.data()[check.operand], text); break;
        default: good = holds_checks({i, i + 1}, node); break;
      }
      if (!good) return false;
    }
    return true;
  }
  bool holds_word(const FlatState& state, TypeMask type, std::size_t scalar, Node node) {
    return (state.plain & type) != 0 || ((state.allowed & type) != 0 && holds_checks(state.scalars[scalar], node));
  }
  bool holds_number(const FlatState& state, Node node) {
    bool is_whole = view_.is_int64(node);
    if (!is_whole && state.whole_matters) is_whole = json::is_integer(view_.number(node));
    return is_whole ? holds_word(state, types::integer, 2, node) : holds_word(state, types::fraction, 3, node);
  }
  [[gnu::noinline]] bool holds_checks(FlatState::Range range, Node node) {
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

  Step look(const FlatPresence& presence, Node node) const {
    std::uint32_t mask = 0;
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member))
      if (const std::uint32_t known = presence.names.find(view_.name(member), view_.name_key(member)); known != NameTable::none)
        mask |= 1U << known;
    return presence.step_for(mask);
  }

  Step choose(const FlatChoice& choice, Node node) const {
    for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
         member = view_.next_sibling(member))
      if (choice.is_of(view_.name(member), view_.name_key(member))) return choose_by_value(choice, member);
    return choice.absent;
  }

  Step choose_by_value(const FlatChoice& choice, Node node) const {
    switch (view_.kind(node)) {
      case json::Kind::string: {
        const std::uint32_t known = choice.strings.find(view_.string(node), view_.string_key(node));
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
