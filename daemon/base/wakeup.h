// An eventfd that one thread waits on and anybody signals: librdkafka's queues write to it, and so does whoever wants the thread's ear.
#pragma once

#include "base/clock.h"

namespace sluiced {

class Wakeup {
 public:
  Wakeup();  ///< throws std::system_error where the kernel gives no descriptor
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  /// Any thread, and signal handlers.
  void signal() noexcept;
  /// The owning thread: until signalled or `at_most` has passed; takes all signals so far.
  void wait(Duration at_most);
  /// For poll and for librdkafka; non-blocking, eight bytes a write.
  int fd() const { return fd_; }
  /// Takes all signals so far without waiting.
  void clear();

 private:
  int fd_;
};

}  // namespace sluiced
