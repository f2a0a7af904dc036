// Which labels the protocol knows, RFC 5891 and 5892, is for libidn2 to say; what stands around it is here: dots, A-labels, and
// RFC 5893's rule where it looks at a whole domain.
#include <idn2.h>
#include <unictype.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "json/utf8.h"
#include "schema/ascii.h"
#include "schema/code_points.h"
#include "schema/format_checks.h"
#include "schema/host_label.h"

namespace sluiced::schema {
namespace {

constexpr std::size_t ace_prefix_length = 4;

/// A label's code points: none of more has an A-label that fits.
struct Label {
  std::array<std::uint32_t, label_octets_max> data{};
  std::size_t size = 0;
  std::span<const std::uint32_t> points() const { return std::span(data).first(size); }
};

std::optional<Label> decode_utf8(std::string_view text) {
  Label label;
  while (!text.empty()) {
    if (label.size == label.data.size()) return std::nullopt;
    label.data[label.size++] = take_code_point(text);
  }
  return label;
}

/// RFC 3492, 6.1.
std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / 700 : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (35 * 26) / 2; k += 36) delta /= 35;
  return k + 36 * delta / (delta + 38);
}

/// RFC 3492, 6.2, of what stands behind "xn--"; the case of letters is lost, as it is in the DNS.
std::optional<Label> decode_punycode(std::string_view text) {
  Label label;
  const std::size_t hyphen = text.rfind('-');
  if (hyphen != std::string_view::npos) {
    for (const char c : text.substr(0, hyphen)) label.data[label.size++] = static_cast<unsigned char>(to_lower(c));
    text.remove_prefix(hyphen + 1);
  }
  std::uint64_t code_point = 0x80;
  std::uint64_t at = 0;
  std::uint32_t bias = 72;
  bool first = true;
  while (!text.empty()) {
    const std::uint64_t before = at;
    std::uint64_t weight = 1;
    for (std::uint32_t k = 36;; k += 36) {
      if (text.empty()) return std::nullopt;
      const char c = to_lower(text.front());
      text.remove_prefix(1);
      if (!is_alphanumeric(c)) return std::nullopt;
      const auto digit = static_cast<std::uint32_t>(is_digit(c) ? c - '0' + 26 : c - 'a');
      at += digit * weight;
      const std::uint32_t threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
      if (weight > std::numeric_limits<std::uint32_t>::max() || at > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    }
    const std::size_t points = label.size + 1;
    bias = adapt(static_cast<std::uint32_t>(at - before), static_cast<std::uint32_t>(points), first);
    first = false;
    code_point += at / points;
    at %= points;
    const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point > 0x10ffff || surrogate || label.size == label.data.size()) return std::nullopt;
    const auto place = label.data.begin() + static_cast<std::ptrdiff_t>(at);
    std::copy_backward(place, label.data.begin() + static_cast<std::ptrdiff_t>(label.size), place + (points - at));
    *place = static_cast<std::uint32_t>(code_point);
    ++label.size;
    ++at;
  }
  return label;
}

/// An A-label, or no text where there is none.
class Registered {
 public:
  /// Asks libidn2 for it as a registry would: every rule of RFC 5891, 4.2, holds, or there is none.
  explicit Registered(const Label& label) {
    std::array<std::uint8_t, label_octets_max * 4 + 1> utf8{};
    char* end = reinterpret_cast<char*>(utf8.data());
    for (const std::uint32_t point : label.points()) {
      if (point == 0) return;
      end = json::write_utf8(end, point);
    }
    std::uint8_t* ascii = nullptr;
    if (idn2_register_u8(utf8.data(), nullptr, &ascii, 0) == IDN2_OK) text_.reset(ascii);
  }
  std::string_view text() const { return text_ ? reinterpret_cast<const char*>(text_.get()) : std::string_view(); }

 private:
  struct Free {
    void operator()(std::uint8_t* text) const { idn2_free(text); }
  };
  std::unique_ptr<std::uint8_t, Free> text_;
};

bool is_right_to_left(std::uint32_t point) {
  const int bidi = uc_bidi_class(point);
  return bidi == UC_BIDI_R || bidi == UC_BIDI_AL || bidi == UC_BIDI_AN;
}

