#include "schema/schema.h"

#include <algorithm>

#include "schema/evaluator.h"
#include "schema/explain.h"

namespace sluiced::schema {

/// The evaluator needs no memory of its own so far.
struct Scratch::Impl {
  ExplanationPaths paths;
};

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Schema::Schema(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

Outcome Schema::validate(const json::Tree& document, Scratch& /*scratch*/) const {
  const TreeView view(document);
  return Evaluator<TreeView>(*program_, view).run();
}

std::vector<Violation> Schema::explain(const json::Tree& document, Scratch& scratch, std::size_t at_most) const {
  return explain_document(*program_, TreeView(document), scratch.impl().paths, at_most);
}

const std::string& Schema::name() const { return program_->name; }
const std::string& Schema::sha256() const { return program_->sha256; }

Place Program::place(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts.begin());
  return {document->file, line, offset - *(after - 1) + 1};
}

}  // namespace sluiced::schema
