// Any bytes as a configuration file: read, or refused with a place in it.
#include "config/config.h"

#include <fstream>
#include <string>

#include "config/yaml.h"
#include "fuzz/expect.h"
#include "fuzz/folder.h"

namespace sluiced::fuzz {
namespace {

/// The configuration file, and a schema that it may name.
struct Files {
  Folder folder;
  std::string config = folder.file("sluiced.yaml");
  Files() { std::ofstream(folder.file("a.json")) << R"({"type":"object"})"; }
};

std::optional<std::string> variable(const std::string& name) {
  if (name == "BROKERS") return "kafka-1:9092";
  return name == "EMPTY" ? std::optional<std::string>("") : std::nullopt;
}

void has_a_place(const Fault& fault, const std::string& file, std::string_view bytes) {
  expect(!fault.message.empty(), "a complaint says something");
  expect(to_string(fault).find('\n') == std::string::npos, "a complaint is one line");
  if (fault.place.file != file) return;
  expect(fault.place.line >= 1 && fault.place.column >= 1, "a complaint has its place");
  expect(fault.place.line <= bytes.size() + 1 && fault.place.column <= bytes.size() + 1, "which is in the file");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  static const fuzz::Files files;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // A file of this machine that a path happens to name is none of our business.
  if (bytes.find("/dev") != std::string::npos || bytes.find("/proc") != std::string::npos) return 0;
  const std::string& file = files.config;
  std::ofstream(file, std::ios::binary) << bytes;
  const auto config = config::load_config(file, fuzz::variable);
  const std::vector<Fault> faults = config::check_config(file, fuzz::variable);
  fuzz::expect(config.ok() == faults.empty(), "a file is taken where nothing is wrong with it");
  for (const Fault& fault : faults) fuzz::has_a_place(fault, file, bytes);
  if (!config) fuzz::expect(to_string(config.error()) == to_string(faults.front()), "the first fault is the one that is told");
  return 0;
}
