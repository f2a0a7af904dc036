// What `$ref` points at. So far within the schema's own file only: "#" and "#/a/json/pointer".
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "json/tree.h"

namespace sluiced::schema {

/// Belongs to one compilation.
class Resolver {
 public:
  struct Target {
    json::NodeIndex node = json::no_node;
    std::string pointer;  ///< from the root of the file
  };

  explicit Resolver(const json::Tree& tree) : tree_(tree) {}

  /// The failure is the complaint.
  Result<Target> resolve(std::string_view reference);

 private:
  json::NodeIndex walk(std::string_view pointer);
  json::NodeIndex step(json::NodeIndex from, std::string_view token);

  const json::Tree& tree_;
  /// The members of large objects by name: a file with thousands of definitions refers to each of them.
  std::unordered_map<json::NodeIndex, std::unordered_map<std::string_view, json::NodeIndex>> members_;
};

}  // namespace sluiced::schema
