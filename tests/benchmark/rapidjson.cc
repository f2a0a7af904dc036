// RapidJSON's own validator, of draft 4: what is newer it passes over.
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>

#include <memory>
#include <stdexcept>

#include "benchmark/measure.h"

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
  const auto is_valid = [&](const rapidjson::Value& document) {
    validator.Reset();
    return document.Accept(validator) && validator.IsValid();
  };
  // One buffer for all documents, as whoever wants to be quick would have it.
  std::vector<char> buffer(std::size_t{4} << 20U);
  rapidjson::MemoryPoolAllocator<> pool(buffer.data(), buffer.size());
  const auto with_parsed = [&](const std::string& bytes, auto then) {
    pool.Clear();
    rapidjson::Document document(&pool);
    document.Parse(bytes.data(), bytes.size());
    return !document.HasParseError() && then(document);
  };

  std::vector<rapidjson::Document> parsed(corpus.documents.size());
  for (std::size_t i = 0; i < parsed.size(); ++i) parsed[i].Parse(corpus.documents[i].data(), corpus.documents[i].size());
  measure.time("parsed", [&] { return count_of(parsed, is_valid); });
  const auto of_bytes = [&](auto then) {
    return count_of(corpus.documents, [&](const std::string& bytes) { return with_parsed(bytes, then); });
  };
  measure.time("bytes", [&] { return of_bytes(is_valid); });
  measure.time("parse", [&] { return of_bytes([](const rapidjson::Value&) { return true; }); });
}

}  // namespace sluiced::benchmark
