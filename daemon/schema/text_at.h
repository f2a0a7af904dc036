// The text at one place of a document: for who chooses by a field before any schema has looked at it.
//
//   const TextAt type("/type");                  // once
//   if (const auto found = type.in(document); found.kind == json::Kind::string) … found.text …
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/indexed_document.h"
#include "json/tree.h"

namespace sluiced::schema {

/// Immutable; looking allocates nothing and is linear in the members it passes.
class TextAt {
 public:
  /// pointer: a JSON Pointer; throws std::invalid_argument where it is malformed.
  explicit TextAt(std::string_view pointer);

  struct Found {
    std::optional<json::Kind> kind;  ///< nullopt: the document has nothing at that place
    std::string_view text;           ///< of a string, or a number as written; lives as long as what the document borrows
  };
  Found in(const json::Tree& document) const;
  Found in(const json::IndexedDocument& document) const;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace sluiced::schema
