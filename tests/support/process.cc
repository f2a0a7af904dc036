#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "support/places.h"

namespace sluiced::testing {
namespace {

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

std::vector<std::string> environment(const std::vector<std::string>& more) {
  std::vector<std::string> all = more;
  for (const char* name : {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) all.push_back(std::string(name) + "=" + value);
  return all;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// A program that runs, with what goes in and comes out.
class Running {
 public:
  Running(const std::vector<std::string>& arguments, const RunOptions& options) : options_(options), left_(options.input) {
    std::signal(SIGPIPE, SIG_IGN);  // a program that does not read its input is no fault of ours
    start(arguments);
    input_.close_end(0);
    output_.close_end(1);
    errors_.close_end(1);
    fcntl(input_.ends[1], F_SETFL, O_NONBLOCK);
  }
  ~Running() {
    if (ended_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  Finished finish() {
    const auto deadline = std::chrono::steady_clock::now() + options_.deadline;
    while (output_.ends[0] >= 0 || errors_.ends[0] >= 0) {
      if (std::chrono::steady_clock::now() >= deadline)
        throw std::runtime_error("no end before the deadline; so far: " + result_.out + result_.err);
      exchange();
    }
    int status = 0;
    while (waitpid(pid_, &status, WNOHANG) != pid_) {
      if (std::chrono::steady_clock::now() >= deadline)
        throw std::runtime_error("no end before the deadline: " + result_.out + result_.err);
      poll(nullptr, 0, 2);
    }
    ended_ = true;
    result_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return std::move(result_);
  }

 private:
  void start(const std::vector<std::string>& arguments) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input_.ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output_.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors_.ends[1], STDERR_FILENO);
    if (!options_.output_to.empty())
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, options_.output_to.c_str(), O_WRONLY, 0);
    for (const int closed : options_.closed) posix_spawn_file_actions_addclose(&actions, closed);
    if (!options_.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, options_.directory.c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t as_usual;
    sigemptyset(&as_usual);
    sigaddset(&as_usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &as_usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const std::vector<std::string> variables = environment(options_.environment);
    const int error = posix_spawn(&pid_, arguments.front().c_str(), &actions, &attributes, pointers(arguments).data(),
                                  pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + arguments.front() + ": " + std::strerror(error));
    ended_ = false;
  }

  /// Waits for whichever of the three pipes can go on.
  void exchange() {
    std::array<pollfd, 3> waited{{{.fd = input_.ends[1], .events = POLLOUT, .revents = 0},
                                  {.fd = output_.ends[0], .events = POLLIN, .revents = 0},
                                  {.fd = errors_.ends[0], .events = POLLIN, .revents = 0}}};
    poll(waited.data(), waited.size(), 100);
    if (waited[0].revents != 0) feed();
    if (waited[1].revents != 0) take(output_, result_.out);
    if (waited[2].revents != 0) take(errors_, result_.err);
    if (options_.hang_up_after && result_.out.size() >= *options_.hang_up_after) output_.close_end(0);
  }

  void feed() {
    const ssize_t count = left_.empty() ? 0 : write(input_.ends[1], left_.data(), left_.size());
    if (count > 0) left_.remove_prefix(static_cast<std::size_t>(count));
    if (left_.empty() || (count < 0 && errno != EAGAIN)) input_.close_end(1);
  }

  static void take(Pipe& from, std::string& to) {
    std::array<char, 65536> chunk{};
    const ssize_t count = read(from.ends[0], chunk.data(), chunk.size());
    if (count > 0)
      to.append(chunk.data(), static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      from.close_end(0);
  }

  const RunOptions& options_;
  std::string_view left_;
  Pipe input_;
  Pipe output_;
  Pipe errors_;
  pid_t pid_ = -1;
  bool ended_ = true;
  Finished result_;
};

}  // namespace

Finished run_program(const std::vector<std::string>& arguments, const RunOptions& options) {
  return Running(arguments, options).finish();
}

Finished sluiced(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::vector<std::string> all{sluiced_program()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_program(all, options);
}

Folder::Folder() : path_((std::filesystem::temp_directory_path() / "sluiced-test-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view name, std::string_view text) const {
  const std::filesystem::path target = file(name);
  std::filesystem::create_directories(target.parent_path());
  std::ofstream stream(target, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw std::runtime_error("cannot write " + target.string());
  return target.string();
}

std::string Folder::make_folder(std::string_view name) const {
  std::filesystem::create_directories(file(name));
  return file(name);
}

std::size_t count_lines(std::string_view text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace sluiced::testing
