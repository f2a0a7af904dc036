// Documents as RapidJSON has them, for the two validators that stand on it.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "benchmark/measure.h"

namespace sluiced::benchmark {

/// Times all phases but compilation, with `is_valid` of a rapidjson::Value.
template <class IsValid>
void measure_rapidjson_documents(const Measure& measure, const Corpus& corpus, IsValid is_valid) {
  // One buffer for all documents, as whoever wants to be quick would have it.
  std::vector<char> buffer(std::size_t{4} << 20U);
  rapidjson::MemoryPoolAllocator<> pool(buffer.data(), buffer.size());
  const auto of_bytes = [&](auto then) {
    return count_of(corpus.documents, [&](const std::string& bytes) {
      pool.Clear();
      rapidjson::Document document(&pool);
      document.Parse(bytes.data(), bytes.size());
      return !document.HasParseError() && then(document);
    });
  };
  std::vector<rapidjson::Document> parsed(corpus.documents.size());
  for (std::size_t i = 0; i < parsed.size(); ++i) parsed[i].Parse(corpus.documents[i].data(), corpus.documents[i].size());

  measure.time("parsed", [&] { return count_of(parsed, is_valid); });
  measure.time("bytes", [&] { return of_bytes(is_valid); });
  measure.time("parse", [&] { return of_bytes([](const rapidjson::Value&) { return true; }); });
}

}  // namespace sluiced::benchmark
