// Times passes over all documents of a folder, and prints a line of JSON for each phase: what scripts/bench validate reads.
//
//   {"engine":"sluiced","phase":"bytes","ns":81000.5,"documents":100,"bytes":13144,"valid":100}
//   {"engine":"sluiced","phase":"memory","bytes":58336}
//   {"engine":"rapidjson","phase":"error","why":"…"}                               in place of what it cannot do
//
// Phases: `compile` (the schema's bytes to something that judges), `parse` (the documents' bytes to documents), `parsed` (those to
// verdicts), `bytes` (bytes to verdicts), `bytes_unchecked` (the same without looking for members named twice). `ns` is of one pass
// over all documents; `valid` how many are.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced::benchmark {

struct Corpus {
  explicit Corpus(const std::string& folder);

  std::string schema_file;
  std::string schema;
  std::vector<std::string> documents;
  std::size_t bytes = 0;  ///< of all documents
};

template <class Documents, class Test>
std::size_t count_of(Documents& documents, Test test) {
  return static_cast<std::size_t>(std::count_if(documents.begin(), documents.end(), test));
}

/// Of this thread alone: what else the machine does does not count.
std::chrono::nanoseconds processor_time();

/// What malloc has given out and not got back.
std::size_t memory_in_use();

class Measure {
 public:
  Measure(std::string engine, const Corpus& corpus, std::chrono::milliseconds sample);

  /// `pass` judges or reads every document once and returns how many are valid.
  template <class Pass>
  void time(std::string_view phase, Pass pass) const {
    const std::size_t valid = pass();
    print(phase, best([&] { keep(pass()); }), valid);
  }

  /// `compile` returns something that judges. Memory is what a second one holds, beside the first: what all share is there by then.
  template <class Compile>
  void time_compilation(Compile compile) const {
    {
      const auto first = compile();
      const std::size_t before = memory_in_use();
      const auto second = compile();
      print_memory(memory_in_use() - before);
    }
    print("compile", best([&] { const auto compiled = compile(); }), 0);
  }

  void refuse(std::string_view why) const;

 private:
  static constexpr int samples = 3;
  static constexpr std::chrono::seconds enough{1};  ///< no further sample of a phase where this much is used up

  static void keep(std::size_t value) { asm volatile("" : : "r"(value) : "memory"); }

  /// Nanoseconds of one pass: the best of some samples, each of as many passes as fit.
  template <class Pass>
  double best(Pass pass) const {
    using Nanoseconds = std::chrono::duration<double, std::nano>;
    const auto begun = processor_time();
    double least = std::numeric_limits<double>::infinity();
    double passes = 1;
    for (int i = 0; i < samples && (i == 0 || processor_time() - begun < enough); ++i) {
      const auto start = processor_time();
      double done = 0;
      Nanoseconds taken{0};
      while (taken < sample_) {
        for (double j = 0; j < passes; ++j) pass();
        done += passes;
        taken = processor_time() - start;
        passes = passes_until_next_look(taken.count() / done);
      }
      least = std::min(least, taken.count() / done);
    }
    return least;
  }

  double passes_until_next_look(double ns_each) const;
  void print(std::string_view phase, double ns, std::size_t valid) const;
  void print_memory(std::size_t bytes) const;

  std::string engine_;
  const Corpus& corpus_;
  std::chrono::milliseconds sample_;
};

// One function for each engine: all that it can be asked for.
void measure_sluiced(const Corpus& corpus, std::chrono::milliseconds sample);
void measure_simdjson(const Corpus& corpus, std::chrono::milliseconds sample);
void measure_rapidjson(const Corpus& corpus, std::chrono::milliseconds sample);

}  // namespace sluiced::benchmark
