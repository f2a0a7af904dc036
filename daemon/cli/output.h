// What commands print: results on standard output, complaints on standard error, one line each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/exit_code.h"
#include "base/fault.h"

namespace sluiced::cli {

/// A standard stream that was closed before we started is held open such that using it fails. Otherwise the next socket or
/// file would take its number, and what is printed would go there. Before anything else is opened.
void hold_standard_streams();

/// One line on standard error. Unlike fmt::print it is silent where nobody can be told.
void complain(std::string_view line);

/// The complaint about a file, and the exit code that goes with it.
ExitCode refuse(const Fault& fault);

/// For a terminal; plain text where `colour` is false.
enum class Style : std::uint8_t { plain, bold, red, green, dim };
std::string styled(bool colour, Style style, std::string_view text);

/// "1 document", "3 documents".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// Standard output, buffered. A reader that goes away (`| head`) is no error: what is written from then on is dropped, and
/// open() says that there is no point in going on. One thread.
class Output {
 public:
  explicit Output(int fd = 1);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  void flush();
  bool open() const { return error_ == 0; }
  /// The reader of a pipe has gone, as is known before anything is written to it: for who waits long between two writes.
  bool abandoned() const;
  /// Whether a person is looking who wants colour: a terminal, and no NO_COLOR.
  bool colour() const { return colour_; }
  /// Writes the rest. The code to exit with: `code`, unless something could not be written, which is then told.
  ExitCode finish(ExitCode code);

 private:
  int fd_;
  int error_ = 0;
  bool colour_;
  std::string buffer_;
};

}  // namespace sluiced::cli
