// The schemas of a topic: one for every record, or a table from which each record chooses by a header or a field. Made at start and by
// every reload; what a record says is only ever looked up in it.
//
//   SchemaTable one(schema);
//   SchemaTable table({.header = "event-type", .from = "schemas/{}.json"}, {{"paid", paid}, {"shipped", shipped}});
//   if (const schema::Schema* schema = table.choose(headers, document)) … else … table.why_none(headers, document) …
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "json/indexed_document.h"
#include "json/tree.h"
#include "record/record.h"
#include "schema/schema.h"
#include "schema/text_at.h"

namespace sluiced::gate {

/// By what a record chooses. With both, the header counts where the record has one with a value, else the field.
struct SchemaSelector {
  std::string header;  ///< the last one of that name; "" = by no header
  std::string field;   ///< JSON Pointer to a string in the payload; "" = by no field
  std::string from;    ///< what the table is called: the pattern of its files, as the configuration has it
  bool operator==(const SchemaSelector&) const = default;
};

/// "header event-type", "field /type", "header event-type or field /type".
std::string by_text(const std::string& header, const std::string& field);

/// Immutable and cheap to copy (shared). Choosing allocates nothing.
class SchemaTable {
 public:
  using Schemas = std::map<std::string, schema::Schema, std::less<>>;

  /// One for every record. Implicit: whoever has but one schema need not know of tables.
  SchemaTable(schema::Schema schema);  // NOLINT(google-explicit-constructor)
  SchemaTable(SchemaSelector by, Schemas schemas);

  /// nullptr: the record names none of them. It is found before the document is judged, so that a field can be looked at.
  const schema::Schema* choose(std::span<const HeaderView> headers, const json::Tree& document) const;
  const schema::Schema* choose(std::span<const HeaderView> headers, const json::IndexedDocument& document) const;
  /// What can be said of a record whose payload is no document.
  const schema::Schema* choose(std::span<const HeaderView> headers) const;
  /// One sentence on why there is none: names, types and lengths, never a value.
  std::string why_none(std::span<const HeaderView> headers, const json::Tree& document) const;

  bool by_header() const;
  /// As by_text(); "" where there is nothing to choose.
  std::string by() const;
  std::size_t size() const;
  /// Of the one schema; of a table its pattern, and a hash over all keys and hashes of it.
  const std::string& name() const;
  const std::string& sha256() const;
  /// Of hash and choice: with another one, the same records may be judged otherwise.
  std::string identity() const { return sha256() + ' ' + by(); }

  /// The same compiled schemas, chosen alike.
  bool operator==(const SchemaTable& other) const;

 private:
  struct Contents;
  const schema::Schema* find(std::string_view key) const;
  template <class Document>
  const schema::Schema* choose_by(std::span<const HeaderView> headers, const Document& document) const;

  std::shared_ptr<const Contents> contents_;
};

}  // namespace sluiced::gate
