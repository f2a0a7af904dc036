// What compiling takes: `bench_schemas FILE…` compiles all files, one after another, keeps them, and prints a line of JSON with the
// seconds and the process's peak memory. scripts/bench schemas starts it, each time afresh.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/fault.h"
#include "schema/schema.h"

namespace {

int refused(const sluiced::Fault& fault) {
  fmt::print(stderr, "{}\n", sluiced::to_string(fault));
  return 1;
}

/// The most this process has held, without what its starter held before: getrusage() would count that.
std::size_t peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
  throw std::runtime_error("/proc/self/status has no VmHWM");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace sluiced;
  schema::FileLoader loader;
  std::vector<schema::Schema> compiled;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 1; i < argc; ++i) {
    const auto document = loader.load(argv[i]);
    if (!document) return refused(document.error());
    const auto schema = schema::compile(*document, loader, {});
    if (!schema) return refused(schema.error());
    compiled.push_back(*schema);
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print("{{\"seconds\":{:.6f},\"peak_kib\":{}}}\n", taken.count(), peak_kib());
  return 0;
}
