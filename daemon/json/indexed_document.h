// The fast reader: bytes → where every value stands in them, without making a tree. simdjson's first stage finds the places; one
// walk over them of our own holds the grammar, the bounds and the member names. It says only yes: what it does not take is for the
// strict reader (json/reader.h) to judge, which says why.
//
//   IndexedDocument document;                       // one per thread, reused
//   if (document.read(bytes, limits)) …             // schema/indexed_view.h looks at it
//   else error = json::read(bytes, limits, tree);   // may still be a document
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "json/name_set.h"
#include "json/number_token.h"
#include "json/tree.h"

namespace sluiced::json {

/// A document's structural characters and the first characters of its scalars are its *places*, numbered in their order. A value is
/// known by its place; so is a member's name, whose colon and value have the next two. Move-only, like the memory it keeps.
class IndexedDocument {
 public:
  IndexedDocument();
  ~IndexedDocument();
  IndexedDocument(IndexedDocument&&) noexcept;
  IndexedDocument& operator=(IndexedDocument&&) noexcept;

  /// Larger documents are left to the strict reader: the index takes up to nine bytes a byte, and keeps them.
  static constexpr std::size_t bytes_most = std::size_t{4} << 20U;

  /// True only for what json::read() takes, too: RFC 8259, within the limits, no member named twice; and for all of that, up to
  /// bytes_most. Borrows `bytes` (and reads nothing behind them) until the next call. Allocates nothing once warm; throws only std::bad_alloc.
  bool read(std::string_view bytes, const DocumentLimits& limits);

  /// Whether a member that is named twice is refused, as it is unless this says otherwise. Off, each of the two counts as a member: for
  /// who measures beside readers that do not look.
  void refuse_twice_named(bool refuse) { refuses_twice_named_ = refuse; }
  bool refuses_twice_named() const { return refuses_twice_named_; }

  // In steps, for who judges on the way (schema/one_pass.h).
  class Places;  ///< json/places.h
  /// Finds the places, nothing else; true says only that whole tokens stand there, of UTF-8.
  bool begin(std::string_view bytes, const DocumentLimits& limits);
  /// Walks over the value at a place as read() does, and gives the place behind it; Places::none where read() would not take it.
  /// `depth` containers stand around it. Never backwards.
  std::uint32_t walk(Places& places, std::uint32_t at, std::uint32_t depth);
  /// The same, leaving nothing for a view. The document's last place must close a container.
  std::uint32_t skip(Places& places, std::uint32_t at, std::uint32_t depth);

  // Of the document read last. Raw, for the view alone; valid until the next read().
  struct Raw {
    const char* bytes = nullptr;
    const char* end = nullptr;
    const std::uint32_t* offsets = nullptr;                    ///< of each place
    const char* tags = nullptr;                                ///< the character at each place
    const std::uint32_t* notes = nullptr;                      ///< what the walk has found out of each place: see below
    const std::vector<std::string_view>* unescaped = nullptr;  ///< strings with escapes
  };
  Raw raw() const {
    return {.bytes = bytes_.data(),
            .end = bytes_.data() + bytes_.size(),
            .offsets = offsets_,
            .tags = tags_.data(),
            .notes = notes_.data(),
            .unescaped = &unescaped_};
  }

  // A place's note is, by its tag:
  //   { [   the place of the bracket that closes it        } ]  how many children
  //   "     the length, or where in `unescaped` it stands   - 0…9  the token's length
  static constexpr std::uint32_t is_unescaped = 0x80000000;   ///< of a string: the rest is an index
  static constexpr std::uint32_t is_int64 = number_is_int64;  ///< of a number: a plain integer that fits 64 bits

 private:
  struct FirstStage;
  template <bool indexes>
  class Walk;
  template <bool indexes>
  std::uint32_t run(Places& places, std::uint32_t at, std::uint32_t depth);

  std::unique_ptr<FirstStage> first_stage_;
  std::string_view bytes_;
  const std::uint32_t* offsets_ = nullptr;  ///< of the places, in the first stage's memory
  std::uint32_t places_ = 0;
  bool refuses_twice_named_ = true;
  std::uint32_t tagged_from_ = 0;  ///< all places from there on have their tags
  std::vector<char> tags_;
  std::vector<std::uint32_t> notes_;
  struct Open {
    std::uint32_t place;
    std::uint32_t count;
    NameSet::Filter names;
  };
  std::vector<Open> open_;  ///< containers around the innermost one
  NameSet names_;
  StringArena arena_;
  std::vector<std::string_view> unescaped_;
};

}  // namespace sluiced::json
