// What the targets of the schema engine share: compiling from text, with no file of this machine in reach.
#pragma once

#include <memory>
#include <string>

#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::fuzz {

/// Knows "other.json", and nothing else.
class FewFiles final : public schema::Loader {
 public:
  Result<std::shared_ptr<const json::Document>, Fault> load(const std::string& file) override {
    if (file != "other.json") return failure(Fault{{file, 0, 0}, "there is no such file"});
    return json::read_document(file,
                               R"({"$id":"other.json","$defs":{"node":{"type":["object","null"],"properties":{"next":)"
                               R"({"$ref":"#/$defs/node"},"back":{"$ref":"s.json"}}},"bad":{"$ref":"#/$defs/nowhere"}}})",
                               file_limits);
  }
};

inline Result<schema::Schema, Fault> compile(std::string text, const schema::Options& options) {
  auto document = json::read_document("s.json", std::move(text), file_limits);
  if (!document) return failure(document.error());
  FewFiles loader;
  return schema::compile(std::move(*document), loader, options);
}

/// One of all that may be set, by a number.
inline schema::Options options_of(std::uint64_t number) {
  static constexpr const char* dialects[] = {"", "http://json-schema.org/draft-04/schema#",
                                             "http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-07/schema#",
                                             "https://json-schema.org/draft/2019-09/schema"};
  schema::Options options;
  options.default_dialect = dialects[number % std::size(dialects)];
  options.formats = number / 8 % 4 == 0 ? schema::FormatMode::annotation : schema::FormatMode::assertion;
  options.regex = number / 32 % 8 == 0 ? schema::RegexMode::linear : schema::RegexMode::any;
  return options;
}

}  // namespace sluiced::fuzz
