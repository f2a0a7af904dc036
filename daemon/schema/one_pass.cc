#include "schema/one_pass.h"

#include <algorithm>

namespace sluiced::schema {

OnePass::OnePass(const Program& program, json::IndexedDocument& document, const DocumentLimits& limits,
                 Workspace<IndexedView>& workspace)
    : Walk(program, IndexedView(document), workspace),
      depth_most_(std::min(limits.depth_max, nesting_max)),
      document_(document),
      places_(document, limits) {}

/// The last place closes what the first one opens, so no step but the one behind a closed container can run over the end.
bool OnePass::run() {
  const char first = places_.character(0);
  const char last = places_.character(places_.count() - 1);
  if (places_.count() < 2 || !((first == '{' && last == '}') || (first == '[' && last == ']'))) return false;
  const FlatState& root = states_[flat_.root];
  return (first == '{' ? take_object(root, 0, 0) : take_array(root, 0, 0)) == places_.count() && !limited_;
}

/// What is plain and written as it mostly is, at once.
[[gnu::always_inline]] inline std::uint32_t OnePass::take(StateIndex index, TypeMask plain, std::uint32_t at,
                                                          std::uint32_t depth) {
  const char tag = places_.character(at);
  const auto known = [&](TypeMask type, bool is_written_so) { return (plain & type) != 0 && is_written_so; };
  const auto within = [&](std::uint32_t behind) { return behind < places_.count() ? behind : none; };
  switch (tag) {
    case '"': return known(types::string, places_.is_plain_string(at)) ? at + 1 : take_string(states_[index], at);
    case '{': return within(take_object(states_[index], at, depth));
    case '[': return within(take_array(states_[index], at, depth));
    case 't':
    case 'f': return known(types::boolean, places_.is_plain_boolean(at)) ? at + 1 : take_word(states_[index], at, tag);
    case 'n': return take_word(states_[index], at, tag);
    default: return json::is_digit(tag) || tag == '-' ? take_number(states_[index], at) : none;
  }
}

std::uint32_t OnePass::take_object(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  Step step = state.object;
  while (step.kind == Step::Kind::choose || step.kind == Step::Kind::look)
    step = step.kind == Step::Kind::choose ? choose(flat_.choices[step.operand], at) : look(flat_.presences[step.operand], at);
  switch (step.kind) {
    case Step::Kind::walk: return take_members(flat_.objects[step.operand], at, depth);
    case Step::Kind::pass: return document_.skip(places_, at, depth);
    case Step::Kind::evaluate: return take_indexed(state, at, depth);
    case Step::Kind::fail:
    case Step::Kind::choose:
    case Step::Kind::look: break;
  }
  return none;
}

std::uint32_t OnePass::take_array(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  switch (state.array.kind) {
    case Step::Kind::walk: {
      const FlatArray& array = flat_.arrays[state.array.operand];
      if (array.checks != FlatState::Range{}) return take_indexed(state, at, depth);
      if (!array.unique) return take_items(array, at, depth);
      return places_.character(at + 1) == '"' ? take_different_strings(array, at, depth) : take_indexed(state, at, depth);
    }
    case Step::Kind::pass: return document_.skip(places_, at, depth);
    case Step::Kind::evaluate: return take_indexed(state, at, depth);
    case Step::Kind::fail:
    case Step::Kind::choose:
    case Step::Kind::look: break;
  }
  return none;
}

std::uint32_t OnePass::take_members(const FlatObject& object, std::uint32_t at, std::uint32_t depth) {
  if (depth >= depth_most_) return none;
  std::uint64_t seen[FlatObject::names_max / 64] = {};
  std::uint64_t required = 0;
  const FlatObject::Member* const members = object.members.data();
  OtherNames others{at, 0, 0};
  const bool asks_names = object.each_name != FlatProgram::anything;
  std::uint32_t count = 0;
  ++at;
  if (places_.character(at) != '}') {
    for (;; ++at) {
      if (places_.character(at) != '"' || places_.character(at + 1) != ':') return none;
      std::string_view name;
      json::NameKey key;
      if (places_.is_plain_string(at) && !asks_names) {
        name = places_.plain_string(at);
        key = key_ahead(name);
      } else {
        const Name unusual = take_name(object, at);  // apart: so that the others need not be kept in memory
        if (unusual.text.data() == nullptr) return none;
        name = unusual.text;
        key = unusual.key;
      }
      ++count;
      const std::uint32_t known = object.names.find(name, key);
      StateIndex state = object.other;
      TypeMask plain = types::none;
      if (known != NameTable::none) {
        const std::uint64_t bit = std::uint64_t{1} << (known % 64);
        std::uint64_t& word = seen[known / 64];
        if ((word & bit) != 0 && document_.refuses_twice_named()) return none;
        word |= bit;
        required |= members[known].required;
        state = members[known].state;
        plain = members[known].plain;
      } else {
        if (document_.refuses_twice_named() && !is_new(others, name, key.head, key.tail)) return none;
        if (!object.patterns.empty()) state = state_of_other(object, name);
        plain = states_[state].plain;
      }
      at = take(state, plain, at + 2, depth + 1);
      if (at == none) return none;
      const char next = places_.character(at);
      if (next == '}') break;
      if (next != ',') return none;
    }
  }
  places_.names().close(others.count);
  const bool good =
      required == object.required && count >= object.min && count <= object.max && count <= places_.limits().members_max;
  return good ? at + 1 : none;
}

/// One that is not plain, or is asked something.
OnePass::Name OnePass::take_name(const FlatObject& object, std::uint32_t at) {
  std::string_view name;
  if (!places_.take_string(at, name)) return {};
  if (object.each_name != FlatProgram::anything && !holds_string(states_[object.each_name], at, name)) return {};
  return {name, places_.key_of(at, name)};
}

bool OnePass::is_new(OtherNames& others, std::string_view name, std::uint64_t head, std::uint64_t tail) {
  const json::NameKey key(static_cast<std::uint32_t>(name.size()), head, tail);
  return places_.names().insert(others.object, others.count++, name, key, others.filter);
}

std::uint32_t OnePass::take_items(const FlatArray& array, std::uint32_t at, std::uint32_t depth) {
  if (depth >= depth_most_) return none;
  std::uint32_t count = 0;
  ++at;
  if (places_.character(at) != ']') {
    for (;; ++at) {
      const StateIndex state = count < array.prefix.size() ? array.prefix.data()[count] : array.rest;
      at = take(state, states_[state].plain, at, depth + 1);
      ++count;
      if (at == none) return none;
      const char next = places_.character(at);
      if (next == ']') break;
      if (next != ',') return none;
    }
  }
  return count >= array.min && count <= array.max ? at + 1 : none;
}

/// One or more.
std::uint32_t OnePass::take_different_strings(const FlatArray& array, std::uint32_t at, std::uint32_t depth) {
  if (depth >= depth_most_) return none;
  const std::uint32_t place = at;
  json::NameSet::Filter filter = 0;
  std::uint32_t count = 0;
  do {
    std::string_view text;
    if (places_.character(++at) != '"' || !places_.take_string(at, text)) return none;
    const FlatState& state = states_[count < array.prefix.size() ? array.prefix.data()[count] : array.rest];
    if ((state.plain & types::string) == 0 && !holds_string(state, at, text)) return none;
    if (!places_.names().insert(place, count++, text, places_.key_of(at, text), filter)) return none;
    ++at;
  } while (places_.character(at) == ',');
  places_.names().close(count);
  return places_.character(at) == ']' && count >= array.min && count <= array.max ? at + 1 : none;
}

std::uint32_t OnePass::take_string(const FlatState& state, std::uint32_t at) {
  std::string_view text;
  if (!places_.take_string(at, text)) return none;
  return (state.plain & types::string) != 0 || holds_string(state, at, text) ? at + 1 : none;
}

bool OnePass::holds_string(const FlatState& state, std::uint32_t at, std::string_view text) {
  places_.tag(at, '"');
  return holds_text(
      state, text, [&] { return places_.key_of(at, text); }, at);
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
  return holds_checks(range, at);
}

std::uint32_t OnePass::take_indexed(const FlatState& state, std::uint32_t at, std::uint32_t depth) {
  const std::uint32_t behind = document_.walk(places_, at, depth);
  return behind != none && take_asked(state, at) ? behind : none;
}

/// Goes ahead over an object's members, whose tokens are not taken yet: what is wrong with them shows once they are. Calls back with
/// each name and its value's place. False where that cannot be told, or goes too far.
template <class Use>
bool OnePass::look_ahead(std::uint32_t at, const Use& use) const {
  constexpr std::uint32_t ahead_most = 1024;
  const std::uint32_t end = std::min(places_.count(), at + ahead_most);
  ++at;
  while (at + 2 < end && places_.character(at) == '"') {
    const std::string_view name = places_.token(at);
    if (name.size() < 2 || places_.may_have_escape(name)) return false;
    if (use(name.substr(1, name.size() - 2), at + 2)) return true;
    at += 2;
    std::uint32_t open = 0;
    do {
      const char c = places_.character(at++);
      open += c == '{' || c == '[' ? 1U : 0U;
      open -= c == '}' || c == ']' ? 1U : 0U;
    } while (open != 0 && open < ahead_most && at < end);
    if (at >= end || open != 0) return false;
    if (places_.character(at) == '}') return true;
    ++at;
  }
  return at < end && places_.character(at) == '}';
}

FlatState::Step OnePass::choose(const FlatChoice& choice, std::uint32_t at) const {
  Step step = choice.absent;
  const bool known = look_ahead(at, [&](std::string_view name, std::uint32_t value) {
    if (!choice.is_of(name, key_ahead(name))) return false;
    step = choose_by_value(choice, value);
    return true;
  });
  return known ? step : unknown;
}

FlatState::Step OnePass::look(const FlatPresence& presence, std::uint32_t at) const {
  std::uint32_t mask = 0;
  const bool known = look_ahead(at, [&](std::string_view name, std::uint32_t) {
    if (const std::uint32_t which = presence.names.find(name, key_ahead(name)); which != NameTable::none) mask |= 1U << which;
    return false;
  });
  return known ? presence.step_for(mask) : unknown;
}

FlatState::Step OnePass::choose_by_value(const FlatChoice& choice, std::uint32_t at) const {
  const char tag = places_.character(at);
  const std::string_view token = places_.token(at);
  if (tag == '"') {
    if (token.size() < 2 || places_.may_have_escape(token)) return unknown;
    const std::string_view text = token.substr(1, token.size() - 2);
    const std::uint32_t known = choice.strings.find(text, key_ahead(text));
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
