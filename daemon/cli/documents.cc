#include "cli/documents.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace sluiced::cli {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{256} << 10;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

bool LineSplitter::line(std::string_view text, bool blank, const OnDocument& on_document) {
  const std::uint64_t number = number_++;
  return blank || on_document({.line = number, .bytes = text});
}

void LineSplitter::keep(std::string_view text) {
  begun_blank_ = begun_blank_ && is_blank(text);
  begun_ += text.substr(0, kept_max_ - std::min(kept_max_, begun_.size()));
}

bool LineSplitter::feed(std::string_view chunk, const OnDocument& on_document) {
  while (!chunk.empty()) {
    const std::size_t end = chunk.find('\n');
    if (end == std::string_view::npos) {
      keep(chunk);
      return true;
    }
    const std::string_view text = chunk.substr(0, end);
    chunk.remove_prefix(end + 1);
    bool go_on = true;
    if (begun_.empty()) {
      go_on = line(text.substr(0, kept_max_), is_blank(text), on_document);
    } else {
      keep(text);
      go_on = line(begun_, begun_blank_, on_document);
      begun_.clear();
      begun_blank_ = true;
    }
    if (!go_on) return false;
  }
  return true;
}

bool LineSplitter::finish(const OnDocument& on_document) { return begun_.empty() || line(begun_, begun_blank_, on_document); }

Source::Source(const std::string& file) : fd_(STDIN_FILENO), owned_(file != "-") {
  if (owned_) fd_ = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) error_ = errno;
}

Source::~Source() {
  if (owned_ && fd_ >= 0) close(fd_);
}

/// The number of bytes now in chunk_, 0 at the end; nullopt: error_ says why not.
std::optional<std::size_t> Source::read_some() {
  chunk_.resize(chunk_bytes);
  for (;;) {
    const ssize_t count = read(fd_, chunk_.data(), chunk_.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) {
      pollfd waited{.fd = fd_, .events = POLLIN, .revents = 0};
      poll(&waited, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
      return std::nullopt;
    }
  }
}

std::string Source::read_whole(std::size_t bytes_max, const OnDocument& on_document, const BeforeRead& before_read) {
  std::string document;
  while (document.size() <= bytes_max) {
    if (!before_read()) return "";
    const auto count = read_some();
    if (!count) return "cannot be read: " + std::generic_category().message(error_);
    if (*count == 0) break;
    document.append(chunk_, 0, *count);
  }
  document.resize(std::min(document.size(), bytes_max + 1));
  on_document({.line = 1, .bytes = document});
  return "";
}

std::string Source::read_documents(Framing framing, std::size_t bytes_max, const OnDocument& on_document,
                                   const BeforeRead& before_read) {
  if (fd_ < 0) return "cannot be read: " + std::generic_category().message(error_);
  if (framing == Framing::document) return read_whole(bytes_max, on_document, before_read);
  LineSplitter lines(bytes_max + 1);
  for (;;) {
    if (!before_read()) return "";
    const auto count = read_some();
    if (!count) return "cannot be read: " + std::generic_category().message(error_);
    if (*count == 0) break;
    if (!lines.feed(std::string_view(chunk_).substr(0, *count), on_document)) return "";
  }
  lines.finish(on_document);
  return "";
}

}  // namespace sluiced::cli
