// The errors of a document as the output shapes want them: all, and grouped.
#include "schema/explainer.h"

namespace sluiced::schema {

/// A node of one child is that child, so only what has two is a group. What a headed group holds stands in it twice otherwise.
void Explainer::add_group(BlockIndex index, std::size_t first) {
  if (found_.size() - first < 2) return;
  groups_.push_back({first, found_.size(), false, keyword_path_, absolute_location(program_, program_.block_origins[index], ""),
                     instance_path_});
  bytes_ += keyword_path_.size() + instance_path_.size();
}

Outline Explainer::outline() {
  const BlockOrigin& root = program_.block_origins[program_.root];
  explain(program_.root, view_.root());
  Outline outline;
  outline.is_cut = full();
  if (limited_ && found_.empty()) add_limit();
  outline.root = {"", absolute_location(program_, root, ""), "", ""};
  for (Violation& violation : found_)
    outline.units.push_back({std::move(violation.keyword_location), std::move(violation.absolute_keyword_location),
                             std::move(violation.instance_location), std::move(violation.message)});
  outline.groups = std::move(groups_);
  return outline;
}

Outline outline_errors(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                       ExplanationPaths& paths) {
  return Explainer(program, document, workspace, paths, Explainer::Reach::all, output_units_max).outline();
}

}  // namespace sluiced::schema
