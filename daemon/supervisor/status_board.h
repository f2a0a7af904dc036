// Where the main thread puts the newest Status, and where every other thread finds it.
#pragma once

#include <memory>
#include <mutex>

#include "supervisor/status.h"

namespace sluiced::supervisor {

/// Thread-safe. What is handed out does not change any more.
class StatusBoard {
 public:
  void put(Status status) {
    auto made = std::make_shared<const Status>(std::move(status));
    const std::lock_guard lock(mutex_);
    status_ = std::move(made);
  }
  /// Never null once the daemon has been made.
  std::shared_ptr<const Status> get() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Status> status_;
};

}  // namespace sluiced::supervisor
