// The way taken through schema and document, as two JSON Pointers that grow and shrink with the walk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/pointer.h"
#include "schema/program.h"
#include "schema/uri.h"

namespace sluiced::schema {

/// A step into a path, taken back at the end of the scope.
class Step {
 public:
  explicit Step(std::string& path) : path_(path), length_(path.size()) {}
  Step(std::string& path, std::string_view token) : Step(path) { json::append_token(path, token); }
  Step(std::string& path, std::string_view keyword, std::string_view token) : Step(path, keyword) {
    json::append_token(path, token);
  }
  Step(std::string& path, std::string_view keyword, std::size_t index) : Step(path, keyword) { json::append_index(path, index); }
  ~Step() { path_.resize(length_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  std::string& path_;
  std::size_t length_;
};

/// The schema's URI and, as its fragment, the way to a keyword of it; "" means the schema itself.
inline std::string absolute_location(const Program& program, const BlockOrigin& block, std::string_view keyword) {
  std::string pointer = block.pointer;
  if (!keyword.empty()) json::append_token(pointer, keyword);
  return program.uris[block.resource] + "#" + pointer_fragment(pointer);
}

}  // namespace sluiced::schema
