// Any JSON as what a daemon says of itself, of whatever version: shown as lines of plain text, in plain and in colour.
#include <string>

#include "cli/status_report.h"
#include "fuzz/expect.h"
#include "json/reader.h"
#include "json/utf8.h"

namespace sluiced::fuzz {
namespace {

/// Without what colours it: ESC, '[', digits and semicolons, 'm'.
std::string plain(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text.compare(i, 2, "\x1b[") == 0 ? text.find_first_not_of("0123456789;", i + 2) : std::string::npos;
    if (end != std::string::npos && text[end] == 'm')
      i = end;
    else
      out += text[i];
  }
  return out;
}

bool is_text(char c) { return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  json::Tree tree;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (json::read(bytes, file_limits, tree).code != json::ReadErrorCode::none) return 0;
  const cli::StatusView status = cli::read_status(tree);
  const std::uint64_t number = fuzz::hash_of(bytes);
  cli::StatusReportOptions options{.topics = {}, .all = number % 2 == 0, .colour = false};
  if (number % 4 == 1) options.topics = {"orders"};
  const std::string text = cli::status_report(status, options);
  fuzz::expect(text.ends_with('\n'), "a report is lines");
  fuzz::expect(json::find_invalid_utf8(text) == std::string::npos, "of UTF-8");
  for (const char c : text) fuzz::expect(fuzz::is_text(c), "without what a terminal would take for more than text");
  options.colour = true;
  fuzz::expect(fuzz::plain(cli::status_report(status, options)) == text, "in colour it says the same");
  return 0;
}
