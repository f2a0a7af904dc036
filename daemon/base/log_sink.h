// Log lines to a descriptor whose reader may have stopped reading: the daemon goes on, and tells later what was not taken. It is
// no queue: a line is written or dropped by the thread that logs it.
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sluiced::log {

/// Thread-safe. Waits at most `patience` for a reader once; from then on lines are dropped at once until there is room again.
/// The next line that gets through comes after a warning that says how many did not.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  static constexpr Duration patience{200};

  /// fd: not owned, open as long as this lives. dropped: counts what was dropped. loss: the warning's text, as the logger would
  /// hand it over.
  LogSink(int fd, std::atomic<std::uint64_t>& dropped, std::function<std::string(std::uint64_t count)> loss);
  ~LogSink() override;

 private:
  enum class Written : std::uint8_t { all, part, none };

  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}
  std::string formatted(const spdlog::details::log_msg& message);
  bool put(std::string_view line, Duration at_most);
  Written write_all(std::string_view text, Duration at_most);

  int fd_;
  int own_fd_ = -1;  ///< the same pipe or terminal opened once more, non-blocking; -1: it could not be
  bool socket_ = false;
  bool colour_ = false;
  bool stuck_ = false;        ///< the last wait was in vain
  bool broken_off_ = false;   ///< what was written last is no whole line
  std::uint64_t untold_ = 0;  ///< dropped since the last warning
  std::atomic<std::uint64_t>& dropped_;
  std::function<std::string(std::uint64_t)> loss_;
};

}  // namespace sluiced::log
