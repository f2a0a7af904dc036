// A document's tokens, one at a time, at the places that simdjson's first stage has found: what the walk that indexes a document
// (json/indexed_document.cc) and the one that judges it on the way (schema/one_pass.h) share.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "json/indexed_document.h"
#include "json/number_token.h"
#include "json/unescape.h"

namespace sluiced::json {

/// Over one document, after its begin(). Every token is taken once, in the order of places: only so are escapes found.
class IndexedDocument::Places {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  Places(IndexedDocument& document, const DocumentLimits& limits)
      : document_(document),
        bytes_(document.bytes_.data()),
        offsets_(document.raw().offsets),
        notes_(document.notes_.data()),
        places_(document.places_),
        limits_(limits),
        end_(bytes_ + document.bytes_.size()),
        next_escape_(find_escape(bytes_)) {}

  /// Where the next escape stands, or the end: what taking tokens moves on.
  const char* next_escape() const { return next_escape_; }
  void go_on_from(const char* next_escape) { next_escape_ = next_escape; }

  std::uint32_t count() const { return places_; }
  const DocumentLimits& limits() const { return limits_; }
  /// The character at a place; there is none behind the last.
  char character(std::uint32_t at) const { return bytes_[offsets_[at]]; }
  const char* end() const { return end_; }
  NameSet& names() { return document_.names_; }
  std::uint32_t note(std::uint32_t at) const { return notes_[at]; }
  /// For a view that is to look at this place alone.
  void tag(std::uint32_t at, char character) { document_.tags_[at] = character; }

  /// From a scalar's first character to its last: nothing but white space stands between it and the next place.
  [[gnu::always_inline]] std::string_view token(std::uint32_t at) const {
    const char* const begin = bytes_ + offsets_[at];
    const char* end = bytes_ + offsets_[at + 1];
    while (is_space(end[-1])) --end;
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  [[gnu::always_inline]] bool take_number(std::uint32_t at) {
    const std::string_view number = token(at);
    if (number.size() > limits_.number_chars_max) return false;
    notes_[at] = note_of_number(number.data(), number.data() + number.size());
    return notes_[at] != 0;
  }

  [[gnu::always_inline]] bool take_string(std::uint32_t at, std::string_view& text) {
    text = token(at);
    if (text.size() < 2 || text.back() != '"') return false;
    text = {text.data() + 1, text.size() - 2};
    notes_[at] = static_cast<std::uint32_t>(text.size());
    return next_escape_ >= text.data() + text.size() || unescape_at(at, text);
  }

  /// Whether the next token is a string that ends right before the next place and has no escapes: it need not be taken then.
  [[gnu::always_inline]] bool is_plain_string(std::uint32_t at) const {
    const char* const behind = bytes_ + offsets_[at + 1];
    return behind[-1] == '"' && next_escape_ >= behind && offsets_[at + 1] - offsets_[at] >= 2;
  }
  /// The same: what stands in its quotes.
  [[gnu::always_inline]] std::string_view plain_string(std::uint32_t at) const {
    return {bytes_ + offsets_[at] + 1, offsets_[at + 1] - offsets_[at] - std::size_t{2}};
  }
  /// Whether it is `true` or `false`, and the next place follows at once; without a branch on which.
  [[gnu::always_inline]] bool is_plain_boolean(std::uint32_t at) const {
    const char* const token = bytes_ + offsets_[at];
    const std::uint32_t length = offsets_[at + 1] - offsets_[at];
    if (length - 4 > 1) return false;
    const std::uint32_t last_four = load32(token + length - 4);
    const bool is_true = (length == 4) & (last_four == load32("true"));
    const bool is_false = (length == 5) & (*token == 'f') & (last_four == load32("alse"));
    return is_true | is_false;
  }

  /// Of a token not taken yet. False where escapes end before it, or begin behind it.
  bool may_have_escape(std::string_view token) const {
    return next_escape_ < token.data() + token.size() && token.find('\\') != std::string_view::npos;
  }
  /// Of a name just taken.
  [[gnu::always_inline]] NameKey key_of(std::uint32_t at, std::string_view name) const {
    return {name, (notes_[at] & is_unescaped) != 0 || end_ - name.data() >= NameKey::reach};
  }

  [[gnu::always_inline]] bool take_scalar(std::uint32_t at, char tag) {
    std::string_view text;
    switch (tag) {
      case '"': return take_string(at, text);
      case 't': return token(at) == "true";
      case 'f': return token(at) == "false";
      case 'n': return token(at) == "null";
      default: return (is_digit(tag) || tag == '-') && take_number(at);
    }
  }

 private:
  const char* find_escape(const char* from) const {
    const void* const found = std::memchr(from, '\\', static_cast<std::size_t>(end_ - from));
    return found == nullptr ? end_ : static_cast<const char*>(found);
  }

  bool unescape_at(std::uint32_t at, std::string_view& text) {
    const UnescapedString string = unescape(text.data(), end_, document_.arena_);
    if (string.fault_at != nullptr) return false;
    next_escape_ = find_escape(string.end);
    text = string.text;
    notes_[at] = static_cast<std::uint32_t>(document_.unescaped_.size()) | is_unescaped;
    document_.unescaped_.push_back(text);
    return true;
  }

 protected:
  IndexedDocument& document_;
  const char* const bytes_;
  const std::uint32_t* const offsets_;
  std::uint32_t* const notes_;
  const std::uint32_t places_;
  const DocumentLimits limits_;
  const char* const end_;
  const char* next_escape_;  ///< in strings not yet taken, for nowhere else is one; or the end
};

}  // namespace sluiced::json
