#include "config/file_schema.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/limits.h"
#include "json/pointer.h"
#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::config {
namespace {

constexpr std::string_view schema_name = "sluiced.schema.json";
constexpr std::size_t violations_max = 20;

schema::Schema compile_file_schema() {
  auto document = json::read_document(std::string(schema_name), std::string(file_schema_text()), file_limits);
  if (!document) throw std::logic_error(to_string(document.error()));
  schema::FileLoader loader;
  auto compiled = schema::compile(*document, loader, {});
  if (!compiled) throw std::logic_error(to_string(compiled.error()));
  return std::move(compiled).value();
}

}  // namespace

void check_against_file_schema(Reading& reading) {
  static const schema::Schema file_schema = compile_file_schema();
  schema::Scratch scratch;
  for (const schema::Violation& violation : file_schema.explain(reading.tree(), scratch, violations_max)) {
    const std::string where = violation.instance_location.empty() ? "the file" : violation.instance_location;
    reading.refuse_at(violation.instance_offset,
                      fmt::format("{}: {} (by {}{})", where, violation.message, schema_name, violation.keyword_location));
  }
}

}  // namespace sluiced::config
