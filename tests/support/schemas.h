// Schemas for tests, from text.
#pragma once

#include <stdexcept>
#include <string>

#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::testing {

inline schema::Schema schema_of(const std::string& text, const std::string& name = "test.schema.json") {
  auto document = json::read_document(name, text, file_limits);
  if (!document) throw std::runtime_error(to_string(document.error()));
  schema::FileLoader loader;
  auto compiled = schema::compile(*document, loader, {});
  if (!compiled) throw std::runtime_error(to_string(compiled.error()));
  return std::move(*compiled);
}

}  // namespace sluiced::testing
