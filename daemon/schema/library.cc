// The library's public face (include/sluiced/schema.h) over what the daemon itself uses.
#include <sluiced/schema.h>

#include <algorithm>
#include <stdexcept>

#include "base/limits.h"
#include "json/indexed_document.h"
#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced {
namespace {

constexpr const char* unnamed = "schema";
constexpr const char* unnamed_uri = "json-schema:///schema";  // hierarchical, so that relative references count from it

Fault internal(const SchemaFault& fault) { return {{fault.file, fault.line, fault.column}, fault.message}; }

SchemaFault shown(const Place& place, std::string message) { return {place.file, place.line, place.column, std::move(message)}; }
SchemaFault shown(Fault fault) { return shown(fault.place, std::move(fault.message)); }

Violation shown(schema::Violation violation) {
  return {std::move(violation.keyword),
          std::move(violation.keyword_location),
          std::move(violation.absolute_keyword_location),
          std::move(violation.instance_location),
          std::move(violation.message),
          violation.instance_offset,
          shown(violation.place, "")};
}

schema::Options internal(const SchemaOptions& options) {
  schema::Options how;
  how.default_dialect = options.default_dialect;
  how.formats = options.asserts_formats ? schema::FormatMode::assertion : schema::FormatMode::annotation;
  how.asserted_formats = options.asserted_formats;
  how.contents = options.asserts_content ? schema::ContentMode::assertion : schema::ContentMode::annotation;
  for (const SchemaOptions::Reference& reference : options.references)
    how.references.push_back({reference.prefix, reference.folder});
  how.regex = options.linear_patterns_only ? schema::RegexMode::linear : schema::RegexMode::any;
  return how;
}

/// Files from disk, and texts from whoever uses the library.
class ResolvingLoader final : public schema::Loader {
 public:
  explicit ResolvingLoader(const SchemaOptions& options) : options_(options) {}

  Result<std::shared_ptr<const json::Document>, Fault> load(const std::string& file) override { return files_.load(file); }
  Result<std::shared_ptr<const json::Document>, Fault> find(const std::string& uri) override {
    auto text = options_.resolve ? options_.resolve(uri) : std::nullopt;
    return text ? json::read_document(uri, std::move(*text), file_limits) : Loader::find(uri);
  }

 private:
  const SchemaOptions& options_;
  schema::FileLoader files_;
};

Verdict verdict_of(json::ReadErrorCode code) {
  switch (code) {
    case json::ReadErrorCode::none: return Verdict::valid;
    case json::ReadErrorCode::empty: return Verdict::empty;
    case json::ReadErrorCode::not_utf8: return Verdict::not_utf8;
    case json::ReadErrorCode::not_json: return Verdict::not_json;
    case json::ReadErrorCode::duplicate_key: return Verdict::duplicate_key;
    case json::ReadErrorCode::limit: return Verdict::limit;
  }
  return Verdict::not_json;
}

Verdict verdict_of(schema::Outcome outcome) {
  switch (outcome) {
    case schema::Outcome::valid: return Verdict::valid;
    case schema::Outcome::invalid: return Verdict::schema_violation;
    case schema::Outcome::limit: return Verdict::limit;
  }
  return Verdict::limit;
}

schema::OutputShape internal(OutputShape shape) {
  switch (shape) {
    case OutputShape::flag: return schema::OutputShape::flag;
    case OutputShape::basic: return schema::OutputShape::basic;
    case OutputShape::detailed: return schema::OutputShape::detailed;
  }
  return schema::OutputShape::flag;
}

std::string sentence(const Violation& violation) {
  return (violation.instance_location.empty() ? "at the root" : violation.instance_location) + ": " + violation.message;
}

}  // namespace

struct Schema::Impl {
  schema::Schema schema;

  static Compiled compiled(Result<std::shared_ptr<const json::Document>, Fault> document, schema::Loader& loader,
                           const schema::Options& options) {
    if (!document) return shown(std::move(document).error());
    auto schema = schema::compile(std::move(*document), loader, options);
    if (!schema) return shown(std::move(schema).error());
    return Schema(std::make_shared<const Impl>(Impl{std::move(*schema)}));
  }
};

Compiled Schema::from_file(const std::string& file, const SchemaOptions& options) {
  ResolvingLoader loader(options);
  return Impl::compiled(loader.load(file), loader, internal(options));
}

