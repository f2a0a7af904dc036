#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

namespace sluiced::testing {
namespace {

/// Closed when it goes out of scope; -1: nobody listens there.
class Connection {
 public:
  explicit Connection(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) return;
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::strtoul(address.c_str() + colon + 1, nullptr, 10)));
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return;
    close(fd_);
    fd_ = -1;
  }
  ~Connection() {
    if (fd_ >= 0) close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

}  // namespace

HttpAnswer http_get(const std::string& address, const std::string& path, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  const Connection connection(address);
  if (connection.fd() < 0) return {};
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  if (send(connection.fd(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return {};
  std::string answer;
  std::array<char, 65536> chunk{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd readable{.fd = connection.fd(), .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) != 1) return {};
    const ssize_t count = read(connection.fd(), chunk.data(), chunk.size());
    if (count < 0) return {};
    if (count == 0) break;
    answer.append(chunk.data(), static_cast<std::size_t>(count));
  }
  const std::size_t head = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || head == std::string::npos) return {};
  return {.status = std::atoi(answer.c_str() + 9), .body = answer.substr(head + 4)};
}

std::optional<double> sample_of(const std::string& page, const std::string& name, const Labels& labels) {
  std::optional<double> sum;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find_first_of("{ ");
    const std::size_t value = line.rfind(' ');
    if (end == std::string::npos || line.compare(0, end, name) != 0) continue;
    const std::string own = line.substr(end, value - end);
    const bool wanted = std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
      const std::string text = label.first + "=\"" + label.second + "\"";
      return own.find("{" + text) != std::string::npos || own.find("," + text) != std::string::npos;
    });
    if (wanted) sum = sum.value_or(0) + std::strtod(line.c_str() + value, nullptr);
  }
  return sum;
}

}  // namespace sluiced::testing
