#include "config/file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/limits.h"
#include "base/units.h"

namespace sluiced::config {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, Close>;

std::string cannot_be_read(int error) { return fmt::format("cannot be read: {}", std::generic_category().message(error)); }

}  // namespace

Result<std::string, std::string> read_text_file(const std::string& file) {
  const FileHandle handle(std::fopen(file.c_str(), "rbe"));
  if (!handle) return failure(cannot_be_read(errno));
  std::string bytes;
  std::array<char, 65536> chunk{};
  for (;;) {
    const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), handle.get());
    bytes.append(chunk.data(), count);
    if (bytes.size() > file_limits.bytes_max) return failure(fmt::format("larger than {}", size_text(file_limits.bytes_max)));
    if (count == chunk.size()) continue;
    if (std::ferror(handle.get()) != 0) return failure(cannot_be_read(errno));
    return bytes;
  }
}

std::string why_unreadable(const std::string& file) {
  const FileHandle handle(std::fopen(file.c_str(), "rbe"));
  if (!handle) return cannot_be_read(errno);
  // A folder opens but does not read.
  char byte = 0;
  if (std::fread(&byte, 1, 1, handle.get()) == 0 && std::ferror(handle.get()) != 0) return cannot_be_read(errno);
  return "";
}

std::string resolve_beside(const std::string& from, const std::string& path) {
  if (path.empty()) return "";
  return (std::filesystem::path(from).parent_path() / path).lexically_normal().string();
}

}  // namespace sluiced::config
