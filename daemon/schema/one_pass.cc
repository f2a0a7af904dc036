#include "schema/one_pass.h"

#include <algorithm>
#include <array>

namespace sluiced::schema {

using Step = FlatState::Step;

OnePass::OnePass(const Program& program, json::IndexedDocument& document, const DocumentLimits& limits,
                 Workspace<IndexedView>& workspace)
    : Evaluator(program, IndexedView(document), workspace),
      depth_most_(std::min(limits.depth_max, nesting_max)),
      flat_(*program.flat),
      states_(flat_.states.data()),
      document_(document),
      places_(document, limits) {}

/// The last place closes what the first one opens, so no step but the one behind a closed container can run over the end.
bool OnePass::run() {
  const char first = places_.character(0);
  const char last = places_.character(places_.count() - 1);
  if (places_.count() < 2 || !((first == '{' && last == '}') || (first == '[' && last == ']'))) return false;
  return take(flat_.root, 0, 0) == places_.count() && !limited_;
}

[[gnu::always_inline]] inline std::uint32_t OnePass::take(StateIndex index, std::uint32_t at, std::uint32_t depth) {
  const FlatState& state = states_[index];
  const char tag = places_.character(at);
  switch (tag) {
    case '"': return take_string(state, at);
    case '{': return take_object(state, at, depth);
    case '[': return take_array(state, at, depth);
    case 't':
    case 'f':
    case 'n': return take_word(state, at, tag);
    default: return json::is_digit(tag) || tag == '-' ? take_number(state, at) : none;
  }
}

std::uint32_t OnePass::take_object(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  Step step = state.object;
  while (step.kind == Step::Kind::choose) step = choose(flat_.choices[step.operand], at);
  switch (step.kind) {
    case Step::Kind::walk: return take_members(flat_.objects[step.operand], at, depth);
    case Step::Kind::pass: return document_.skip(places_, at, depth);
    case Step::Kind::evaluate: return evaluate(state, at, depth);
    case Step::Kind::fail:
    case Step::Kind::choose: break;
  }
  return none;
}

std::uint32_t OnePass::take_array(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  switch (state.array.kind) {
    case Step::Kind::walk: return take_items(flat_.arrays[state.array.operand], at, depth);
    case Step::Kind::pass: return document_.skip(places_, at, depth);
    case Step::Kind::evaluate: return evaluate(state, at, depth);
    case Step::Kind::fail:
    case Step::Kind::choose: break;
  }
  return none;
}

std::uint32_t OnePass::take_members(const FlatObject& object, std::uint32_t at, std::uint32_t depth) {
  if (depth >= depth_most_) return none;
  std::array<std::uint64_t, FlatObject::names_max / 64> seen;  // as far as it is used
  const std::size_t words = object.required.size();
  for (std::size_t i = 0; i < words; ++i) seen[i] = 0;
  const StateIndex* const members = object.members.data();
  OtherNames others{at, 0, 0};
  std::uint32_t count = 0;
  const bool asks_names = object.each_name != FlatProgram::anything;
  ++at;
  if (places_.character(at) != '}') {
    for (;; ++at) {
      std::string_view name;
      if (places_.character(at) != '"' || count++ == places_.limits().members_max || !places_.take_string(at, name) ||
          places_.character(at + 1) != ':')
        return none;
      const json::NameKey key = places_.key_of(at, name);
      const std::uint32_t known = object.names.find(name, key);
      StateIndex state;
      if (known != NameTable::none) {
        const std::uint64_t bit = std::uint64_t{1} << (known % 64);
        std::uint64_t& word = seen[known / 64];
        if ((word & bit) != 0) return none;
        word |= bit;
        state = members[known];
      } else {
        if (!is_new(others, name, key)) return none;
        state = object.patterns.empty() ? object.other : state_of_other(object, name);
      }
      if (asks_names && !holds_string(states_[object.each_name], at, name)) return none;
      at = take(state, at + 2, depth + 1);
      if (at >= places_.count()) return none;
      const char next = places_.character(at);
      if (next == '}') break;
      if (next != ',') return none;
    }
  }
  places_.names().close(others.count);
  for (std::size_t i = 0; i < words; ++i)
    if ((seen[i] & object.required[i]) != object.required[i]) return none;
  return count >= object.min && count <= object.max ? at + 1 : none;
}

bool OnePass::is_new(OtherNames& others, std::string_view name, const json::NameKey& key) {
  return places_.names().insert(others.object, others.count++, name, key, others.filter);
}

StateIndex OnePass::state_of_other(const FlatObject& object, std::string_view name) {
  std::uint32_t matched = 0;
  for (std::size_t i = 0; i < object.patterns.size(); ++i)
    if (finds(program_.patterns[object.patterns[i]], name)) matched |= 1U << i;
  return object.others[matched];
}

std::uint32_t OnePass::take_items(const FlatArray& array, std::uint32_t at, std::uint32_t depth) {
  if (depth >= depth_most_) return none;
  std::uint32_t count = 0;
  ++at;
  if (places_.character(at) != ']') {
    for (;; ++at) {
      at = take(count < array.prefix.size() ? array.prefix.data()[count] : array.rest, at, depth + 1);
      ++count;
      if (at >= places_.count()) return none;
      const char next = places_.character(at);
      if (next == ']') break;
      if (next != ',') return none;
    }
  }
  return count >= array.min && count <= array.max ? at + 1 : none;
}

std::uint32_t OnePass::take_string(const FlatState& state, std::uint32_t at) {
  std::string_view text;
  if (!places_.take_string(at, text)) return none;
  return (state.plain & types::string) != 0 || holds_string(state, at, text) ? at + 1 : none;
}

/// What most strings are asked needs no look at the document.
bool OnePass::holds_string(const FlatState& state, std::uint32_t at, std::string_view text) {
  if ((state.allowed & types::string) == 0) return false;
  const FlatState::Range range = state.scalars[4];
  for (std::uint32_t i = range.first; i != range.last; ++i) {
    const Instruction& check = flat_.code[i];
    bool good = false;
    switch (check.op) {
      case Op::one_of_values:
        good = program_.values[check.operand].strings.find(text, places_.key_of(at, text)) != NameTable::none;
        break;
      case Op::min_length: good = has_length(check.integer, text); break;
      case Op::max_length: good = !has_length(check.integer + 1, text); break;
      case Op::pattern: good = finds(program_.patterns[check.operand], text); break;
      default: good = holds_scalar({i, i + 1}, at, '"'); break;
    }
    if (!good) return false;
  }
  return true;
}

std::uint32_t OnePass::take_number(const FlatState& state, std::uint32_t at) {
  if (!places_.take_number(at)) return none;
  if ((state.plain & types::number) == types::number) return at + 1;
  TypeMask type = types::integer;
  if ((places_.note(at) & json::IndexedDocument::is_int64) == 0) {
    const bool is_whole = state.whole_matters && json::is_integer(view_.number(at));
    if (!is_whole) type = types::fraction;
  }
  if ((state.plain & type) != 0) return at + 1;
  if ((state.allowed & type) == 0) return none;
  return holds_scalar(state.scalars[type == types::integer ? 2 : 3], at, '0') ? at + 1 : none;
}

std::uint32_t OnePass::take_word(const FlatState& state, std::uint32_t at, char tag) {
  if (!places_.take_scalar(at, tag)) return none;
  const TypeMask type = tag == 'n' ? types::null : types::boolean;
  if ((state.plain & type) != 0) return at + 1;
  return (state.allowed & type) != 0 && holds_scalar(state.scalars[tag == 'n' ? 0 : 1], at, tag) ? at + 1 : none;
}

bool OnePass::holds_scalar(FlatState::Range range, std::uint32_t at, char tag) {
  places_.tag(at, tag);
  for (std::uint32_t i = range.first; i != range.last; ++i) {
    const Instruction& check = flat_.code[i];
    if (!(is_applicator(check.op) ? applies(check, at) : holds(check, at))) return false;
  }
  return true;
}

std::uint32_t OnePass::evaluate(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  const std::uint32_t behind = document_.walk(places_, at, depth);
  if (behind == none) return none;
  for (std::uint32_t i = state.blocks.first; i != state.blocks.last; ++i)
    if (!accepts(flat_.blocks[i], at)) return none;
  return behind;
}

/// Looks ahead for the member, over tokens that are not taken yet: what is wrong with them shows once they are.
Step OnePass::choose(const FlatChoice& choice, std::uint32_t at) const {
  constexpr std::uint32_t ahead_most = 1024;
  constexpr Step unknown{Step::Kind::evaluate, 0};
  const std::uint32_t end = std::min(places_.count(), at + ahead_most);
  ++at;
  while (at + 2 < end && places_.character(at) == '"') {
    const std::string_view name = places_.token(at);
    if (places_.may_have_escape(name)) return unknown;
    if (name.size() == choice.name.size() + 2 && name.substr(1, choice.name.size()) == choice.name)
      return choose_by_value(choice, at + 2);
    at += 2;
    std::uint32_t open = 0;
    do {
      const char c = places_.character(at++);
      open += c == '{' || c == '[' ? 1U : 0U;
      open -= c == '}' || c == ']' ? 1U : 0U;
    } while (open != 0 && open < ahead_most && at < end);
    if (at >= end || open != 0) return unknown;
    if (places_.character(at) == '}') return choice.absent;
    ++at;
  }
  return at < end && places_.character(at) == '}' ? choice.absent : unknown;
}

Step OnePass::choose_by_value(const FlatChoice& choice, std::uint32_t at) const {
  constexpr Step unknown{Step::Kind::evaluate, 0};
  const char tag = places_.character(at);
  const std::string_view token = places_.token(at);
  if (tag == '"') {
    if (token.size() < 2 || places_.may_have_escape(token)) return unknown;
    const std::uint32_t known = choice.strings.find(token.substr(1, token.size() - 2));
    return known == NameTable::none ? choice.other_string : choice.by_string[known];
  }
  if (tag == 't') return choice.of_true;
  if (tag == 'f') return choice.of_false;
  if (tag == 'n') return choice.of_null;
  if (!json::is_digit(tag) && tag != '-') return choice.other;
  const std::uint32_t note = json::note_of_number(token.data(), token.data() + token.size());
  if ((note & json::IndexedDocument::is_int64) == 0) return choice.other;
  const auto integer = json::to_integer(token);
  const auto known = std::lower_bound(choice.integers.begin(), choice.integers.end(), integer);
  if (known == choice.integers.end() || *known != integer) return choice.other;
  return choice.by_integer[static_cast<std::size_t>(known - choice.integers.begin())];
}

}  // namespace sluiced::schema
