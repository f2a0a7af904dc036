// URI references as RFC 3986 has them: taken apart, put together, resolved against a base. What schemas are known by.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluiced::schema {

/// Any text can be taken apart; nothing is decoded or judged.
struct Uri {
  std::optional<std::string> scheme;
  std::optional<std::string> authority;
  std::string path;
  std::optional<std::string> query;
  std::optional<std::string> fragment;

  explicit Uri(std::string_view text);
  std::string text() const;              ///< all of it
  std::string without_fragment() const;  ///< what a resource is known by
};

/// Section 5.2.2; the base has a scheme.
Uri resolved(const Uri& base, const Uri& reference);

/// Section 2.1; nothing where a '%' begins no escape or the result is no text.
std::optional<std::string> percent_decoded(std::string_view text);

/// "file:///…" of an absolute path.
std::string file_uri(std::string_view absolute_path);

/// A JSON Pointer as a URI's fragment, without the '#' (RFC 6901, section 6).
std::string pointer_fragment(std::string_view pointer);

}  // namespace sluiced::schema
