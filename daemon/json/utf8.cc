#include "json/utf8.h"

#include "json/scan.h"

namespace sluiced::json {
namespace {

struct Sequence {
  std::size_t length;  ///< where ill-formed: of its maximal part, at least 1
  bool valid;
};

/// Looks at the sequence that begins at p, which is before end and not ASCII (Unicode, table 3-7).
Sequence examine(const char* p, const char* end) {
  const auto byte = [p](std::size_t i) { return static_cast<unsigned char>(p[i]); };
  const std::size_t available = static_cast<std::size_t>(end - p);
  const unsigned lead = byte(0);
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (available < 2 || byte(1) < low || byte(1) > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i)
    if (available <= i || (byte(i) & 0xc0) != 0x80) return {i, false};
  return {length, true};
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view bytes) {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  const char* p = begin;
  for (;;) {
    p = scan::skip_ascii(p, end);
    // Text that is not ASCII rarely stands alone: go on byte by byte until the next ASCII character.
    for (; p != end && static_cast<unsigned char>(*p) >= 0x80;) {
      const Sequence sequence = examine(p, end);
      if (!sequence.valid) return static_cast<std::size_t>(p - begin);
      p += sequence.length;
    }
    if (p == end) return std::string_view::npos;
  }
}

std::string replace_invalid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t invalid = find_invalid_utf8(bytes);
    text += bytes.substr(0, invalid);
    if (invalid == std::string_view::npos) break;
    bytes.remove_prefix(invalid);
    bytes.remove_prefix(examine(bytes.data(), bytes.data() + bytes.size()).length);
    text += "\xef\xbf\xbd";
  }
  return text;
}

char* write_utf8(char* to, std::uint32_t code_point) {
  const auto trail = [code_point](unsigned shift) { return static_cast<char>(0x80 | ((code_point >> shift) & 0x3f)); };
  if (code_point < 0x80) {
    *to++ = static_cast<char>(code_point);
    return to;
  }
  if (code_point < 0x800) {
    *to++ = static_cast<char>(0xc0 | (code_point >> 6));
  } else {
    if (code_point < 0x10000) {
      *to++ = static_cast<char>(0xe0 | (code_point >> 12));
    } else {
      *to++ = static_cast<char>(0xf0 | (code_point >> 18));
      *to++ = trail(12);
    }
    *to++ = trail(6);
  }
  *to++ = trail(0);
  return to;
}

}  // namespace sluiced::json
