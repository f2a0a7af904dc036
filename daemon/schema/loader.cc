#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/open_file.h"
#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::schema {
namespace {

Failure<Fault> cannot_read(const std::string& file, const std::string& why) {
  return failure(Fault{{file, 0, 0}, "cannot read: " + why});
}

}  // namespace

Result<std::shared_ptr<const json::Document>, Fault> Loader::find(const std::string& /*uri*/) {
  return std::shared_ptr<const json::Document>();
}

Result<std::shared_ptr<const json::Document>, Fault> FileLoader::load(const std::string& file) {
  const auto stream = open_file(file);
  if (!stream) return cannot_read(file, stream.error());
  std::string bytes;
  constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
  // Reading stops one chunk past the limit: the reader then says that the file is too large.
  while (bytes.size() <= file_limits.bytes_max) {
    const std::size_t before = bytes.size();
    bytes.resize(before + chunk_bytes);
    const std::size_t got = std::fread(bytes.data() + before, 1, chunk_bytes, stream->get());
    bytes.resize(before + got);
    if (std::ferror(stream->get()) != 0) return cannot_read(file, std::strerror(errno));
    if (got < chunk_bytes) break;
  }
  return json::read_document(file, std::move(bytes), file_limits);
}

}  // namespace sluiced::schema
