// Any bytes as a configuration file: read, or refused with a place in it.
#include "config/config.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "config/yaml.h"
#include "fuzz/expect.h"

namespace sluiced::fuzz {
namespace {

/// With a schema that the file may name; it goes with the process.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "sluiced-fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
    std::ofstream(path_ / "a.json") << R"({"type":"object"})";
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(std::string_view bytes) const {
    const std::filesystem::path file = path_ / "sluiced.yaml";
    std::ofstream(file, std::ios::binary) << bytes;
    return file.string();
  }

 private:
  std::filesystem::path path_;
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
  static const fuzz::Folder folder;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // A file of this machine that a path happens to name is none of our business.
  if (bytes.find("/dev") != std::string::npos || bytes.find("/proc") != std::string::npos) return 0;
  const std::string file = folder.write(bytes);
  const auto config = config::load_config(file, fuzz::variable);
  const std::vector<Fault> faults = config::check_config(file, fuzz::variable);
  fuzz::expect(config.ok() == faults.empty(), "a file is taken where nothing is wrong with it");
  for (const Fault& fault : faults) fuzz::has_a_place(fault, file, bytes);
  if (!config) fuzz::expect(to_string(config.error()) == to_string(faults.front()), "the first fault is the one that is told");
  return 0;
}
