// Places of a document whose values nobody should read who only works with the reasons: `"x-sensitive": true` beside a schema marks
// whatever that schema is applied to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/document_view.h"
#include "schema/program.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// In the order of the document. What lies within a sensitive value is sensitive too, be it named here or not.
struct SensitivePlaces {
  std::vector<json::NodeIndex> values;
  std::vector<json::NodeIndex> names;  ///< members whose names are: `propertyNames` says so
  bool empty() const { return values.empty() && names.empty(); }
};

/// Whether any of its schemas marks anything: most mark nothing, and need not be walked.
bool marks_sensitive(const Program& program);

/// Of every schema that is applied, whether it holds or not, and in whatever branch: under `not`, `if` and the alternatives too.
SensitivePlaces find_sensitive(const Program& program, const TreeView& document, Workspace<TreeView>& workspace);

/// The pointer with `*` for names that are sensitive, and for whatever lies below a sensitive value.
std::string masked_pointer(const json::Tree& document, const SensitivePlaces& places, std::string_view pointer);

/// The document on one line with "***" for sensitive values, and "***1", "***2", … for names.
std::string masked_document(const json::Tree& document, const SensitivePlaces& places);

}  // namespace sluiced::schema
