// Shorthand of the engine's tests: everything from text.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::schema::testing {

inline constexpr const char* draft7 = "http://json-schema.org/draft-07/schema#";

inline Result<Schema, Fault> try_compile(const std::string& text, const Options& options = {}) {
  auto document = json::read_document("s.json", text, file_limits);
  if (!document) throw std::runtime_error(to_string(document.error()));
  FileLoader loader;
  return compile(*document, loader, options);
}

inline Schema compiled(const std::string& text, const Options& options = {}) {
  auto schema = try_compile(text, options);
  if (!schema) throw std::runtime_error(to_string(schema.error()));
  return std::move(*schema);
}

inline Schema compiled_draft7(const std::string& text) {
  Options options;
  options.default_dialect = draft7;
  return compiled(text, options);
}

/// "s.json:1:10: …", or "" where the schema compiles.
inline std::string fault_of(const std::string& text, const Options& options = {}) {
  const auto schema = try_compile(text, options);
  return schema ? "" : to_string(schema.error());
}

inline std::string draft7_fault_of(const std::string& text) {
  Options options;
  options.default_dialect = draft7;
  return fault_of(text, options);
}

inline std::vector<std::string> warnings_of(const std::string& text) {
  std::vector<std::string> texts;
  const Schema schema = compiled(text);
  for (const Fault& warning : schema.warnings()) texts.push_back(to_string(warning));
  return texts;
}

/// A document that owns its text. Read with the bounds of files unless told otherwise.
class Instance {
 public:
  explicit Instance(std::string text) : text_(std::move(text)) {
    const json::ReadError error = json::read(text_, file_limits, tree_);
    if (error.code != json::ReadErrorCode::none) throw std::runtime_error(std::string(error.message) + ": " + text_);
  }
  const json::Tree& tree() const { return tree_; }

  /// What the schema says of both views of the document, which is the same; and what is accepted in one pass is valid.
  Outcome judged_by(const Schema& schema, Scratch& scratch) const {
    const Outcome outcome = schema.validate(tree_, scratch);
    json::IndexedDocument indexed;
    if (!indexed.read(text_, file_limits)) throw std::runtime_error("not taken by the fast reader: " + text_);
    if (schema.validate(indexed, scratch) != outcome) throw std::runtime_error("the views differ: " + text_);
    if (passes(schema, scratch) && outcome != Outcome::valid)
      throw std::runtime_error("accepted in one pass, and not valid: " + text_);
    return outcome;
  }
  bool passes(const Schema& schema, Scratch& scratch) const {
    json::IndexedDocument document;
    return schema.accepts(text_, file_limits, document, scratch);
  }

 private:
  std::string text_;
  json::Tree tree_;
};

inline bool accepts(const Schema& schema, const std::string& document) {
  const Instance instance(document);
  Scratch scratch;
  const bool valid = instance.judged_by(schema, scratch) == Outcome::valid;
  if (schema.explain(instance.tree(), scratch, 5).empty() != valid)
    throw std::runtime_error("validate and explain disagree: " + document);
  return valid;
}

inline std::vector<Violation> violations(const Schema& schema, const std::string& document, std::size_t at_most = 100) {
  const Instance instance(document);
  Scratch scratch;
  return schema.explain(instance.tree(), scratch, at_most);
}

/// "instance-location keyword-location: message" for each.
inline std::vector<std::string> complaints(const Schema& schema, const std::string& document, std::size_t at_most = 100) {
  std::vector<std::string> texts;
  for (const Violation& violation : violations(schema, document, at_most))
    texts.push_back(violation.instance_location + " " + violation.keyword_location + ": " + violation.message);
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace sluiced::schema::testing
