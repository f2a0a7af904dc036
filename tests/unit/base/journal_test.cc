// The journal's native protocol, spoken to a socket of the test's own.
#include "base/journal.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/log.h"

using namespace sluiced;
using log::Field;
using log::Level;

namespace {

std::string entry(Level level, std::string_view message, const std::vector<Field>& fields) {
  return log::journal_entry(level, message, fields);
}

class FakeJournal {
 public:
  FakeJournal() {
    std::string name = (std::filesystem::temp_directory_path() / "sluiced-journal-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    open();
  }
  ~FakeJournal() {
    shut();
    std::filesystem::remove_all(folder_);
  }
  FakeJournal(const FakeJournal&) = delete;
  FakeJournal& operator=(const FakeJournal&) = delete;

  std::string path() const { return folder_ + "/socket"; }
  void open() {
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  void shut() {
    ::close(fd_);
    ::unlink(path().c_str());
  }
  /// "": none is there.
  std::string next() const {
    std::string bytes(1 << 20, '\0');
    const ssize_t count = ::recv(fd_, bytes.data(), bytes.size(), 0);
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes;
  }

 private:
  std::string folder_;
  int fd_ = -1;
};

}  // namespace

TEST_CASE("an entry has message, priority, identifier, and each field under a name the journal takes") {
  CHECK(entry(Level::warn, "topic on hold", {{"topic", "or ders"}, {"in-flight.max", 3}}) ==
        "MESSAGE=topic on hold  topic=\"or ders\"  in-flight.max=3\nPRIORITY=4\nSYSLOG_IDENTIFIER=sluiced\n"
        "SLUICED_TOPIC=or ders\nSLUICED_IN_FLIGHT_MAX=3\n");
  for (const auto& [level, priority] :
       {std::pair(Level::error, '3'), std::pair(Level::warn, '4'), std::pair(Level::info, '6'), std::pair(Level::debug, '7')})
    CHECK(entry(level, "m", {}) == fmt::format("MESSAGE=m\nPRIORITY={}\nSYSLOG_IDENTIFIER=sluiced\n", priority));
  CHECK(log::journal_field_name("ä") == "SLUICED___");
  CHECK(log::journal_field_name(std::string(100, 'x')).size() == 64);
}

TEST_CASE("a value with a line break cannot forge a field: its length goes before it") {
  CHECK(entry(Level::info, "m", {{"why", "a\nPRIORITY=0"}}) ==
        "MESSAGE=m  why=\"a\\u000aPRIORITY=0\"\nPRIORITY=6\nSYSLOG_IDENTIFIER=sluiced\nSLUICED_WHY\n" +
            std::string("\x0c\0\0\0\0\0\0\0", 8) + "a\nPRIORITY=0\n");
}

TEST_CASE("entries reach the journal, also after it was started anew, and what it missed is told") {
  FakeJournal socket;
  std::atomic<std::uint64_t> dropped{0};
  log::Journal journal(socket.path(), dropped);
  journal.write(Level::info, "one", {});
  CHECK_THAT(socket.next(), Catch::Matchers::StartsWith("MESSAGE=one\n"));
  socket.shut();
  journal.write(Level::info, "two", {});
  journal.write(Level::info, "three", {});
  CHECK(dropped == 2);
  socket.open();
  journal.write(Level::info, "four", {});
  CHECK(socket.next() ==
        "MESSAGE=log lines were dropped: the journal does not take them fast enough  count=2\nPRIORITY=4\n"
        "SYSLOG_IDENTIFIER=sluiced\nSLUICED_COUNT=2\n");
  CHECK_THAT(socket.next(), Catch::Matchers::StartsWith("MESSAGE=four\n"));
  CHECK(socket.next().empty());
  CHECK(dropped == 2);
}

TEST_CASE("a journal that takes nothing holds nobody for long") {
  const FakeJournal socket;
  std::atomic<std::uint64_t> dropped{0};
  log::Journal journal(socket.path(), dropped);
  const SystemClock clock;
  const auto begun = clock.now();
  for (int i = 0; i < 2'000; ++i) journal.write(Level::info, "nobody reads", {});
  CHECK(clock.now() - begun < Duration{5'000});
  CHECK(dropped > 0);
}

TEST_CASE("an entry beyond what a datagram holds is cut, not lost") {
  const FakeJournal socket;
  std::atomic<std::uint64_t> dropped{0};
  log::Journal journal(socket.path(), dropped);
  const std::vector<Field> one{{"text", std::string(10 << 20, 'x')}, {"topic", "orders"}};
  journal.write(Level::info, "long", one);
  const std::string cut = socket.next();
  CHECK_THAT(cut, Catch::Matchers::StartsWith("MESSAGE=long  text=xxx") && Catch::Matchers::Contains("x…\n") &&
                      Catch::Matchers::EndsWith("SLUICED_TOPIC=orders\n"));
  CHECK(cut.size() < 4'000);
  const std::vector<Field> many(5'000, Field("text", std::string(999, 'x')));
  journal.write(Level::info, "many", many);
  CHECK_THAT(socket.next(),
             Catch::Matchers::StartsWith("MESSAGE=many") && Catch::Matchers::EndsWith("SYSLOG_IDENTIFIER=sluiced\n"));
  CHECK(dropped == 0);
}

TEST_CASE("stderr is the journal where JOURNAL_STREAM names its device and inode") {
  struct stat status {};
  REQUIRE(fstat(STDERR_FILENO, &status) == 0);
  const std::string stream = fmt::format("{}:{}", status.st_dev, status.st_ino);
  CHECK(log::is_journal_stream(stream.c_str(), STDERR_FILENO));
  CHECK_FALSE(log::is_journal_stream(nullptr, STDERR_FILENO));
  CHECK_FALSE(log::is_journal_stream((stream + "1").c_str(), STDERR_FILENO));
  CHECK_FALSE(log::is_journal_stream(stream.c_str(), -1));
}

TEST_CASE("automatic is the journal where stderr is, and journald means it wherever stderr goes") {
  const FakeJournal socket;
  struct stat status {};
  REQUIRE(fstat(STDERR_FILENO, &status) == 0);
  setenv("JOURNAL_STREAM", fmt::format("{}:{}", status.st_dev, status.st_ino).c_str(), 1);
  log::set_up(Level::info, log::Format::automatic, socket.path());
  log::event(Level::info, "one");
  unsetenv("JOURNAL_STREAM");
  log::set_up(Level::info, log::Format::journald, socket.path());
  log::event(Level::info, "two");
  log::set_up(Level::info, log::Format::automatic);
  CHECK_THAT(socket.next(), Catch::Matchers::StartsWith("MESSAGE=one\n"));
  CHECK_THAT(socket.next(), Catch::Matchers::StartsWith("MESSAGE=two\n"));
}
