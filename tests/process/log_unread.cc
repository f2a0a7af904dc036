// The daemon where nobody reads its log: it starts, goes on and ends as ever.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "support/child_process.h"
#include "support/places.h"
#include "support/process.h"

using namespace sluiced::testing;

namespace {

/// A named pipe that is full and held open, so that opening it for writing succeeds and writing does not.
class FullPipe {
 public:
  explicit FullPipe(const std::string& path) {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    fd_ = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    const std::string page(4096, 'x');
    while (::write(fd_, page.data(), page.size()) > 0) {
    }
  }
  ~FullPipe() { ::close(fd_); }
  FullPipe(const FullPipe&) = delete;
  FullPipe& operator=(const FullPipe&) = delete;

 private:
  int fd_;
};

}  // namespace

TEST_CASE("SIGTERM ends the daemon while its stderr is a full pipe that nobody reads") {
  const Folder folder;
  const std::string config =
      folder.write("c.yaml",
                   "kafka: { enabled: false }\nhttp: { listen: \"\" }\ncontrol: { socket: \"\" }\nlog: { level: debug }\n"
                   "topics: [ { name: orders, schema: s.json } ]\n");
  folder.write("s.json", "{}");
  const FullPipe pipe(folder.file("stderr"));
  ChildProcess daemon({sluiced_program(), "run", "-c", config}, folder.file("out"), folder.file("stderr"));
  // Its signals are its own once it waits for them.
  const std::string status = fmt::format("/proc/{}/status", daemon.pid());
  REQUIRE(
      within(std::chrono::seconds(20), [&] { return file_text(status).find("SigBlk:\t0000000000004") != std::string::npos; }));
  daemon.signal(SIGTERM);
  CHECK(daemon.await_exit(std::chrono::seconds(20)) == 0);
}

TEST_CASE("check refuses a pipe in the place of a file at once, in one line whatever the file is called") {
  const Folder folder;
  const std::string name = "a\n\x1b[2J.yaml";
  REQUIRE(::mkfifo(folder.file(name).c_str(), 0600) == 0);
  const Finished check = sluiced::testing::sluiced({"check", "-c", name}, {.directory = folder.path()});
  CHECK(check.exit_code == 78);
  CHECK(check.err == "a\\x0a\\x1b[2J.yaml: cannot be read: it is a pipe, not a file\n");
  REQUIRE(::mkfifo(folder.file("schema.json").c_str(), 0600) == 0);
  const Finished validate = sluiced::testing::sluiced({"validate", "schema.json"}, {.directory = folder.path()});
  CHECK(validate.exit_code == 78);
  CHECK(validate.err == "schema.json: cannot read: it is a pipe, not a file\n");
}
