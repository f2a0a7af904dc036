// Memory that an evaluation needs besides document and program: kept in a Scratch, so that judging does not allocate once warm.
#pragma once

#include <cstdint>
#include <vector>

#include "schema/document_view.h"

namespace sluiced::schema {

template <DocumentView View>
struct Workspace {
  struct Item {
    std::uint64_t hash;
    std::uint32_t place;
    typename View::Node node;
  };
  std::vector<Item> items;  ///< of the array that `uniqueItems` looks at

  /// A stack of flags: names seen, children evaluated. Each user takes as many as it needs and gives them back.
  std::vector<std::uint8_t> flags;

  void clear() {
    items.clear();
    flags.clear();
  }
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
