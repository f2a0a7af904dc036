#include "config/file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/limits.h"
#include "base/open_file.h"
#include "base/units.h"

namespace sluiced::config {
namespace {

std::string cannot_be_read(std::string_view why) { return fmt::format("cannot be read: {}", why); }

}  // namespace

Result<std::string, std::string> read_text_file(const std::string& file) {
  const auto handle = open_file(file);
  if (!handle) return failure(cannot_be_read(handle.error()));
  std::string bytes;
  std::array<char, 65536> chunk{};
  for (;;) {
    const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), handle->get());
    bytes.append(chunk.data(), count);
    if (bytes.size() > file_limits.bytes_max) return failure(fmt::format("larger than {}", size_text(file_limits.bytes_max)));
    if (count == chunk.size()) continue;
    if (std::ferror(handle->get()) != 0) return failure(cannot_be_read(std::generic_category().message(errno)));
    return bytes;
  }
}

std::string why_unreadable(const std::string& file) {
  const auto handle = open_file(file);
  return handle ? "" : cannot_be_read(handle.error());
}

std::string resolve_beside(const std::string& from, const std::string& path) {
  if (path.empty()) return "";
  return (std::filesystem::path(from).parent_path() / path).lexically_normal().string();
}

}  // namespace sluiced::config
