#include "base/journal.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace sluiced::log {
namespace {

constexpr std::string_view journal_loss_message = "log lines were dropped: the journal does not take them fast enough";
constexpr std::size_t field_name_chars_max = 64;
/// What is left of a text where the whole entry is more than a datagram holds.
constexpr std::size_t cut_bytes_max = 1'000;

int priority(Level level) {
  switch (level) {
    case Level::debug: return 7;
    case Level::info: return 6;
    case Level::warn: return 4;
    case Level::error: return 3;
  }
  return 6;
}

void append(std::string& entry, std::string_view name, std::string_view value) {
  entry += name;
  if (value.find('\n') == std::string_view::npos) {
    entry += '=';
  } else {
    entry += '\n';
    for (unsigned shift = 0; shift < 64; shift += 8)
      entry += static_cast<char>((value.size() >> shift) & 0xffU);  // little endian
  }
  entry += value;
  entry += '\n';
}

std::string cut(std::string_view text) {
  if (text.size() <= cut_bytes_max) return std::string(text);
  std::size_t length = cut_bytes_max;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return std::string(text.substr(0, length)) + "…";
}

std::string entry_of(Level level, std::string_view line, Fields fields) {
  std::string entry;
  append(entry, "MESSAGE", line);
  append(entry, "PRIORITY", std::to_string(priority(level)));
  append(entry, "SYSLOG_IDENTIFIER", "sluiced");
  for (const Field& field : fields) append(entry, journal_field_name(field.name), field.value);
  return entry;
}

std::string cut_entry(Level level, std::string_view message, Fields fields) {
  std::vector<Field> shorter(fields.begin(), fields.end());
  for (Field& field : shorter) field.value = cut(field.value);
  return entry_of(level, cut(terminal_line(message, fields)), shorter);
}

}  // namespace

bool is_journal_stream(const char* variable, int fd) {
  struct stat status {};
  if (variable == nullptr || fstat(fd, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == variable;
}

std::string journal_field_name(std::string_view name) {
  std::string out = "SLUICED_";
  for (const char c : name.substr(0, field_name_chars_max - out.size())) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool stays = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += lower ? static_cast<char>(c - 'a' + 'A') : stays ? c : '_';
  }
  return out;
}

std::string journal_entry(Level level, std::string_view message, Fields fields) {
  return entry_of(level, terminal_line(message, fields), fields);
}

Journal::Journal(std::string_view socket_path, std::atomic<std::uint64_t>& dropped)
    : socket_path_(socket_path), fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)), dropped_(dropped) {
  const timeval at_most{.tv_sec = 0, .tv_usec = patience.count() * 1'000};
  if (fd_ >= 0) setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &at_most, sizeof at_most);
}

Journal::~Journal() {
  if (fd_ >= 0) close(fd_);
}

void Journal::write(Level level, std::string_view message, Fields fields) {
  const std::lock_guard lock(mutex_);
  bool through = true;
  if (untold_ > 0) {
    const Field count("count", untold_);
    through = deliver(Level::warn, journal_loss_message, Fields(&count, 1));
    if (through) untold_ = 0;
  }
  if (through && deliver(level, message, fields)) return;
  ++untold_;
  ++dropped_;
}

bool Journal::deliver(Level level, std::string_view message, Fields fields) {
  int error = send_entry(journal_entry(level, message, fields));
  if (error == EMSGSIZE || error == ENOBUFS) error = send_entry(cut_entry(level, message, fields));
  if (error == EMSGSIZE || error == ENOBUFS) error = send_entry(entry_of(level, cut(terminal_line(message, fields)), {}));
  return error == 0;
}

/// 0 or errno. Addressed anew each time: the journal may have been started anew.
int Journal::send_entry(const std::string& entry) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (fd_ < 0 || socket_path_.size() >= sizeof address.sun_path) return EBADF;
  socket_path_.copy(address.sun_path, socket_path_.size());
  for (;;) {
    const int flags = MSG_NOSIGNAL | (stuck_ ? MSG_DONTWAIT : 0);
    // NOLINTNEXTLINE(*-reinterpret-cast): how the system's call wants it
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    if (sendto(fd_, entry.data(), entry.size(), flags, to, sizeof address) >= 0) {
      stuck_ = false;
      return 0;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) stuck_ = true;
    return errno;
  }
}

}  // namespace sluiced::log
