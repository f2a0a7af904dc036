// The slow path: everything that fails, with its places and a sentence. Walks the program that the evaluator walks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schema/document_view.h"
#include "schema/program.h"
#include "schema/schema.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// Kept between calls for their memory only.
struct ExplanationPaths {
  std::string keyword;
  std::string instance;
};

/// The first `at_most` violations; empty exactly when the document is valid (or at_most is 0).
std::vector<Violation> explain_document(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                                        ExplanationPaths& paths, std::size_t at_most);

/// What an instruction that is no applicator says where it fails. Names types, lengths and the schema's own values, never the
/// document's.
std::string message_of(const Program& program, const Instruction& instruction, const TreeView& document, TreeView::Node node);

}  // namespace sluiced::schema
