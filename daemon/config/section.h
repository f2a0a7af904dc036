// Reading the tree: one Section per mapping, one getter per kind of value, every fault noted at its place and the reading going
// on.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fault.h"
#include "config/config.h"
#include "config/keys.h"
#include "config/yaml.h"
#include "json/tree.h"

namespace sluiced::config {

/// The file being read and what has been found wrong with it. One thread.
class Reading {
 public:
  explicit Reading(const YamlDocument& yaml) : yaml_(yaml) {}

  const json::Tree& tree() const { return yaml_.document->tree; }
  const json::Node& node(json::NodeIndex index) const { return tree()[index]; }
  const std::string& file() const { return yaml_.document->file; }
  Place place(json::NodeIndex index) const { return yaml_.place(node(index).offset); }
  Place key_place(json::NodeIndex member) const { return yaml_.place(node(member).key_offset); }

  /// A scalar as text: a string's, or the number or boolean as it was written.
  std::string written(json::NodeIndex scalar) const;

  void refuse(json::NodeIndex at, std::string message) { refuse_at(node(at).offset, std::move(message)); }
  void refuse_at(std::uint32_t offset, std::string message) { faults_.emplace(offset, std::move(message)); }

  bool sound() const { return faults_.empty(); }
  std::vector<Fault> faults() const;  ///< in the order of the file, each once

 private:
  const YamlDocument& yaml_;
  std::set<std::pair<std::uint32_t, std::string>> faults_;
};

/// What a value is, for "expected …, found …": "nothing", "true", "20", "'abc'", "a list", "a mapping".
std::string described(const json::Node& node);

/// "unknown key 'brokrs', did you mean 'brokers'?" — or what could stand there instead, where nothing is near.
std::string unknown(std::string_view what, std::string_view name, std::span<const std::string_view> known);

/// A mapping, over the one that gives what it leaves out (`defaults`). A key that is absent leaves the getter's target as it was.
class Section {
 public:
  /// Refuses what is no mapping (nothing at all is an empty one) and every key that `keys` does not know. no_node: empty.
  Section(Reading& reading, const KeySet& keys, json::NodeIndex own, json::NodeIndex fallback = json::no_node);

  json::NodeIndex find(std::string_view name) const;  ///< own, else fallback's, else no_node
  json::NodeIndex own() const { return own_; }
  Reading& reading() const { return reading_; }
  Section section(std::string_view name, const KeySet& keys) const;

  /// Notes that a key is missing, unless a key that was refused as unknown is evidently meant to be it. There must be a mapping.
  void missing(std::string_view name, std::string_view what);

  enum class Empty : std::uint8_t { refused, allowed };
  void text(std::string_view name, std::string& target, Empty empty = Empty::refused);
  void boolean(std::string_view name, bool& target);
  void duration(std::string_view name, Duration& target, Duration least, Duration most);
  void size(std::string_view name, std::size_t& target, std::uint64_t most);
  /// A whole number from 1.
  template <class T>
  void count(std::string_view name, T& target, std::int64_t most) {
    if (const auto number = whole_number(name, most)) target = static_cast<T>(*number);
  }
  /// A part of the whole: over 0, at most 1.
  void share(std::string_view name, double& target);
  /// One of the names; its index.
  std::optional<std::size_t> choice(std::string_view name, std::span<const std::string_view> names);
  /// A path, resolved beside the file.
  void path(std::string_view name, std::string& target);

 private:
  void check_keys();
  std::optional<std::int64_t> whole_number(std::string_view name, std::int64_t most);
  void refuse_value(std::string_view name, json::NodeIndex at, std::string_view expected);

  Reading& reading_;
  const KeySet& keys_;
  json::NodeIndex own_;
  json::NodeIndex fallback_;
  std::vector<std::string_view> guessed_;  ///< what unknown keys are near to
};

}  // namespace sluiced::config
