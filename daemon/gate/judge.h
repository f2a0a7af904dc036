// From a payload to a verdict: limits, UTF-8, JSON, schema, in that order. One place decides, one struct tells. Where records choose
// their schemas, they are chosen in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "gate/schema_table.h"
#include "json/indexed_document.h"
#include "json/reader.h"
#include "json/tree.h"
#include "record/record.h"
#include "record/verdict_code.h"
#include "schema/schema.h"
#include "schema/text_at.h"

namespace sluiced::gate {

/// Why a record was rejected, in full. Texts name places, types and lengths, never values of the payload.
struct Verdict {
  VerdictCode code = VerdictCode::valid;
  std::string message;                        ///< one sentence for a person
  std::optional<std::uint32_t> byte_offset;   ///< of a parse error
  std::vector<schema::Violation> violations;  ///< of a schema violation; the first is the one that message speaks of
  /// The payload with what the schema marks x-sensitive blanked; nullopt: it could be read and nothing of it is, or not read at all.
  std::optional<std::string> masked = {};
  std::optional<schema::Schema> schema = {};  ///< the one that was chosen; nullopt: the record names none, or nobody looked
};

inline constexpr std::size_t violations_max = 5;

/// Owned and used by one loop: it keeps the memory that parsing and evaluating need.
class Judge {
 public:
  Judge(SchemaTable schemas, const DocumentLimits& limits) : schemas_(std::move(schemas)), limits_(limits) {}

  /// The fast path: what every record goes through. Allocates nothing once warm. headers: looked at where wants_headers().
  VerdictCode judge(std::optional<std::string_view> payload, std::span<const HeaderView> headers = {});
  /// The reasons for what judge() said of the same payload just before. Only for what is not valid. Judges it once more, over the
  /// strict reader's tree; throws std::logic_error where that finds nothing wrong.
  Verdict explain(std::optional<std::string_view> payload, std::span<const HeaderView> headers = {});

  /// What stands at a place of the payload judged last; nothing where that is no document. Until the next call of judge().
  schema::TextAt::Found look(const schema::TextAt& place);

  bool wants_headers() const { return schemas_.by_header(); }
  /// Between two records.
  void swap(SchemaTable schemas) {
    schemas_ = std::move(schemas);
    scratch_ = {};
  }

 private:
  VerdictCode judge_strictly(std::string_view payload, std::span<const HeaderView> headers);
  template <class Document>
  VerdictCode evaluate(const Document& document, std::span<const HeaderView> headers);

  SchemaTable schemas_;
  DocumentLimits limits_;
  schema::Scratch scratch_;
  json::IndexedDocument document_;  ///< what judge() takes, almost always
  json::Tree tree_;                 ///< what the strict reader makes of the rest, and of what is explained
  json::ReadError read_error_;
  enum class Read : std::uint8_t { nothing, in_passing, quickly, strictly };
  Read read_ = Read::nothing;  ///< how the payload judged last became a document
  std::string_view passed_;    ///< that payload, where it was judged in passing
};

}  // namespace sluiced::gate
