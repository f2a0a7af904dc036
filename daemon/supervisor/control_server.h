// The daemon's end of its control socket: a UNIX stream socket, one request line per connection, one answer, then closed. Who may use it
// is told by the permissions of the socket and its folder (0660). docs/control.md describes requests and answers.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sluiced::supervisor {

/// On the main thread, which polls for it. Bounded in connections, bytes and time, so that nobody keeps others out for long.
class ControlServer {
 public:
  static constexpr std::size_t request_bytes_max = 64 * 1024;
  static constexpr std::size_t connections_max = 32;
  static constexpr Duration request_timeout{10'000};
  static constexpr Duration accept_pause{1'000};
  /// Where all places are taken, those who have said nothing for so long make room.
  static constexpr Duration crowded_timeout{1'000};

  /// A socket left by a process that is gone is replaced; one that somebody answers at is refused.
  static Result<std::unique_ptr<ControlServer>> listen(const std::string& path, const Clock& clock);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  void add_to(std::vector<pollfd>& waited) const;
  struct Request {
    std::uint64_t connection = 0;
    std::string line;
  };
  /// Accepts, reads and writes what can be without waiting. The requests that are whole now; one that is too long comes as far as it
  /// was read, without its end, which is no JSON.
  std::vector<Request> work();
  /// The answer, with a line feed behind it. Nothing happens where the connection is gone.
  void answer(std::uint64_t connection, std::string text);

 private:
  struct Connection {
    int fd = -1;
    MonotonicTime since;
    std::string in;
    std::string out;
    bool asked = false;     ///< its request has been handed out
    bool answered = false;  ///< closed once `out` is written
  };
  ControlServer(int fd, std::string path, const Clock& clock) : fd_(fd), path_(std::move(path)), clock_(clock) {}
  void accept_new();
  bool slow(const Connection& connection, bool crowded) const;
  bool read_from(Connection& connection);
  bool write_to(Connection& connection);

  int fd_;
  std::string path_;
  dev_t device_ = 0;  ///< of the socket as it was made
  ino_t inode_ = 0;
  const Clock& clock_;
  MonotonicTime accept_again_at_{};
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Connection> connections_;
};

}  // namespace sluiced::supervisor
