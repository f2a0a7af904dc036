#include "base/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace sluiced {
namespace {

std::string_view kind_of(mode_t mode) {
  if (S_ISFIFO(mode)) return "pipe";
  if (S_ISSOCK(mode)) return "socket";
  return "device";
}

}  // namespace

Result<FileHandle, std::string> open_file(const std::string& file) {
  const auto error = [] { return failure(std::generic_category().message(errno)); };
  // Without O_NONBLOCK a pipe is opened only when somebody writes to it. Nothing changes for a file.
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return error();
  FileHandle handle(fdopen(fd, "rb"));
  if (!handle) {
    close(fd);
    return error();
  }
  struct stat status {};
  if (fstat(fd, &status) != 0) return error();
  if (S_ISDIR(status.st_mode)) return failure(std::generic_category().message(EISDIR));
  if (!S_ISREG(status.st_mode)) return failure("it is a " + std::string(kind_of(status.st_mode)) + ", not a file");
  return handle;
}

}  // namespace sluiced
