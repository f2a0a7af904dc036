#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::schema {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Failure<Fault> cannot_read(const std::string& file, int error) {
  return failure(Fault{{file, 0, 0}, std::string("cannot read: ") + std::strerror(error)});
}

}  // namespace

Result<std::shared_ptr<const json::Document>, Fault> FileLoader::load(const std::string& file) {
  const std::unique_ptr<std::FILE, CloseFile> stream(std::fopen(file.c_str(), "rbe"));
  if (stream == nullptr) return cannot_read(file, errno);
  std::string bytes;
  constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
  // Reading stops one chunk past the limit: the reader then says that the file is too large.
  while (bytes.size() <= file_limits.bytes_max) {
    const std::size_t before = bytes.size();
    bytes.resize(before + chunk_bytes);
    const std::size_t got = std::fread(bytes.data() + before, 1, chunk_bytes, stream.get());
    bytes.resize(before + got);
    if (std::ferror(stream.get()) != 0) return cannot_read(file, errno);
    if (got < chunk_bytes) break;
  }
  return json::read_document(file, std::move(bytes), file_limits);
}

}  // namespace sluiced::schema