/// RFC 5893, 2, for a label of a domain that has something written from right to left.
bool keeps_bidi_rule(const Label& label) {
  const auto points = label.points();
  const int start = uc_bidi_class(points.front());
  const bool right_to_left = start == UC_BIDI_R || start == UC_BIDI_AL;
  if (!right_to_left && start != UC_BIDI_L) return false;
  int end = start;
  bool european = false;
  bool arabic = false;
  for (const std::uint32_t point : points) {
    const int bidi = uc_bidi_class(point);
    const bool anywhere = bidi == UC_BIDI_EN || bidi == UC_BIDI_ES || bidi == UC_BIDI_CS || bidi == UC_BIDI_ET ||
                          bidi == UC_BIDI_ON || bidi == UC_BIDI_BN || bidi == UC_BIDI_NSM;
    if (!anywhere && (right_to_left ? !is_right_to_left(point) : bidi != UC_BIDI_L)) return false;
    european = european || bidi == UC_BIDI_EN;
    arabic = arabic || bidi == UC_BIDI_AN;
    if (bidi != UC_BIDI_NSM) end = bidi;
  }
  if (end == UC_BIDI_EN) return !right_to_left || !arabic;
  return right_to_left ? (end == UC_BIDI_R || end == UC_BIDI_AL || end == UC_BIDI_AN) && !(european && arabic) : end == UC_BIDI_L;
}

/// A label up to the next dot, of whatever kind RFC 3490 knows; takes both off. `more` is false behind the last one.
std::string_view take_label(std::string_view& text, bool& more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t dot = text[i] == '.' ? 1 : 0;
    for (const std::string_view wide : {"\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"})
      if (text.substr(i).starts_with(wide)) dot = wide.size();
    if (dot == 0) continue;
    const std::string_view label = text.substr(0, i);
    text.remove_prefix(i + dot);
    more = true;
    return label;
  }
  more = false;
  return std::exchange(text, std::string_view());
}

bool is_all_ascii(std::string_view text) { return std::all_of(text.begin(), text.end(), is_ascii); }

std::optional<Label> code_points_of(std::string_view label) {
  return has_ace_prefix(label) ? decode_punycode(label.substr(ace_prefix_length)) : decode_utf8(label);
}

/// The label's length in ASCII; 0 for what is no label.
std::size_t ascii_length(std::string_view text) {
  if (is_all_ascii(text)) {
    const bool reserved = text.size() >= ace_prefix_length && text.substr(2, 2) == "--";
    const bool good = is_ldh_label(text) && (!reserved || is_a_label(text));
    return good ? text.size() : 0;
  }
  const std::optional<Label> label = decode_utf8(text);
  return label ? Registered(*label).text().size() : 0;
}

}  // namespace

bool is_a_label(std::string_view text) {
  if (!has_ace_prefix(text) || !is_ldh_label(text)) return false;
  const std::optional<Label> label = decode_punycode(text.substr(ace_prefix_length));
  if (!label) return false;
  const Registered registered(*label);
  return std::equal(text.begin(), text.end(), registered.text().begin(), registered.text().end(),
                    [](char a, char b) { return to_lower(a) == b; });
}

bool is_idn_hostname(std::string_view text) {
  // Four bytes a code point at most, and a code point has one octet of its own in an A-label.
  if (text.size() > 4 * host_octets_max) return false;
  std::size_t octets = 0;
  bool bidirectional = false;
  bool more = true;
  for (std::string_view rest = text; more;) {
    const std::string_view label = take_label(rest, more);
    const std::size_t length = ascii_length(label);
    if (length == 0) return false;
    octets += length + (more ? 1 : 0);
    if (bidirectional) continue;
    const std::optional<Label> decoded = code_points_of(label);
    bidirectional = std::any_of(decoded->points().begin(), decoded->points().end(), is_right_to_left);
  }
  if (octets > host_octets_max || !bidirectional) return octets <= host_octets_max;
  more = true;
  while (more)
    if (!keeps_bidi_rule(*code_points_of(take_label(text, more)))) return false;
  return true;
}

}  // namespace sluiced::schema
