#include <algorithm>

#include "schema/compiler.h"

namespace sluiced::schema {
namespace {

/// Depth first, without recursion: a chain of references may be as long as the file.
class CircleSearch {
 public:
  CircleSearch(std::size_t block_count, const std::vector<InPlaceStep>& steps) : from_(block_count + 1, 0), state_(block_count) {
    for (const InPlaceStep& step : steps) ++from_[step.from + 1];
    for (std::size_t i = 1; i < from_.size(); ++i) from_[i] += from_[i - 1];
    steps_.resize(steps.size());
    std::vector<std::size_t> next(from_.begin(), from_.end() - 1);
    for (const InPlaceStep& step : steps) steps_[next[step.from]++] = &step;
  }

  void run() {
    for (BlockIndex block = 0; block < state_.size(); ++block)
      if (state_[block] == State::unseen) search(block);
  }

 private:
  enum class State : std::uint8_t { unseen, open, closed };
  struct Frame {
    BlockIndex block;
    std::size_t next;  ///< step to look at
    const InPlaceStep* entered_by;
  };

  void search(BlockIndex start) {
    open(start, nullptr);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == from_[frame.block + 1]) {
        state_[frame.block] = State::closed;
        frames_.pop_back();
        continue;
      }
      const InPlaceStep& step = *steps_[frame.next++];
      if (state_[step.to] == State::open) refuse(step);
      if (state_[step.to] == State::unseen) open(step.to, &step);
    }
  }
  void open(BlockIndex block, const InPlaceStep* entered_by) {
    state_[block] = State::open;
    frames_.push_back({block, from_[block], entered_by});
  }

  /// `last` closes a circle. Every circle has a reference in it: that is the place to name.
  [[noreturn]] void refuse(const InPlaceStep& last) const {
    const InPlaceStep* named = &last;
    for (auto frame = frames_.rbegin(); !named->is_reference && frame->block != last.to; ++frame) named = frame->entered_by;
    sluiced::schema::refuse(*named->file, named->offset, "this reference leads back to itself without a step into the document");
  }

  std::vector<std::size_t> from_;  ///< where the steps of a block begin
  std::vector<const InPlaceStep*> steps_;
  std::vector<State> state_;
  std::vector<Frame> frames_;
};

}  // namespace

void refuse_circles(std::size_t block_count, const std::vector<InPlaceStep>& steps) { CircleSearch(block_count, steps).run(); }

}  // namespace sluiced::schema