Compiled Schema::from_text(std::string text, const SchemaOptions& options) {
  ResolvingLoader loader(options);
  schema::Options how = internal(options);
  how.base_uri = options.base_uri.empty() ? unnamed_uri : options.base_uri;
  const std::string name = options.base_uri.empty() ? unnamed : options.base_uri;
  return Impl::compiled(json::read_document(name, std::move(text), file_limits), loader, how);
}

const std::string& Schema::name() const { return impl_->schema.name(); }
const std::string& Schema::sha256() const { return impl_->schema.sha256(); }

std::vector<SchemaFault> Schema::warnings() const {
  std::vector<SchemaFault> warnings;
  for (const Fault& warning : impl_->schema.warnings()) warnings.push_back(shown(warning));
  return warnings;
}

const Schema& Compiled::value() const {
  if (const Schema* const schema = std::get_if<Schema>(&state_)) return *schema;
  throw std::invalid_argument(to_string(fault()));
}

std::string to_string(const SchemaFault& fault) { return to_string(internal(fault)); }

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::valid: return "valid";
    case Verdict::schema_violation: return "schema_violation";
    case Verdict::empty: return "empty";
    case Verdict::not_utf8: return "not_utf8";
    case Verdict::not_json: return "not_json";
    case Verdict::duplicate_key: return "duplicate_key";
    case Verdict::limit: return "limit";
  }
  return "";
}

LineColumn line_column(std::string_view document, std::size_t offset) {
  const std::string_view before = document.substr(0, offset);
  const auto newlines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::uint32_t>(newlines + 1), static_cast<std::uint32_t>(before.size() - start + 1)};
}

struct Validator::Impl {
  Impl(std::shared_ptr<const Schema::Impl> judged_by, const Limits& bounds)
      : schema(std::move(judged_by)), limits{bounds.bytes_max, bounds.depth_max, bounds.members_max, bounds.number_chars_max} {}

  std::shared_ptr<const Schema::Impl> schema;
  DocumentLimits limits;
  schema::Scratch scratch;
  json::IndexedDocument document;  ///< what judge() takes, almost always
  json::Tree tree;                 ///< what the strict reader makes of the rest, and of what is explained

  Verdict judge_strictly(std::string_view bytes, json::ReadError& error) {
    error = json::read(bytes, limits, tree);
    if (error.code != json::ReadErrorCode::none) return verdict_of(error.code);
    return verdict_of(schema->schema.validate(tree, scratch));
  }
};

Validator::Validator(Schema schema, const Limits& limits) : impl_(std::make_unique<Impl>(std::move(schema.impl_), limits)) {}
Validator::~Validator() = default;
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;

Verdict Validator::judge(std::string_view document) {
  if (impl_->schema->schema.accepts(document, impl_->limits, impl_->document, impl_->scratch)) return Verdict::valid;
  if (impl_->document.read(document, impl_->limits))
    return verdict_of(impl_->schema->schema.validate(impl_->document, impl_->scratch));
  json::ReadError error;
  return impl_->judge_strictly(document, error);
}

Explanation Validator::explain(std::string_view document, std::size_t violations_max) {
  Explanation explanation;
  json::ReadError error;
  explanation.verdict = impl_->judge_strictly(document, error);
  if (explanation.verdict == Verdict::valid) return explanation;
  if (explanation.verdict == Verdict::empty) {
    explanation.message = "the document has no bytes";
  } else if (error.code != json::ReadErrorCode::none) {
    explanation.byte_offset = error.offset;
    explanation.message = error.message;
  } else if (explanation.verdict == Verdict::limit) {
    explanation.message = "the schema could not be evaluated within its budget";
  } else {
    for (schema::Violation& violation : impl_->schema->schema.explain(impl_->tree, impl_->scratch, violations_max))
      explanation.violations.push_back(shown(std::move(violation)));
    explanation.message =
        explanation.violations.empty() ? "the schema does not allow it" : sentence(explanation.violations.front());
  }
  return explanation;
}

std::optional<std::string> Validator::output(std::string_view document, OutputShape shape) {
  if (json::read(document, impl_->limits, impl_->tree).code != json::ReadErrorCode::none) return std::nullopt;
  return impl_->schema->schema.output(impl_->tree, impl_->scratch, internal(shape));
}

}  // namespace sluiced
