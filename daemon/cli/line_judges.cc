#include "cli/line_judges.h"

#include <algorithm>

namespace sluiced::cli {
namespace {

/// Handed over and not popped: enough that nobody waits for the other.
constexpr std::size_t batches_max = 8;
/// More than this only where a single batch has more.
constexpr std::size_t bytes_max = std::size_t{4} << 20;
/// Whoever sends has enough to do with what so many find.
constexpr std::size_t threads_max = 4;

}  // namespace

JudgedLines::Line JudgedLines::operator[](std::size_t i) const {
  const Entry& entry = lines_[i];
  const std::string_view bytes = std::string_view(bytes_).substr(entry.begin, entry.size);
  return {.document = {.line = entry.number, .bytes = bytes},
          .refusal = entry.refusal ? &refusals_[*entry.refusal] : nullptr,
          .key = &entry.key,
          .value = bytes.substr(0, entry.value_size)};
}

void JudgedLines::judge(RecordMaker& maker) {
  for (Entry& entry : lines_) {
    auto refusal = maker.take({.line = entry.number, .bytes = std::string_view(bytes_).substr(entry.begin, entry.size)});
    if (refusal) {
      entry.refusal = refusals_.size();
      refusals_.push_back(std::move(*refusal));
    } else {
      entry.key = maker.record().key;
      entry.value_size = maker.record().value->size();
    }
  }
}

void JudgedLines::clear() {
  bytes_.clear();
  lines_.clear();
  refusals_.clear();
  judged_ = false;
}

std::size_t LineJudges::threads_of_this_machine() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, threads_max);
}

LineJudges::LineJudges(const RecordRules& rules, std::size_t threads) : added_(std::make_unique<JudgedLines>()) {
  for (std::size_t i = 0; i < threads; ++i) {
    RecordMaker& maker = makers_.emplace_back(rules);
    threads_.emplace_back([this, &maker] { work(maker); });
  }
}

LineJudges::~LineJudges() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wanted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void LineJudges::add(const InputDocument& line) {
  added_->lines_.push_back({.number = line.line, .begin = added_->bytes_.size(), .size = line.bytes.size()});
  added_->bytes_ += line.bytes;
}

void LineJudges::hand_over() {
  if (added_->lines_.empty()) return;
  bytes_ += added_->bytes_.size();
  batches_.push_back(std::move(added_));
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(batches_.back().get());
  }
  wanted_.notify_one();
  if (spare_.empty()) {
    added_ = std::make_unique<JudgedLines>();
  } else {
    added_ = std::move(spare_.back());
    spare_.pop_back();
  }
}

bool LineJudges::full() const { return batches_.size() >= batches_max || bytes_ >= bytes_max; }

const JudgedLines* LineJudges::front() {
  wakeup_.clear();  // before looking: what is judged meanwhile is signalled again
  if (batches_.empty()) return nullptr;
  const JudgedLines& first = *batches_.front();
  const std::lock_guard lock(mutex_);
  if (!first.judged_) return nullptr;
  if (first.fault_) std::rethrow_exception(first.fault_);
  return &first;
}

void LineJudges::pop() {
  bytes_ -= batches_.front()->bytes_.size();
  if (batches_.front()->bytes_.capacity() <= bytes_max) {  // else the next long line finds its own
    batches_.front()->clear();
    spare_.push_back(std::move(batches_.front()));
  }
  batches_.pop_front();
}

void LineJudges::work(RecordMaker& maker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    wanted_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (closing_) return;
    JudgedLines& batch = *waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    try {
      batch.judge(maker);
    } catch (...) {
      batch.fault_ = std::current_exception();
    }
    lock.lock();
    batch.judged_ = true;
    wakeup_.signal();
  }
}

}  // namespace sluiced::cli
