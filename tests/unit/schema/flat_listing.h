// A flat program as text, a line a state, for golden tests: what is asked of each type of value.
//
//   1 object a!:2 b:0 *:3 | string pattern
//
// `!` is required, `*` is any other name, `by kind "x"(…)` looks at a member first, `by presence [a b](…)` at which are there, `checks`
// are left to the evaluator, `evaluate` leaves it the whole value. Types that are not allowed are not listed; of one that is asked
// nothing more, only the name.
#pragma once

#include <string>
#include <vector>

#include "json/reader.h"
#include "schema/compiler.h"
#include "schema/flat_program.h"

namespace sluiced::schema::testing {

class FlatListing {
 public:
  explicit FlatListing(const Program& program) : flat_(*program.flat) {}

  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (std::size_t i = 1; i < flat_.states.size(); ++i) lines.push_back(std::to_string(i) + state(flat_.states[i]));
    return lines;
  }

 private:
  std::string state(const FlatState& one) const {
    static constexpr std::array<TypeMask, 5> masks{types::null, types::boolean, types::integer, types::fraction, types::string};
    static constexpr std::array<const char*, 5> names{"null", "boolean", "integer", "fraction", "string"};
    std::string text;
    for (std::size_t i = 0; i < masks.size(); ++i) {
      if ((one.allowed & masks[i]) == 0) continue;
      text += std::string(" ") + names[i];
      if ((one.plain & masks[i]) == 0) text += "(" + std::to_string(one.scalars[i].last - one.scalars[i].first) + ")";
    }
    if ((one.allowed & types::array) != 0) text += " array" + step(one.array, true);
    if ((one.allowed & types::object) != 0) text += " object" + step(one.object, false);
    return text;
  }
  std::string step(const FlatState::Step& one, bool is_array) const {
    switch (one.kind) {
      case FlatState::Step::Kind::pass: return "";
      case FlatState::Step::Kind::fail: return "(fail)";
      case FlatState::Step::Kind::evaluate: return "(evaluate)";
      case FlatState::Step::Kind::choose: return "(" + choice(flat_.choices[one.operand]) + ")";
      case FlatState::Step::Kind::look: return "(" + presence(flat_.presences[one.operand]) + ")";
      case FlatState::Step::Kind::walk: break;
    }
    return is_array ? "(" + array(flat_.arrays[one.operand]) + ")" : "(" + object(flat_.objects[one.operand]) + ")";
  }
  std::string array(const FlatArray& one) const {
    std::string text;
    for (const StateIndex item : one.prefix) text += std::to_string(item) + " ";
    text += "*:" + std::to_string(one.rest);
    if (one.min != 0) text += " min " + std::to_string(one.min);
    if (one.max != 0xffffffff) text += " max " + std::to_string(one.max);
    if (one.unique) text += " unique";
    if (one.checks.first != one.checks.last) text += " checks " + std::to_string(one.checks.last - one.checks.first);
    return text;
  }
  std::string object(const FlatObject& one) const {
    std::vector<std::string> members(one.members.size());
    one.names.for_each([&](std::string_view name) {
      const std::uint32_t bit = one.names.find(name);
      const bool is_required = one.members[bit].required != 0;
      members[bit] = std::string(name) + (is_required ? "!:" : ":") + std::to_string(one.members[bit].state) + " ";
    });
    std::string text;
    for (const std::string& member : members) text += member;
    for (std::size_t i = 0; i < one.others.size(); ++i) text += (i == 0 ? "*:" : "/") + std::to_string(one.others[i]);
    if (one.min != 0) text += " min " + std::to_string(one.min);
    if (one.max != 0xffffffff) text += " max " + std::to_string(one.max);
    if (one.each_name != FlatProgram::anything) text += " names:" + std::to_string(one.each_name);
    return text;
  }
  std::string choice(const FlatChoice& one) const {
    std::string text = "by " + std::string(one.name);
    one.strings.for_each([&](std::string_view value) {
      text += " \"" + std::string(value) + "\"" + step(one.by_string[one.strings.find(value)], false);
    });
    for (std::size_t i = 0; i < one.integers.size(); ++i)
      text += " " + std::to_string(one.integers[i]) + step(one.by_integer[i], false);
    return text + " true" + step(one.of_true, false) + " false" + step(one.of_false, false) + " null" + step(one.of_null, false) +
           " string" + step(one.other_string, false) + " else" + step(one.other, false) + " absent" + step(one.absent, false);
  }

  std::string presence(const FlatPresence& one) const {
    std::vector<std::string_view> names(one.names.size());
    one.names.for_each([&](std::string_view name) { names[one.names.find(name)] = name; });
    std::string text = "by presence";
    for (const FlatPresence::Case& with : one.cases) {
      text += " [";
      for (std::size_t i = 0; i < names.size(); ++i)
        if ((with.mask >> i & 1U) != 0) text += std::string(text.back() == '[' ? "" : " ") + std::string(names[i]);
      text += "]" + step(with.step, false);
    }
    return text;
  }

  const FlatProgram& flat_;
};

inline std::vector<std::string> listing_of(const std::string& text) {
  auto document = json::read_document("s.json", text, file_limits);
  FileLoader loader;
  const Options options;  // the compiler borrows them
  Compiler compiler(*document, loader, options);
  return FlatListing(*compiler.run()).lines();
}

}  // namespace sluiced::schema::testing
