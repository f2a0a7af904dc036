#include "benchmark/measure.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sluiced::benchmark {
namespace {

std::string contents(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file + " cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

Corpus::Corpus(const std::string& folder) : schema_file(folder + "/schema.json"), schema(contents(schema_file)) {
  std::ifstream lines(folder + "/instances.jsonl", std::ios::binary);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    bytes += line.size();
    documents.emplace_back(line.data(), line.size());  // exactly so large: nothing readable is promised behind it
  }
  if (documents.empty()) throw std::runtime_error(folder + "/instances.jsonl has no documents");
}

std::chrono::nanoseconds processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::size_t memory_in_use() {
  const auto now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

Measure::Measure(std::string engine, const Corpus& corpus, std::chrono::milliseconds sample)
    : engine_(std::move(engine)), corpus_(corpus), sample_(sample) {}

double Measure::passes_until_next_look(double ns_each) const {
  // The clock is looked at some sixteen times a sample.
  return std::max(1.0, std::floor(static_cast<double>(std::chrono::nanoseconds(sample_).count()) / ns_each / 16));
}

void Measure::print(std::string_view phase, double ns, std::size_t valid) const {
  fmt::print("{{\"engine\":\"{}\",\"phase\":\"{}\",\"ns\":{:.1f},\"documents\":{},\"bytes\":{},\"valid\":{}}}\n", engine_, phase,
             ns, corpus_.documents.size(), corpus_.bytes, valid);
}

void Measure::print_memory(std::size_t bytes) const {
  fmt::print("{{\"engine\":\"{}\",\"phase\":\"memory\",\"bytes\":{}}}\n", engine_, bytes);
}

void Measure::refuse(std::string_view why) const {
  std::string plain;
  for (const char c : why) plain += c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ' ? '\'' : c;
  fmt::print("{{\"engine\":\"{}\",\"phase\":\"error\",\"why\":\"{}\"}}\n", engine_, plain);
}

}  // namespace sluiced::benchmark
