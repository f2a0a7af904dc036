// RapidJSON's own validator, of draft 4: what is newer it passes over.
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>

#include <memory>
#include <stdexcept>

#include "benchmark/measure.h"
#include "benchmark/rapidjson_documents.h"

namespace sluiced::benchmark {
namespace {

/// The compiled schema refers to its document.
struct Compiled {
  explicit Compiled(const std::string& bytes) {
    document.Parse(bytes.data(), bytes.size());
    if (document.HasParseError()) throw std::runtime_error(rapidjson::GetParseError_En(document.GetParseError()));
    schema = std::make_unique<rapidjson::SchemaDocument>(document);
  }

  rapidjson::Document document;
  std::unique_ptr<rapidjson::SchemaDocument> schema;
};

}  // namespace

void measure_rapidjson(const Corpus& corpus, std::chrono::milliseconds sample) {
  const Measure measure("rapidjson", corpus, sample);
  const auto compile = [&] { return std::make_unique<Compiled>(corpus.schema); };
  measure.time_compilation(compile);
  const auto compiled = compile();
  rapidjson::SchemaValidator validator(*compiled->schema);
  measure_rapidjson_documents(measure, corpus, [&](const rapidjson::Value& document) {
    validator.Reset();
    return document.Accept(validator) && validator.IsValid();
  });
}

}  // namespace sluiced::benchmark
