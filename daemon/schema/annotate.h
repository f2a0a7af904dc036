// The annotations of a document that is valid: what its schemas say of it besides. Private to this folder.
#pragma once

#include "schema/document_view.h"
#include "schema/explain.h"
#include "schema/output.h"
#include "schema/program.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// Of every schema that holds where it is applied, but for those under `not` and `propertyNames`: `title`, `default` and their
/// like, `format`, `content…`, names that are no keywords (from 2019-09 on), and what applicators have applied to.
Outline outline_annotations(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                            ExplanationPaths& paths);

}  // namespace sluiced::schema
