#include "json/indexed_document.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include "json/unescape.h"

namespace sluiced::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The first comparison almost always decides.
bool is_space(char c) { return static_cast<unsigned char>(c) <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t'); }

/// The note of a number: 0 where [p, end) is none.
std::uint32_t note_of_number(const char* p, const char* const end) {
  const char* const start = p;
  if (*p == '-') ++p;
  const char* const digits = p;
  std::uint64_t magnitude = 0;  // wraps beyond 19 digits, and is not looked at then
  while (p != end && is_digit(*p)) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*p++ - '0');
  if (p == digits || (*digits == '0' && p - digits > 1)) return 0;
  const auto length = static_cast<std::uint32_t>(end - start);
  if (p == end) {
    const std::uint64_t most = std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (digits != start ? 1 : 0);
    return p - digits <= 19 && magnitude <= most ? length | IndexedDocument::is_int64 : length;
  }
  if (*p == '.') {
    const char* const fraction = ++p;
    while (p != end && is_digit(*p)) ++p;
    if (p == fraction) return 0;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* const exponent = p;
    while (p != end && is_digit(*p)) ++p;
    if (p == exponent) return 0;
  }
  return p == end ? length : 0;
}

}  // namespace

/// simdjson's first stage alone, through the interface that its own parsers use. It finds the places, and refuses what is not UTF-8,
/// strings that do not end and control characters in them.
struct IndexedDocument::FirstStage {
  /// How many places; 0: refused.
  std::uint32_t run(std::string_view bytes) {
    if (bytes.size() > capacity) grow(bytes.size());
    const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    if (implementation->stage1(data, bytes.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) return 0;
    return implementation->n_structural_indexes;
  }
  void grow(std::size_t bytes) {
    constexpr std::size_t least = std::size_t{16} << 10U;
    const std::size_t wanted = std::max(least, std::bit_ceil(bytes));
    const auto error = implementation ? implementation->set_capacity(wanted)
                                      : simdjson::get_active_implementation()->create_dom_parser_implementation(
                                            wanted, simdjson::DEFAULT_MAX_DEPTH, implementation);
    if (error != simdjson::SUCCESS) throw std::bad_alloc();
    capacity = wanted;
  }

  std::unique_ptr<simdjson::internal::dom_parser_implementation> implementation;
  std::size_t capacity = 0;
};

/// One document's walk over its places. Behind the last place stands a tag that is none, so that no step has to ask whether there is
/// another. Where it stands is handed from step to step, in registers: steps return the next place, or `none` where it goes no
/// further.
class IndexedDocument::Walk {
 public:
  Walk(IndexedDocument& document, const std::uint32_t* offsets, std::uint32_t places, const DocumentLimits& limits)
      : document_(document),
        bytes_(document.bytes_.data()),
        offsets_(offsets),
        tags_(document.tags_.data()),
        notes_(document.notes_.data()),
        places_(places),
        limits_(limits),
        end_(bytes_ + document.bytes_.size()),
        next_escape_(find_escape(bytes_)) {}

  bool run() {
    Open inner{none, 0};  ///< the innermost open container and its children so far
    char closing = 0;     ///< what ends it
    std::uint32_t at = 0;
    for (;;) {
      ++inner.count;
      const char tag = tags_[at];
      if (tag == '{' || tag == '[') {
        if (document_.open_.size() == limits_.depth_max) return false;
        document_.open_.push_back(inner);
        inner = {at++, 0};
        closing = tag == '{' ? '}' : ']';
        if (tags_[at] != closing) {
          if (closing == '}') at = take_name(at, inner);
          if (at == none) return false;
          continue;
        }
      } else {
        if (!take_scalar(at, tag)) return false;
        ++at;
      }
      // Behind a value.
      for (; tags_[at] == closing && inner.place != none; ++at) {
        if (closing == '}') document_.names_.close(inner.count);
        notes_[inner.place] = at;
        notes_[at] = inner.count;
        inner = document_.open_.back();
        document_.open_.pop_back();
        closing = inner.place != none && tags_[inner.place] == '{' ? '}' : ']';
      }
      if (inner.place == none) return at == places_;
      if (tags_[at++] != ',') return false;
      if (closing == '}') at = take_name(at, inner);
      if (at == none) return false;
    }
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;

  /// From a member's name to its value.
  [[gnu::always_inline]] std::uint32_t take_name(std::uint32_t at, const Open& object) {
    std::string_view name;
    if (tags_[at] != '"' || object.count >= limits_.members_max || !take_string(at, name) || tags_[at + 1] != ':') return none;
    const bool stands_here = (notes_[at] & is_unescaped) == 0;
    const char* const readable = stands_here ? end_ : name.data() + name.size();
    return document_.names_.insert(object.place, object.count, name, readable) ? at + 2 : none;
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

  IndexedDocument& document_;
  const char* const bytes_;
  const std::uint32_t* const offsets_;
  const char* const tags_;
  std::uint32_t* const notes_;
  const std::uint32_t places_;
  const DocumentLimits limits_;
  const char* const end_;
  const char* next_escape_;  ///< in strings not yet taken, for nowhere else is one; or the end
};

IndexedDocument::IndexedDocument() : first_stage_(std::make_unique<FirstStage>()) {}
IndexedDocument::~IndexedDocument() = default;
IndexedDocument::IndexedDocument(IndexedDocument&&) noexcept = default;
IndexedDocument& IndexedDocument::operator=(IndexedDocument&&) noexcept = default;

bool IndexedDocument::read(std::string_view bytes, const DocumentLimits& limits) {
  if (bytes.empty() || bytes.size() > limits.bytes_max || bytes.size() > bytes_most) return false;
  const std::uint32_t places = first_stage_->run(bytes);
  if (places == 0) return false;
  bytes_ = bytes;
  const std::uint32_t* const offsets = first_stage_->implementation->structural_indexes.get();
  // The last one more: a name's colon is looked for two behind it.
  if (tags_.size() < places + std::size_t{3}) {
    tags_.resize(std::bit_ceil(places + std::size_t{3}));
    notes_.resize(tags_.size());
  }
  for (std::uint32_t i = 0; i < places; ++i) tags_[i] = bytes[offsets[i]];
  std::fill_n(tags_.begin() + places, 3, '\0');
  open_.clear();
  names_.clear();
  arena_.clear();
  unescaped_.clear();
  return Walk(*this, offsets, places, limits).run();
}

IndexedDocument::Raw IndexedDocument::raw() const {
  return {.bytes = bytes_.data(),
          .offsets = first_stage_->implementation->structural_indexes.get(),
          .tags = tags_.data(),
          .notes = notes_.data(),
          .unescaped = unescaped_.data()};
}

}  // namespace sluiced::json
