// The log against readers that stop reading: real pipes and a real terminal in the place of stderr.
#include "base/log_sink.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "base/log.h"

using namespace sluiced;

namespace {

enum class Kind { pipe, socket, terminal };

/// Stands in stderr's place and is read only when asked.
class Stderr {
 public:
  explicit Stderr(log::Format format = log::Format::json, Kind kind = Kind::pipe) : before_(dup(STDERR_FILENO)) {
    int ends[2] = {-1, -1};
    if (kind == Kind::pipe) REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    if (kind == Kind::socket) REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    if (kind == Kind::terminal) REQUIRE(openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) == 0);
    read_end_ = ends[0];
    write_end_ = ends[1];
    fcntl(read_end_, F_SETFL, O_NONBLOCK);
    if (kind == Kind::pipe) fcntl(write_end_, F_SETPIPE_SZ, 65536);
    dup2(write_end_, STDERR_FILENO);
    std::signal(SIGPIPE, SIG_IGN);
    log::set_up(log::Level::info, format);
  }
  ~Stderr() {
    dup2(before_, STDERR_FILENO);
    log::set_up(log::Level::info, log::Format::automatic);
    for (const int fd : {before_, read_end_, write_end_}) close(fd);
  }
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;

  /// All that lies there.
  std::string read_all() const {
    std::string text;
    char chunk[4096];
    for (ssize_t count = 0; (count = read(read_end_, chunk, sizeof chunk)) > 0;)
      text.append(chunk, static_cast<std::size_t>(count));
    return text;
  }
  std::vector<std::string> read_lines() const {
    std::vector<std::string> lines;
    const std::string text = read_all();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      if (end == std::string::npos) break;
      at = end + 1;
    }
    return lines;
  }
  /// Logs until a line is dropped; the time that the longest call took.
  static Duration fill(const std::string& text) {
    const SystemClock clock;
    Duration longest{0};
    for (const std::uint64_t before = log::dropped_lines(); log::dropped_lines() == before;) {
      const auto begun = clock.now();
      log::event(log::Level::info, "filling", {{"text", text}});
      longest = std::max(longest, clock.now() - begun);
    }
    return longest;
  }

 private:
  int before_;
  int read_end_ = -1;
  int write_end_ = -1;
};

bool is_json_line(const std::string& line) { return line.starts_with("{\"time\":") && line.ends_with("}"); }

Duration time_of(int events) {
  const SystemClock clock;
  const auto begun = clock.now();
  for (int i = 0; i < events; ++i) log::event(log::Level::info, "nobody reads");
  return clock.now() - begun;
}

}  // namespace

TEST_CASE("where nobody reads stderr, a line waits once and the next not at all, whatever stderr is") {
  for (const Kind kind : {Kind::pipe, Kind::socket, Kind::terminal}) {
    const Stderr stderr_now(log::Format::json, kind);
    INFO(static_cast<int>(kind));
    CHECK(Stderr::fill(std::string(300, 'x')) < Duration{5'000});
    CHECK(time_of(1'000) < Duration{5'000});  // 200 s if each waited its time
  }
}

TEST_CASE("once somebody reads again, a line with the number of the dropped comes before the next") {
  const Stderr stderr_now;
  const std::uint64_t before = log::dropped_lines();
  Stderr::fill(std::string(300, 'x'));
  time_of(41);
  CHECK(log::dropped_lines() - before == 42);
  stderr_now.read_all();
  log::event(log::Level::info, "back");
  log::event(log::Level::info, "and on");
  const auto lines = stderr_now.read_lines();
  REQUIRE(lines.size() >= 3);
  const auto last = [&](std::size_t back) { return lines[lines.size() - back]; };
  CHECK_THAT(last(3), Catch::Matchers::EndsWith(
                          R"("level":"warn","message":"log lines were dropped: nobody reads stderr fast enough","count":42})"));
  CHECK_THAT(last(2), Catch::Matchers::EndsWith(R"("message":"back"})"));
  CHECK_THAT(last(1), Catch::Matchers::EndsWith(R"("message":"and on"})"));
}

TEST_CASE("a line that was broken off is never glued to the next") {
  const Stderr stderr_now;
  Stderr::fill(std::string(40'000, 'x'));  // the second begins and finds no room for its end
  const std::string first = stderr_now.read_all();
  REQUIRE(first.back() == 'x');
  log::event(log::Level::info, "back");
  const auto lines = stderr_now.read_lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].empty());  // ends the one that was broken off
  CHECK(is_json_line(lines[1]));
  CHECK(is_json_line(lines[2]));
}

TEST_CASE("lines of many threads stay whole, and a full pipe holds none of them for long") {
  const Stderr stderr_now;
  Stderr::fill(std::string(300, 'x'));
  const SystemClock clock;
  const auto begun = clock.now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { time_of(100); });
  for (std::thread& thread : threads) thread.join();
  CHECK(clock.now() - begun < Duration{5'000});
  for (const std::string& line : stderr_now.read_lines()) CHECK(is_json_line(line));
}

TEST_CASE("a reader that has gone is no reason to wait") {
  Stderr stderr_now;
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  dup2(ends[1], STDERR_FILENO);
  close(ends[1]);
  log::set_up(log::Level::info, log::Format::json);
  close(ends[0]);
  const std::uint64_t before = log::dropped_lines();
  CHECK(time_of(100) < Duration{5'000});
  CHECK(log::dropped_lines() - before == 100);
}

TEST_CASE("stderr stays as blocking as it was for whoever shares it") {
  const Stderr stderr_now;
  Stderr::fill(std::string(300, 'x'));
  CHECK((fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("the level can be changed while threads log, and what it hides is not counted") {
  const Stderr stderr_now;
  const auto debug = log::count(log::Level::debug);
  const auto warn = log::count(log::Level::warn);
  log::event(log::Level::debug, "hidden");
  log::set_level(log::Level::debug);
  log::event(log::Level::debug, "seen");
  log::set_level(log::Level::error);
  log::event(log::Level::warn, "hidden");
  log::repeating(log::Level::warn, "hidden", "hidden");
  const auto lines = stderr_now.read_lines();
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::Matchers::Contains(R"("message":"seen")"));
  CHECK(log::count(log::Level::debug) - debug == 1);
  CHECK(log::count(log::Level::warn) == warn);
}

TEST_CASE("an event that repeats is written once and counted each time") {
  const Stderr stderr_now;
  const auto before = log::count(log::Level::error);
  for (int i = 0; i < 5; ++i) log::repeating(log::Level::error, "test/repeats", "again", {{"n", i}});
  const auto lines = stderr_now.read_lines();
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::Matchers::EndsWith(R"("message":"again","n":0})"));
  CHECK(log::count(log::Level::error) - before == 5);
}

TEST_CASE("a terminal is told the level in colour, a pipe never") {
  setenv("TERM", "xterm", 1);
  {
    const Stderr terminal(log::Format::automatic, Kind::terminal);
    log::event(log::Level::warn, "careful", {{"n", 1}});
    CHECK_THAT(terminal.read_all(), Catch::Matchers::Contains("\033[33m\033[1mwarning\033[m careful  n=1"));
  }
  const Stderr no_terminal(log::Format::terminal);
  log::event(log::Level::warn, "careful", {{"n", 1}});
  CHECK_THAT(no_terminal.read_all(), Catch::Matchers::EndsWith(" warning careful  n=1\n"));
}
