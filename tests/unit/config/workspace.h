// A folder of files that lives as long as a test, and the configuration in it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/config.h"

namespace sluiced::config {

class Workspace {
 public:
  Workspace() {
    std::string name = (std::filesystem::temp_directory_path() / "sluiced-config-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    write("orders.schema.json", R"({"type": "object"})");
    write("returns.schema.json", R"({"type": "array"})");
  }
  ~Workspace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  std::map<std::string, std::string> variables;

  Environment environment() const {
    return [this](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
  }

  Result<Config, Fault> load(const std::string& yaml) const {
    write("sluiced.yaml", yaml);
    return load_config(path("sluiced.yaml"), environment());
  }

  /// What load() refuses, with the folder taken out: "sluiced.yaml:1:1: …"; "accepted" where nothing is wrong.
  std::string fault(const std::string& yaml) const {
    const auto config = load(yaml);
    return config ? "accepted" : without_folder(to_string(config.error()));
  }

  std::vector<std::string> faults(const std::string& yaml) const {
    write("sluiced.yaml", yaml);
    std::vector<std::string> lines;
    for (const Fault& fault : check_config(path("sluiced.yaml"), environment()))
      lines.push_back(without_folder(to_string(fault)));
    return lines;
  }

  std::string without_folder(std::string text) const {
    const std::string prefix = folder_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
    return text;
  }

 private:
  std::filesystem::path folder_;
};

/// The smallest file, with more keys of its one topic.
inline std::string with_topic(const std::string& keys) {
  return "kafka: {brokers: k}\ntopics:\n  - name: orders\n    schema: orders.schema.json\n" + keys;
}

/// The smallest file, with more keys of the file before it.
inline std::string with_file(const std::string& keys) { return keys + with_topic(""); }

}  // namespace sluiced::config
