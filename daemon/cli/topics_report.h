// What `sluiced topics` prints: text for a person, or one JSON object with the same facts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/topics_plan.h"

namespace sluiced::cli {

/// One line of a plan that `topics apply` has tried.
struct Outcome {
  PlanLine line;
  std::optional<std::string> error;
};

std::string plan_text(const Plan& plan);
std::string plan_json(const Plan& plan);

/// left: the plan made after everything was tried.
std::string outcome_text(const std::vector<Outcome>& outcomes, const Plan& left);
std::string outcome_json(const std::vector<Outcome>& outcomes, const Plan& left);

/// The lines of `left` that no failed outcome speaks of already.
std::vector<PlanLine> not_told(const std::vector<Outcome>& outcomes, const Plan& left);

}  // namespace sluiced::cli
