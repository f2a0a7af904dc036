// Writing JSON (RapidJSON behind it): strings are escaped, invalid UTF-8 is replaced by U+FFFD so that what we write is always
// JSON.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace sluiced::json {

/// Example: Writer w; w.begin_object(); w.key("valid"); w.boolean(true); w.end_object(); puts(w.text().c_str());
class Writer {
 public:
  Writer();
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);
  void string(std::string_view text);
  void number(std::int64_t value);
  void number(double value);  ///< null where it is not finite: JSON has no such numbers
  void boolean(bool value);
  void null();
  /// What is JSON already.
  void json(std::string_view text);
  /// A value of a document; numbers as they are written there.
  void value(const Tree& tree, NodeIndex node);
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::json
