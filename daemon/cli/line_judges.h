// Lines judged on threads of their own, ahead of whoever sends them, and handed back in the order in which they came.
//
//   LineJudges judges(rules, LineJudges::threads_of_this_machine());
//   judges.add(line); …                               // a batch, which is copied
//   judges.hand_over();
//   while (const JudgedLines* batch = judges.front()) { …; judges.pop(); }
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/wakeup.h"
#include "cli/publish_record.h"

namespace sluiced::cli {

/// Lines in a row, and what was found of each.
class JudgedLines {
 public:
  struct Line {
    InputDocument document;
    const Refusal* refusal = nullptr;                 ///< nullptr: it passes, and is
    const std::optional<std::string>* key = nullptr;  ///< a record with this key
    std::string_view value;                           ///< and this value
  };
  std::size_t size() const { return lines_.size(); }
  /// Borrowed until the batch is popped.
  Line operator[](std::size_t i) const;

 private:
  friend class LineJudges;
  struct Entry {
    std::uint64_t number = 0;
    std::size_t begin = 0;
    std::size_t size = 0;
    std::optional<std::size_t> refusal = {};
    std::optional<std::string> key = {};
    std::size_t value_size = 0;
  };
  void judge(RecordMaker& maker);
  void clear();

  std::string bytes_;
  std::vector<Entry> lines_;
  std::vector<Refusal> refusals_;
  std::exception_ptr fault_;
  bool judged_ = false;
};

/// One thread owns it; its own threads only judge.
class LineJudges {
 public:
  static std::size_t threads_of_this_machine();

  LineJudges(const RecordRules& rules, std::size_t threads);
  /// What is not judged yet stays so.
  ~LineJudges();
  LineJudges(const LineJudges&) = delete;
  LineJudges& operator=(const LineJudges&) = delete;

  void add(const InputDocument& line);
  /// What was added is judged from now on.
  void hand_over();
  /// No more should be added for now: memory is bounded by whoever asks.
  bool full() const;
  /// Everything that was handed over has been popped.
  bool empty() const { return batches_.empty(); }
  /// The oldest batch; nullptr: it is not judged yet. Throws what judging it has thrown.
  const JudgedLines* front();
  void pop();
  /// For poll: readable when there may be a batch that is judged.
  int fd() const { return wakeup_.fd(); }

 private:
  void work(RecordMaker& maker);

  Wakeup wakeup_;
  std::unique_ptr<JudgedLines> added_;
  std::deque<std::unique_ptr<JudgedLines>> batches_;  ///< handed over, in order
  std::vector<std::unique_ptr<JudgedLines>> spare_;   ///< their memory is used again
  std::size_t bytes_ = 0;                             ///< of batches_
  std::mutex mutex_;                                  ///< of waiting_, closing_ and the batches' judged_
  std::condition_variable wanted_;
  std::deque<JudgedLines*> waiting_;
  bool closing_ = false;
  std::deque<RecordMaker> makers_;  ///< one for each thread
  std::vector<std::thread> threads_;
};

}  // namespace sluiced::cli
