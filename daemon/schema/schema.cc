#include "schema/schema.h"

#include <algorithm>

#include "schema/annotate.h"
#include "schema/evaluator.h"
#include "schema/explain.h"
#include "schema/flat_walk.h"
#include "schema/indexed_view.h"
#include "schema/one_pass.h"
#include "schema/sensitive.h"

namespace sluiced::schema {

struct Scratch::Impl {
  Workspace<TreeView> of_tree;
  Workspace<IndexedView> of_index;
  ExplanationPaths paths;
};

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

namespace {

template <DocumentView View>
[[gnu::noinline]] Outcome evaluate(const Program& program, const View& view, Workspace<View>& workspace) {
  return Evaluator<View>(program, view, workspace).run();
}

/// Most documents are valid, and most of them surely.
template <DocumentView View>
Outcome judge(const Program& program, const View& view, Workspace<View>& workspace) {
  if (FlatWalk<View>(program, view, workspace).run()) return Outcome::valid;
  return evaluate(program, view, workspace);
}

}  // namespace

Schema::Schema(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

Outcome Schema::validate(const json::Tree& document, Scratch& scratch) const {
  return judge(*program_, TreeView(document), scratch.impl().of_tree);
}

Outcome Schema::validate(const json::IndexedDocument& document, Scratch& scratch) const {
  return judge(*program_, IndexedView(document), scratch.impl().of_index);
}

bool Schema::accepts(std::string_view bytes, const DocumentLimits& limits, json::IndexedDocument& document,
                     Scratch& scratch) const {
  return document.begin(bytes, limits) && OnePass(*program_, document, limits, scratch.impl().of_index).run();
}

std::vector<Violation> Schema::explain(const json::Tree& document, Scratch& scratch, std::size_t at_most) const {
  auto violations = explain_document(*program_, TreeView(document), scratch.impl().of_tree, scratch.impl().paths, at_most);
  if (!program_->marks_sensitive) return violations;
  const SensitivePlaces places = find_sensitive(*program_, TreeView(document), scratch.impl().of_tree);
  for (Violation& violation : violations)
    violation.instance_location = masked_pointer(document, places, violation.instance_location);
  return violations;
}

bool Schema::marks_sensitive() const { return program_->marks_sensitive; }

std::optional<std::string> Schema::masked(const json::Tree& document, Scratch& scratch) const {
  if (!program_->marks_sensitive) return std::nullopt;
  const SensitivePlaces places = find_sensitive(*program_, TreeView(document), scratch.impl().of_tree);
  if (places.empty()) return std::nullopt;
  return masked_document(document, places);
}

std::string Schema::output(const json::Tree& document, Scratch& scratch, OutputShape shape) const {
  const Outcome outcome = validate(document, scratch);
  Outline outline;
  outline.valid = outcome == Outcome::valid;
  if (shape == OutputShape::flag) return to_json(std::move(outline), shape);
  Scratch::Impl& memory = scratch.impl();
  const TreeView view(document);
  outline = outline.valid ? outline_annotations(*program_, view, memory.of_tree, memory.paths)
                          : outline_errors(*program_, view, memory.of_tree, memory.paths);
  return to_json(std::move(outline), shape);
}

const std::string& Schema::name() const { return program_->name; }
const std::string& Schema::sha256() const { return program_->sha256; }

const std::vector<Fault>& Schema::warnings() const { return program_->warnings; }

Place Program::place(std::uint32_t file, std::uint32_t offset) const {
  const std::vector<std::uint32_t>& starts = files[file].line_starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts.begin());
  return {files[file].document->file, line, offset - *(after - 1) + 1};
}

}  // namespace sluiced::schema
