// The slow path: everything that fails, with its places and a sentence. Walks the program that the evaluator walks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schema/document_view.h"
#include "schema/output.h"
#include "schema/program.h"
#include "schema/schema.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// Kept between calls for their memory only.
struct ExplanationPaths {
  std::string keyword;
  std::string instance;
};

/// The first `at_most` violations; empty exactly when the document is valid (or at_most is 0). Of alternatives that all fail only
/// the closest is gone into.
std::vector<Violation> explain_document(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                                        ExplanationPaths& paths, std::size_t at_most);

/// The errors of a document that fails, those of every alternative, and how they stand within each other.
Outline outline_errors(const Program& program, const TreeView& document, Workspace<TreeView>& workspace, ExplanationPaths& paths);

/// What an instruction that is no applicator says where it fails. Names types, lengths and the schema's own values, never the
/// document's.
std::string message_of(const Program& program, BlockIndex block, const Instruction& instruction, const TreeView& document,
                       TreeView::Node node);
/// The same of a block's types.
std::string type_message(TypeMask types, const TreeView& document, TreeView::Node node);

}  // namespace sluiced::schema
