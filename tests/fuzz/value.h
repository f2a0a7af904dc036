// A JSON value that can be changed, and written again: what structure-aware mutation works on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/tree.h"

namespace sluiced::fuzz {

struct Value {
  json::Kind kind = json::Kind::null;
  bool truth = false;
  std::string text;                ///< of a string, unescaped; of a number, its token
  std::vector<std::string> names;  ///< of an object's members
  std::vector<Value> children;

  bool is_object() const { return kind == json::Kind::object; }
  bool is_container() const { return kind == json::Kind::object || kind == json::Kind::array; }
  /// Of an object: sets the member, which it may have already.
  void set(std::string_view name, Value value);
  void erase(std::size_t child);
};

Value value_of(const json::Tree& tree, json::NodeIndex node = 0);

/// Of a text that must be JSON.
Value value_of(std::string_view text);

/// Strings as json::Writer has them, numbers as they were written.
std::string to_json(const Value& value);

}  // namespace sluiced::fuzz
