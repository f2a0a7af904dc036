// A JSON document that a test asks for single values, by JSON Pointer: JsonText(line).text("/config/reload/error").
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "json/pointer.h"
#include "json/reader.h"

namespace sluiced::testing {

class JsonText {
 public:
  /// Throws std::runtime_error where it is not JSON.
  explicit JsonText(std::string text) : text_(std::make_unique<std::string>(std::move(text))) {
    if (json::read(*text_, {}, tree_).code != json::ReadErrorCode::none) throw std::runtime_error("not JSON: " + *text_);
  }

  bool has(std::string_view pointer) const { return json::resolve_pointer(tree_, 0, pointer) != json::no_node; }
  /// As it stands there: a string without its quotes, a number's token, "null".
  std::string text(std::string_view pointer) const {
    const json::Node& node = at(pointer);
    return node.kind == json::Kind::null ? "null" : std::string(node.string());
  }
  bool truth(std::string_view pointer) const { return at(pointer).truth; }
  double number(std::string_view pointer) const { return std::stod(std::string(at(pointer).string())); }
  /// Of an array or an object.
  std::size_t size(std::string_view pointer) const { return at(pointer).count; }
  std::vector<std::string> names(std::string_view pointer) const {
    std::vector<std::string> all;
    for (const json::NodeIndex child : json::children(tree_, json::resolve_pointer(tree_, 0, pointer)))
      all.emplace_back(tree_[child].name());
    return all;
  }

 private:
  const json::Node& at(std::string_view pointer) const {
    const json::NodeIndex found = json::resolve_pointer(tree_, 0, pointer);
    if (found == json::no_node) throw std::runtime_error("no " + std::string(pointer) + " in " + *text_);
    return tree_[found];
  }

  std::unique_ptr<std::string> text_;  ///< stays where it is: the tree borrows it
  json::Tree tree_;
};

}  // namespace sluiced::testing
