// Reads a changed configuration off the main thread, one at a time.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "base/wakeup.h"
#include "supervisor/plan.h"

namespace sluiced::supervisor {

/// On the main thread. `outside` is signalled when there is something to take.
class Reloader {
 public:
  Reloader(PlanLoader loader, Wakeup& outside) : loader_(std::move(loader)), outside_(outside) {}
  ~Reloader();  ///< waits for a reading under way
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// Reads now, or once more after the reading under way, which may have seen the file before its last change. The number of the
  /// reading that will do.
  std::uint64_t request();
  bool under_way() const { return thread_.joinable(); }
  /// What the reading brought, once; starts the next one where there is another to do.
  std::optional<Result<Plan, Fault>> take();
  /// Of the last reading taken; counts from 1.
  std::uint64_t completed() const { return completed_; }

 private:
  void begin();
  void read();  ///< on the thread
  void bring(Result<Plan, Fault> result);

  PlanLoader loader_;
  Wakeup& outside_;
  std::thread thread_;
  bool once_more_ = false;
  std::uint64_t completed_ = 0;
  std::mutex mutex_;
  std::optional<Result<Plan, Fault>> result_;
};

}  // namespace sluiced::supervisor
