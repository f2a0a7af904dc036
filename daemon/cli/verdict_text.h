// What is said of a document that is refused, to people and to machines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fault.h"
#include "cli/documents.h"
#include "gate/judge.h"
#include "json/writer.h"

namespace sluiced::cli {

/// line and column (bytes, from 1) of a byte offset, in a document that begins at the start of `first_line`.
Place place_in(const std::string& source, std::uint64_t first_line, std::string_view bytes, std::size_t offset);

/// Why, with all that goes with it. code: the verdict's, or one of a command's own.
struct Refusal {
  std::string_view code;
  gate::Verdict verdict;
};

/// "orders.ndjson:3:16: schema_violation: /lines/0/amount: expected number, found string (and 2 more)", without a newline.
std::string refusal_line(const std::string& source, const InputDocument& document, const Refusal& refusal);

/// Such a line for each place that is told, with its rule, and the document's line with a mark under the place.
std::string refusal_text(const std::string& source, const InputDocument& document, const Refusal& refusal, bool colour);

/// The members "code", "message", "byteOffset" of an object that is being written.
void add_refusal(json::Writer& writer, const Refusal& refusal);
/// The member "violations": an array, empty where there are none.
void add_violations(json::Writer& writer, const std::vector<schema::Violation>& violations);

}  // namespace sluiced::cli
