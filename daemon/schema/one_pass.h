// Judges a document on the way through its bytes: each token is taken once, held against the grammar and against what the flat
// program asks of it. A value that needs more than its bytes is indexed first, and walked over then. Says only yes; whatever else is
// the case, the document is read and evaluated once more for its verdict.
#pragma once

#include <cstdint>

#include "json/indexed_document.h"
#include "json/places.h"
#include "schema/flat_program.h"
#include "schema/flat_walk.h"
#include "schema/indexed_view.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// For one document, after its begin(). Recurses as deep as the document nests, at most nesting_max deep.
class OnePass : private FlatWalk<IndexedView> {
 public:
  OnePass(const Program& program, json::IndexedDocument& document, const DocumentLimits& limits,
          Workspace<IndexedView>& workspace);

  bool run();

 private:
  using Walk = FlatWalk<IndexedView>;
  using Places = json::IndexedDocument::Places;
  static constexpr std::uint32_t none = Places::none;
  static constexpr Step unknown{Step::Kind::evaluate, 0};

  // Each takes the value at a place, within so many containers, and gives the place behind it; or none.
  std::uint32_t take(StateIndex index, TypeMask plain, std::uint32_t at, std::uint32_t depth);
  std::uint32_t take_object(const FlatState& state, std::uint32_t at, std::uint32_t depth);
  std::uint32_t take_array(const FlatState& state, std::uint32_t at, std::uint32_t depth);
  std::uint32_t take_members(const FlatObject& object, std::uint32_t at, std::uint32_t depth);
  struct Name {
    std::string_view text;
    json::NameKey key;
  };
  [[gnu::noinline]] Name take_name(const FlatObject& object, std::uint32_t at);
  std::uint32_t take_items(const FlatArray& array, std::uint32_t at, std::uint32_t depth);
  std::uint32_t take_different_strings(const FlatArray& array, std::uint32_t at, std::uint32_t depth);
  std::uint32_t take_string(const FlatState& state, std::uint32_t at);
  std::uint32_t take_number(const FlatState& state, std::uint32_t at);
  std::uint32_t take_word(const FlatState& state, std::uint32_t at, char tag);
  std::uint32_t take_indexed(const FlatState& state, std::uint32_t at, std::uint32_t depth);

  /// Of an object: those that are not declared. Declared ones have bits of their own.
  struct OtherNames {
    std::uint32_t object;
    std::uint32_t count;
    json::NameSet::Filter filter;
  };
  [[gnu::noinline]] bool is_new(OtherNames& others, std::string_view name, std::uint64_t head, std::uint64_t tail);
  bool holds_string(const FlatState& state, std::uint32_t at, std::string_view text);
  bool holds_scalar(FlatState::Range range, std::uint32_t at, char tag);
  /// Of a text in the bytes.
  [[gnu::always_inline]] json::NameKey key_ahead(std::string_view text) const {
    return {text, places_.end() - text.data() >= json::NameKey::reach};
  }
  template <class Use>
  bool look_ahead(std::uint32_t at, const Use& use) const;
  FlatState::Step choose(const FlatChoice& choice, std::uint32_t at) const;
  FlatState::Step look(const FlatPresence& presence, std::uint32_t at) const;
  FlatState::Step choose_by_value(const FlatChoice& choice, std::uint32_t at) const;

  const std::uint32_t depth_most_;  ///< containers within each other
  json::IndexedDocument& document_;
  Places places_;
};

}  // namespace sluiced::schema
