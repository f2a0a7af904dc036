#include "base/log.h"

#include <spdlog/logger.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/journal.h"
#include "base/log_render.h"
#include "base/log_sink.h"
#include "base/repeats.h"
#include "base/time_text.h"

namespace sluiced::log {
namespace {

std::atomic<Level> lowest_level{Level::info};
std::atomic<std::uint64_t> dropped{0};
std::array<std::atomic<std::uint64_t>, 4> counts{};

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string now_text() { return rfc3339(SystemClock().wall()); }

/// Where lines go: the journal, or a logger that writes to stderr.
struct State {
  Format format = Format::json;
  std::unique_ptr<Journal> journal;
  std::shared_ptr<spdlog::logger> logger;
};

Format resolved(Format format, const std::string& journal_socket) {
  struct stat status {};
  const bool there = stat(journal_socket.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
  if (format == Format::journald) return there ? Format::journald : Format::json;
  if (format != Format::automatic) return format;
  if (there && is_journal_stream(std::getenv("JOURNAL_STREAM"), STDERR_FILENO)) return Format::journald;
  return isatty(STDERR_FILENO) != 0 ? Format::terminal : Format::json;
}

std::string loss_text(Format format, std::uint64_t count) {
  const Field field("count", count);
  const Fields fields(&field, 1);
  return format == Format::json ? json_line(now_text(), Level::warn, loss_message, fields) : terminal_line(loss_message, fields);
}

State make_state(Format wanted, std::string_view journal_socket) {
  State state;
  state.format = resolved(wanted, std::string(journal_socket));
  if (state.format == Format::journald) {
    state.journal = std::make_unique<Journal>(journal_socket, dropped);
    return state;
  }
  auto loss = [format = state.format](std::uint64_t count) { return loss_text(format, count); };
  state.logger = std::make_shared<spdlog::logger>("sluiced", std::make_shared<LogSink>(STDERR_FILENO, dropped, std::move(loss)));
  state.logger->set_pattern(state.format == Format::json ? "%v" : "%H:%M:%S.%e %^%-7l%$ %v");
  state.logger->set_level(spdlog::level::trace);  // lowest_level decides
  return state;
}

State& state() {
  static State the_state = make_state(Format::automatic, journal_socket_path);
  return the_state;
}

std::atomic<std::uint64_t>& counter(Level level) { return counts.at(static_cast<std::size_t>(level)); }

bool hidden(Level level) { return level < lowest_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message, Fields fields) {
  const State& current = state();
  if (current.journal) return current.journal->write(level, message, fields);
  const std::string line =
      current.format == Format::json ? json_line(now_text(), level, message, fields) : terminal_line(message, fields);
  current.logger->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

std::optional<std::uint64_t> admit(std::string_view fingerprint) {
  static std::mutex mutex;
  static Repeats repeats;
  const std::lock_guard lock(mutex);
  return repeats.admit(fingerprint, SystemClock().now());
}

}  // namespace

void set_up(Level level, Format format, std::string_view journal_socket) {
  set_level(level);
  state() = make_state(format, journal_socket);
}

void set_level(Level level) { lowest_level = level; }

void event(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (hidden(level)) return;
  ++counter(level);
  write(level, message, Fields(fields.begin(), fields.size()));
}

void repeating(Level level, std::string_view fingerprint, std::string_view message, std::initializer_list<Field> fields) {
  if (hidden(level)) return;
  ++counter(level);
  const auto swallowed = admit(fingerprint);
  if (!swallowed) return;
  std::vector<Field> all(fields);
  if (*swallowed > 0) all.emplace_back("repeated", *swallowed);
  write(level, message, all);
}

std::uint64_t count(Level level) { return counter(level); }

std::uint64_t dropped_lines() { return dropped; }

}  // namespace sluiced::log
