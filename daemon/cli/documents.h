// Where `sluiced validate` gets its documents from: files and standard input, as a whole or line by line, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluiced::cli {

enum class Framing : std::uint8_t {
  document,  ///< all of it is one document
  lines,     ///< one document a line, as in NDJSON; lines of white space only are none
};

/// Borrowed until the next one is asked for.
struct InputDocument {
  std::uint64_t line = 1;  ///< of its first byte in the source, from 1
  std::string_view bytes;
};

/// Says whether to go on.
using OnDocument = std::function<bool(const InputDocument&)>;
using BeforeRead = std::function<bool()>;

/// Cuts a stream into lines. Of a line longer than `kept_max` only so much is kept: enough to say that it is too long.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t kept_max) : kept_max_(kept_max) {}
  /// False once on_document said so.
  bool feed(std::string_view chunk, const OnDocument& on_document);
  /// The last line, where no newline ended it.
  bool finish(const OnDocument& on_document);

 private:
  bool line(std::string_view text, bool blank, const OnDocument& on_document);
  void keep(std::string_view text);

  std::size_t kept_max_;
  std::uint64_t number_ = 1;
  std::string begun_;
  bool begun_blank_ = true;  ///< all of it, beyond what is kept too
};

/// An open file, or standard input.
class Source {
 public:
  /// "-" is standard input.
  explicit Source(const std::string& file);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// Hands out every document until on_document says to stop. before_read is called before each read, which may wait for long, and
  /// says whether to read at all: if not, what was read of a document whose end was not is dropped. bytes_max: of one document; one byte more than that is handed out at most. The result is "" or why reading failed, in
  /// one clause.
  std::string read_documents(Framing framing, std::size_t bytes_max, const OnDocument& on_document,
                             const BeforeRead& before_read);

 private:
  std::optional<std::size_t> read_some();
  std::string read_whole(std::size_t bytes_max, const OnDocument& on_document, const BeforeRead& before_read);

  int fd_;
  int error_ = 0;
  bool owned_;
  std::string chunk_;
};

}  // namespace sluiced::cli
