// The engines that can be measured in one program: `bench_validate ENGINE DIR MILLISECONDS`, with a folder that has schema.json and
// instances.jsonl, and how long a sample is. Prints what measure.h says; scripts/bench validate runs it in turn with the others.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>

#include "benchmark/measure.h"
#include "json/indexed_document.h"
#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::benchmark {
namespace {

schema::Schema compile(const Corpus& corpus) {
  const auto document = json::read_document(corpus.schema_file, corpus.schema, file_limits);
  if (!document) throw std::runtime_error(document.error().message);
  schema::FileLoader loader;
  schema::Options options;
  options.formats = schema::FormatMode::annotation;
  auto compiled = schema::compile(*document, loader, options);
  if (!compiled) throw std::runtime_error(compiled.error().message);
  return *compiled;
}

constexpr DocumentLimits limits{.bytes_max = file_limits.bytes_max};

/// Bytes to verdict as the daemon does it (gate/judge.cc).
struct Judge {
  explicit Judge(const schema::Schema& of) : schema(of) {}

  bool judge(const std::string& bytes) {
    if (schema.accepts(bytes, limits, document, scratch)) return true;
    if (document.read(bytes, limits)) return schema.validate(document, scratch) == schema::Outcome::valid;
    return json::read(bytes, limits, tree).code == json::ReadErrorCode::none &&
           schema.validate(tree, scratch) == schema::Outcome::valid;
  }

  const schema::Schema& schema;
  json::IndexedDocument document;
  json::Tree tree;
  schema::Scratch scratch;
};

}  // namespace

void measure_sluiced(const Corpus& corpus, std::chrono::milliseconds sample) {
  const Measure measure("sluiced", corpus, sample);
  measure.time_compilation([&] { return compile(corpus); });
  const schema::Schema schema = compile(corpus);

  Judge judge(schema);
  std::vector<json::IndexedDocument> indexed(corpus.documents.size());
  std::vector<json::Tree> trees(corpus.documents.size());
  bool all_indexed = true;
  for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
    all_indexed = indexed[i].read(corpus.documents[i], limits) && all_indexed;
    if (json::read(corpus.documents[i], limits, trees[i]).code != json::ReadErrorCode::none)
      throw std::runtime_error(fmt::format("document {} is none", i + 1));
  }
  const auto is_valid = [&](const auto& document) { return schema.validate(document, judge.scratch) == schema::Outcome::valid; };
  if (all_indexed) measure.time("parsed", [&] { return count_of(indexed, is_valid); });
  measure.time("parsed_tree", [&] { return count_of(trees, is_valid); });
  const auto judged = [&](const std::string& bytes) { return judge.judge(bytes); };
  measure.time("bytes", [&] { return count_of(corpus.documents, judged); });
  judge.document.refuse_twice_named(false);
  measure.time("bytes_unchecked", [&] { return count_of(corpus.documents, judged); });
  judge.document.refuse_twice_named(true);
  measure.time("parse", [&] {
    return count_of(corpus.documents, [&](const std::string& bytes) { return judge.document.read(bytes, limits); });
  });
}

/// The bar: a DOM of bytes that have been padded before. Nothing is judged.
void measure_simdjson(const Corpus& corpus, std::chrono::milliseconds sample) {
  std::vector<simdjson::padded_string> documents;
  for (const auto& bytes : corpus.documents) documents.emplace_back(std::string_view(bytes));
  simdjson::dom::parser parser;
  Measure("simdjson", corpus, sample).time("parse", [&] {
    return count_of(documents,
                    [&](const simdjson::padded_string& bytes) { return parser.parse(bytes).error() == simdjson::SUCCESS; });
  });
}

namespace {

struct Engine {
  std::string_view name;
  void (*measure)(const Corpus&, std::chrono::milliseconds);
};

constexpr std::array engines{
    Engine{"sluiced", measure_sluiced},
    Engine{"simdjson", measure_simdjson},
    Engine{"rapidjson", measure_rapidjson},
};

int run(const std::vector<std::string>& arguments) {
  const auto engine = std::find_if(engines.begin(), engines.end(),
                                   [&](const Engine& one) { return arguments.size() == 3 && one.name == arguments[0]; });
  if (engine == engines.end()) {
    fmt::print(stderr, "usage: bench_validate ENGINE DIR MILLISECONDS (scripts/bench validate)\n");
    return 64;
  }
  const Corpus corpus(arguments[1]);
  const std::chrono::milliseconds sample(std::stoul(arguments[2]));
  try {
    engine->measure(corpus, sample);
  } catch (const std::exception& error) {  // what it cannot do
    Measure(std::string(engine->name), corpus, sample).refuse(error.what());
  }
  return 0;
}

}  // namespace
}  // namespace sluiced::benchmark

int main(int argc, char** argv) {
  try {
    return sluiced::benchmark::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_validate: {}\n", error.what());
    return 1;
  }
}
