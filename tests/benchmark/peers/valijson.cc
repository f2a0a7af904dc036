// valijson on RapidJSON, of draft 7, as bench_validate's engines: `bench-valijson DIR MILLISECONDS`. A program of its own, which
// tests/benchmark/peers.py compiles, because its headers are not everywhere.
#include <rapidjson/error/en.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "benchmark/measure.h"
#include "benchmark/rapidjson_documents.h"

namespace {

using namespace sluiced::benchmark;

/// It asserts `format` and cannot be told not to: without the keyword, which is where the member is a string.
void remove_formats(rapidjson::Value& value) {
  if (value.IsObject()) {
    const auto format = value.FindMember("format");
    if (format != value.MemberEnd() && format->value.IsString()) value.EraseMember(format);
    for (auto& member : value.GetObject()) remove_formats(member.value);
  } else if (value.IsArray()) {
    for (auto& item : value.GetArray()) remove_formats(item);
  }
}

std::unique_ptr<valijson::Schema> compile(const Corpus& corpus) {
  rapidjson::Document document;
  document.Parse(corpus.schema.data(), corpus.schema.size());
  if (document.HasParseError()) throw std::runtime_error(rapidjson::GetParseError_En(document.GetParseError()));
  remove_formats(document);
  auto schema = std::make_unique<valijson::Schema>();
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::RapidJsonAdapter(document), *schema);
  return schema;
}

void measure(const Measure& measure, const Corpus& corpus) {
  measure.time_compilation([&] { return compile(corpus); });
  const auto schema = compile(corpus);
  valijson::Validator validator;
  measure_rapidjson_documents(measure, corpus, [&](const rapidjson::Value& document) {
    return validator.validate(*schema, valijson::adapters::RapidJsonAdapter(document), nullptr);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const Corpus corpus(argv[1]);
  const Measure measured("valijson", corpus, std::chrono::milliseconds(std::stoul(argv[2])));
  try {
    measure(measured, corpus);
  } catch (const std::exception& error) {  // what it cannot do
    measured.refuse(error.what());
  }
  return 0;
}
