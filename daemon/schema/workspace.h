// Memory that an evaluation needs besides document and program: kept in a Scratch, so that judging does not allocate once warm.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "json/name_set.h"
#include "schema/document_view.h"

namespace sluiced::schema {

/// Outcomes of one evaluation, by what was asked. Keeps at most so many: what it does not hold is found out again.
class Memo {
 public:
  void clear() {
    ++epoch_;
    count_ = 0;
  }
  std::optional<bool> find(std::uint64_t question) const {
    if (count_ == 0) return std::nullopt;
    for (std::size_t at = first_of(question);; at = (at + 1) & (entries_.size() - 1)) {
      const Entry& entry = entries_[at];
      if (entry.epoch != epoch_) return std::nullopt;
      if (entry.question == question) return entry.answer;
    }
  }
  void keep(std::uint64_t question, bool answer) {
    if (2 * count_ >= entries_.size() && !grow()) return;
    put({question, epoch_, answer});
    ++count_;
  }

 private:
  struct Entry {
    std::uint64_t question = 0;
    std::uint64_t epoch = 0;
    bool answer = false;
  };
  static constexpr std::size_t entries_max = std::size_t{1} << 20;

  std::size_t first_of(std::uint64_t question) const {
    return ((question ^ question >> 29U) * 0x9e3779b97f4a7c15) >> 24U & (entries_.size() - 1);
  }
  void put(const Entry& entry) {
    std::size_t at = first_of(entry.question);
    while (entries_[at].epoch == epoch_) at = (at + 1) & (entries_.size() - 1);
    entries_[at] = entry;
  }
  bool grow() {
    if (entries_.size() == entries_max) return false;
    const std::vector<Entry> before = std::exchange(entries_, std::vector<Entry>(std::max<std::size_t>(64, 2 * entries_.size())));
    for (const Entry& entry : before)
      if (entry.epoch == epoch_) put(entry);
    return true;
  }

  std::vector<Entry> entries_;  ///< open addressing; those of earlier epochs are free
  std::uint64_t epoch_ = 1;
  std::size_t count_ = 0;
};

template <DocumentView View>
struct Workspace {
  struct Item {
    std::uint64_t hash;
    std::uint32_t place;
    typename View::Node node;
  };
  std::vector<Item> items;  ///< of the array that `uniqueItems` looks at
  json::NameSet strings;    ///< the same, where they are strings

  /// A stack of flags: names seen, children evaluated. Each user takes as many as it needs and gives them back.
  std::vector<std::uint8_t> flags;

  Memo memo;

  /// For the next document. What takes items, strings or flags gives them back.
  void clear() { memo.clear(); }
};

/// So many flags on the stack, all unset, until the end of the scope.
template <DocumentView View>
class Flags {
 public:
  Flags(Workspace<View>& workspace, std::size_t count) : stack_(workspace.flags), first_(stack_.size()), count_(count) {
    stack_.resize(first_ + count, 0);
  }
  ~Flags() { stack_.resize(first_); }
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  std::size_t count() const { return count_; }
  bool operator[](std::size_t i) const { return stack_[first_ + i] != 0; }
  void set(std::size_t i) { stack_[first_ + i] = 1; }
  void set_all() { set_first(count_); }
  void set_first(std::size_t n) {
    for (std::size_t i = 0; i < n && i < count_; ++i) set(i);
  }
  void merge(const Flags& other) {
    for (std::size_t i = 0; i < count_; ++i) stack_[first_ + i] |= stack_[other.first_ + i];
  }

 private:
  std::vector<std::uint8_t>& stack_;
  std::size_t first_;
  std::size_t count_;
};

}  // namespace sluiced::schema
