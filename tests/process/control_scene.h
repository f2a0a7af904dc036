// A daemon whose broker is not there, with its control socket in a folder of its own.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/places.h"
#include "support/process.h"

namespace sluiced::testing {

/// Someone at the control socket who need not be polite.
class RawClient {
 public:
  explicit RawClient(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.data(), path.size());
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// All that comes until the daemon closes, or "(nothing in 20 s)".
  std::string receive() {
    std::string text;
    while (true) {
      pollfd waited{.fd = fd_, .events = POLLIN, .revents = 0};
      if (poll(&waited, 1, 20'000) <= 0) return "(nothing in 20 s)";
      char buffer[4096];
      const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
      if (count <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(count));
    }
  }

 private:
  int fd_;
  bool connected_ = false;
};

struct ControlScene {
  ControlScene() {
    folder.write("s.json", R"({"type":"object"})");
    write_config("");
    daemon = std::make_unique<ChildProcess>(std::vector<std::string>{sluiced_program(), "run", "-c", config()},
                                            folder.file("out"), folder.file("log"));
    const bool answers = within(std::chrono::seconds(30), [&] { return RawClient(socket()).connected(); });
    INFO(file_text(folder.file("log")));
    REQUIRE(answers);
  }

  std::string config() const { return folder.file("c.yaml"); }
  std::string socket() const { return folder.file("c.sock"); }
  void write_config(const std::string& more) const {
    folder.write("c.yaml",
                 "kafka: { brokers: \"127.0.0.1:1\" }\nhttp: { listen: \"\" }\ncontrol: { socket: c.sock }\n"
                 "topics:\n  - { name: orders, schema: s.json }\n  - { name: clicks, schema: s.json }\n" +
                     more);
  }
  /// The raw answer to one line.
  std::string ask(const std::string& line) const {
    RawClient client(socket());
    client.send(line + "\n");
    return client.receive();
  }
  Finished command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-c", config()});
    return sluiced::testing::sluiced(arguments);
  }
  bool runs() const { return !daemon->exit_code(); }

  Folder folder;
  std::unique_ptr<ChildProcess> daemon;
};

}  // namespace sluiced::testing
