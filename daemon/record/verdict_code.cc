#include "record/verdict_code.h"

namespace sluiced {

std::string_view to_string(VerdictCode code) {
  switch (code) {
    case VerdictCode::valid: return "valid";
    case VerdictCode::tombstone: return "tombstone";
    case VerdictCode::empty: return "empty";
    case VerdictCode::not_utf8: return "not_utf8";
    case VerdictCode::not_json: return "not_json";
    case VerdictCode::duplicate_key: return "duplicate_key";
    case VerdictCode::limit: return "limit";
    case VerdictCode::schema_violation: return "schema_violation";
    case VerdictCode::schema_unknown: return "schema_unknown";
    case VerdictCode::skipped: return "skipped";
  }
  return "";
}

std::optional<VerdictCode> verdict_code_from(std::string_view name) {
  for (const VerdictCode code : all_verdict_codes)
    if (to_string(code) == name) return code;
  return std::nullopt;
}

std::string_view to_string(Action action) {
  switch (action) {
    case Action::pass: return "pass";
    case Action::reject: return "reject";
    case Action::hold: return "hold";
  }
  return "";
}

std::optional<Action> action_from(std::string_view name) {
  for (const Action action : {Action::pass, Action::reject, Action::hold})
    if (to_string(action) == name) return action;
  return std::nullopt;
}

VerdictPolicy::VerdictPolicy() {
  actions_.fill(Action::reject);
  set(VerdictCode::valid, Action::pass);
  set(VerdictCode::tombstone, Action::pass);
}

}  // namespace sluiced
