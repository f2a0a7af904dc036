#include "record/hold_reason.h"

namespace sluiced {

std::string_view to_string(HoldReason reason) {
  switch (reason) {
    case HoldReason::dlt_unreachable: return "dlt_unreachable";
    case HoldReason::dlt_denied: return "dlt_denied";
    case HoldReason::dlt_missing: return "dlt_missing";
    case HoldReason::dlt_unsuitable: return "dlt_unsuitable";
    case HoldReason::forward_unreachable: return "forward_unreachable";
    case HoldReason::forward_denied: return "forward_denied";
    case HoldReason::forward_missing: return "forward_missing";
    case HoldReason::forward_unsuitable: return "forward_unsuitable";
    case HoldReason::breaker: return "breaker";
    case HoldReason::offsets_lost: return "offsets_lost";
    case HoldReason::poison: return "poison";
    case HoldReason::verdict: return "verdict";
    case HoldReason::by_hand: return "by_hand";
  }
  return "";
}

}  // namespace sluiced
