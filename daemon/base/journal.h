// The systemd journal, spoken to in its native protocol: https://systemd.io/JOURNAL_NATIVE_PROTOCOL. A line's fields stay fields:
// `journalctl -t sluiced SLUICED_GROUP=shop`.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log_render.h"

namespace sluiced::log {

/// Whether `fd` is the stream to the journal that JOURNAL_STREAM ("device:inode") speaks of; null: the variable is not set.
bool is_journal_stream(const char* variable, int fd);

/// SLUICED_ and the name in upper case, with `_` for all but letters and digits; at most 64 characters.
std::string journal_field_name(std::string_view name);

/// One datagram: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER and the fields. A value with a line break goes in the binary form.
std::string journal_entry(Level level, std::string_view message, Fields fields);

/// Thread-safe. Waits at most `patience` for the journal once; from then on drops at once until it takes entries again.
class Journal {
 public:
  static constexpr Duration patience{200};

  /// socket_path: need not be there yet. dropped: counts what was dropped.
  Journal(std::string_view socket_path, std::atomic<std::uint64_t>& dropped);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void write(Level level, std::string_view message, Fields fields);

 private:
  bool deliver(Level level, std::string_view message, Fields fields);
  int send_entry(const std::string& entry);

  std::mutex mutex_;
  std::string socket_path_;
  int fd_;
  bool stuck_ = false;
  std::uint64_t untold_ = 0;
  std::atomic<std::uint64_t>& dropped_;
};

}  // namespace sluiced::log
