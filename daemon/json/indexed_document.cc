#include "json/indexed_document.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <new>

#include "json/places.h"

namespace sluiced::json {
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

/// The walk over one value's places. Where it stands is handed from step to step, in registers: steps return the next place, or `none`
/// where it goes no further. No step has to ask whether there is another place: with `indexes`, a tag that is none stands behind the
/// last one; without, the last one closes a container.
template <bool indexes>
class IndexedDocument::Walk : private Places {
 public:
  explicit Walk(const Places& places) : Places(places), tags_(document_.tags_.data()) {}

  using Places::next_escape;

  std::uint32_t run(std::uint32_t at, std::uint32_t depth) {
    Open inner{none, 0, 0};  ///< the innermost open container and its children so far
    char closing = 0;        ///< what ends it
    for (;;) {
      ++inner.count;
      const char tag = tag_at(at);
      if (tag == '{' || tag == '[') {
        if (document_.open_.size() + depth >= limits_.depth_max) return none;
        document_.open_.push_back(inner);
        inner = {at++, 0, 0};
        closing = tag == '{' ? '}' : ']';
        if (tag_at(at) != closing) {
          if (closing == '}') at = take_member(at, inner);
          if (at == none) return none;
          continue;
        }
      } else {
        if (!take_scalar(at, tag)) return none;
        ++at;
      }
      // Behind a value.
      for (; inner.place != none && tag_at(at) == closing; ++at) {
        if (closing == '}' && document_.refuses_twice_named_) document_.names_.close(inner.count);
        if constexpr (indexes) {
          notes_[inner.place] = at;
          notes_[at] = inner.count;
        }
        inner = document_.open_.back();
        document_.open_.pop_back();
        closing = inner.place != none && character(inner.place) == '{' ? '}' : ']';
        if (!indexes && at + 1 == places_) return inner.place == none ? at + 1 : none;
      }
      if (inner.place == none) return at;
      if (tag_at(at++) != ',') return none;
      if (closing == '}') at = take_member(at, inner);
      if (at == none) return none;
    }
  }

 private:
  char tag_at(std::uint32_t at) const { return indexes ? tags_[at] : character(at); }

  /// From a member's name to its value.
  [[gnu::always_inline]] std::uint32_t take_member(std::uint32_t at, Open& object) {
    std::string_view name;
    if (tag_at(at) != '"' || object.count >= limits_.members_max || !take_string(at, name) || tag_at(at + 1) != ':') return none;
    if (!document_.refuses_twice_named_) return at + 2;
    return document_.names_.insert(object.place, object.count, name, key_of(at, name), object.names) ? at + 2 : none;
  }

  const char* const tags_;
};

IndexedDocument::IndexedDocument() : first_stage_(std::make_unique<FirstStage>()) {}
IndexedDocument::~IndexedDocument() = default;
IndexedDocument::IndexedDocument(IndexedDocument&&) noexcept = default;
IndexedDocument& IndexedDocument::operator=(IndexedDocument&&) noexcept = default;

bool IndexedDocument::begin(std::string_view bytes, const DocumentLimits& limits) {
  if (bytes.empty() || bytes.size() > limits.bytes_max || bytes.size() > bytes_most) return false;
  places_ = first_stage_->run(bytes);
  if (places_ == 0) return false;
  offsets_ = first_stage_->implementation->structural_indexes.get();
  bytes_ = bytes;
  // The last one more: a name's colon is looked for two behind it.
  if (tags_.size() < places_ + std::size_t{3}) {
    tags_.resize(std::bit_ceil(places_ + std::size_t{3}));
    notes_.resize(tags_.size());
  }
  tagged_from_ = places_;
  names_.clear();
  arena_.clear();
  unescaped_.clear();
  return true;
}

template <bool indexes>
std::uint32_t IndexedDocument::run(Places& places, std::uint32_t at, std::uint32_t depth) {
  open_.clear();
  Walk<indexes> walk(places);
  const std::uint32_t behind = walk.run(at, depth);
  places.go_on_from(walk.next_escape());
  return behind;
}

std::uint32_t IndexedDocument::walk(Places& places, std::uint32_t at, std::uint32_t depth) {
  if (at < tagged_from_) {
    const std::uint32_t* const offsets = offsets_;
    const char* const bytes = bytes_.data();
    char* const tags = tags_.data();
    for (std::uint32_t i = at, end = tagged_from_; i < end; ++i) tags[i] = bytes[offsets[i]];
    std::fill_n(tags_.begin() + places_, 3, '\0');
    tagged_from_ = at;
  }
  return run<true>(places, at, depth);
}

std::uint32_t IndexedDocument::skip(Places& places, std::uint32_t at, std::uint32_t depth) {
  return run<false>(places, at, depth);
}

bool IndexedDocument::read(std::string_view bytes, const DocumentLimits& limits) {
  if (!begin(bytes, limits)) return false;
  Places places(*this, limits);
  return walk(places, 0, 0) == places_;
}

}  // namespace sluiced::json
