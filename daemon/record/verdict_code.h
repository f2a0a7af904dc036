// The closed list of what can be said of a record. Header, metric label and log field are all made from it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluiced {

/// `valid` is the only code that is not a reason. Names are a contract (header `dlt.code`); new ones may be added, none renamed.
enum class VerdictCode : std::uint8_t {
  valid,
  tombstone,
  empty,
  not_utf8,
  not_json,
  duplicate_key,
  limit,
  schema_violation,
  schema_unknown,  ///< the record names none of the schemas that its topic has
  skipped,         ///< an operator's `sluiced skip`; never by itself
};

inline constexpr std::array all_verdict_codes{VerdictCode::valid,    VerdictCode::tombstone,        VerdictCode::empty,
                                              VerdictCode::not_utf8, VerdictCode::not_json,         VerdictCode::duplicate_key,
                                              VerdictCode::limit,    VerdictCode::schema_violation, VerdictCode::schema_unknown,
                                              VerdictCode::skipped};

std::string_view to_string(VerdictCode code);
std::optional<VerdictCode> verdict_code_from(std::string_view name);
constexpr std::size_t index_of(VerdictCode code) { return static_cast<std::size_t>(code); }

/// What is done about a record with a given code.
enum class Action : std::uint8_t { pass, reject, hold };

std::string_view to_string(Action action);
std::optional<Action> action_from(std::string_view name);

/// One action per code: the defaults, and what a topic's `verdicts:` says otherwise.
class VerdictPolicy {
 public:
  VerdictPolicy();
  Action action(VerdictCode code) const { return actions_[index_of(code)]; }
  void set(VerdictCode code, Action action) { actions_[index_of(code)] = action; }
  bool operator==(const VerdictPolicy&) const = default;

 private:
  std::array<Action, all_verdict_codes.size()> actions_;
};

}  // namespace sluiced
