// From ECMA-262's spelling of regular expressions (with the u flag, lenient about needless escapes) to RE2's.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "schema/pattern.h"

namespace sluiced::schema {
namespace {

// ECMA-262: WhiteSpace and LineTerminator.
constexpr std::string_view space_ranges =
    R"(\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view not_space_ranges =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e})"
    R"(\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view any_but_line_ends = R"([^\n\r\x{2028}\x{2029}])";
constexpr std::string_view anything = R"([\x{0}-\x{10ffff}])";
constexpr std::string_view nothing = R"([^\x{0}-\x{10ffff}])";

// General_Category by its long name. Not here: Other and what else takes in unassigned code points, which RE2 leaves out.
constexpr std::array<std::pair<std::string_view, std::string_view>, 36> categories{{{"Letter", "L"},
                                                                                    {"Uppercase_Letter", "Lu"},
                                                                                    {"Lowercase_Letter", "Ll"},
                                                                                    {"Titlecase_Letter", "Lt"},
                                                                                    {"Modifier_Letter", "Lm"},
                                                                                    {"Other_Letter", "Lo"},
                                                                                    {"Mark", "M"},
                                                                                    {"Combining_Mark", "M"},
                                                                                    {"Nonspacing_Mark", "Mn"},
                                                                                    {"Spacing_Mark", "Mc"},
                                                                                    {"Enclosing_Mark", "Me"},
                                                                                    {"Number", "N"},
                                                                                    {"Decimal_Number", "Nd"},
                                                                                    {"digit", "Nd"},
                                                                                    {"Letter_Number", "Nl"},
                                                                                    {"Other_Number", "No"},
                                                                                    {"Punctuation", "P"},
                                                                                    {"punct", "P"},
                                                                                    {"Connector_Punctuation", "Pc"},
                                                                                    {"Dash_Punctuation", "Pd"},
                                                                                    {"Open_Punctuation", "Ps"},
                                                                                    {"Close_Punctuation", "Pe"},
                                                                                    {"Initial_Punctuation", "Pi"},
                                                                                    {"Final_Punctuation", "Pf"},
                                                                                    {"Other_Punctuation", "Po"},
                                                                                    {"Symbol", "S"},
                                                                                    {"Math_Symbol", "Sm"},
                                                                                    {"Currency_Symbol", "Sc"},
                                                                                    {"Modifier_Symbol", "Sk"},
                                                                                    {"Other_Symbol", "So"},
                                                                                    {"Separator", "Z"},
                                                                                    {"Space_Separator", "Zs"},
                                                                                    {"Line_Separator", "Zl"},
                                                                                    {"Paragraph_Separator", "Zp"},
                                                                                    {"Control", "Cc"},
                                                                                    {"Format", "Cf"}}};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

class Translator {
 public:
  explicit Translator(std::string_view ecma) : rest_(ecma) {}

  Result<std::string> run() {
    while (fault_.empty() && !rest_.empty()) term();
    if (!fault_.empty()) return failure(std::move(fault_));
    return std::move(out_);
  }

 private:
  /// What a class holds at one place: a code point, or a set that is already spelled out.
  struct Item {
    std::uint32_t code_point = 0;
    std::string set;
  };

  char next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }
  void literal(std::uint32_t code_point) {
    const bool plain = code_point < 0x80 && is_alnum(static_cast<char>(code_point));
    out_ += plain ? std::string(1, static_cast<char>(code_point)) : fmt::format("\\x{{{:x}}}", code_point);
  }

  void term() {
    const char c = next();
    switch (c) {
      case '\\': escape(); return;
      case '[': bracket(); return;
      case '(': group(); return;
      case '.': out_ += any_but_line_ends; return;
      case '{': brace(); return;
      case ']':
      case '}': literal(static_cast<unsigned char>(c)); return;
      case '\0': out_ += "\\x{0}"; return;
      default: out_ += c; return;
    }
  }

  void group() {
    if (take("?=") || take("?!")) return fail("look-ahead is not supported");
    if (take("?<=") || take("?<!")) return fail("look-behind is not supported");
    out_ += "(?:";
    if (take("?:")) return;
    if (take("?<")) {
      const std::size_t end = rest_.find('>');
      if (end == 0 || end == std::string_view::npos) return fail("a group's name has no end");
      rest_.remove_prefix(end + 1);
      return;
    }
    if (take("?")) fail("a group that begins with '(?' must go on with ':' or '<name>'");
  }

  /// After '{': a quantifier, or the character itself.
  void brace() {
    std::size_t at = 0;
    const auto digits = [&] {
      const std::size_t from = at;
      while (at < rest_.size() && is_digit(rest_[at])) ++at;
      return at != from;
    };
    bool quantifier = digits();
    if (quantifier && at < rest_.size() && rest_[at] == ',') {
      ++at;
      digits();
    }
    quantifier = quantifier && at < rest_.size() && rest_[at] == '}';
    if (!quantifier) return literal('{');
    out_ += '{';
    out_ += rest_.substr(0, at + 1);
    rest_.remove_prefix(at + 1);
  }

  void escape() {
    if (rest_.empty()) return fail("it ends with a backslash");
    if (rest_.front() == 'b' || rest_.front() == 'B') {
      out_ += '\\';
      out_ += next();
      return;
    }
    if (rest_.front() >= '1' && rest_.front() <= '9') return fail("back-references are not supported");
    if (take("k")) return fail("back-references are not supported");
    const Item item = escaped_item();
    if (item.set.empty())
      literal(item.code_point);
    else
      out_ += '[' + item.set + ']';
  }

  /// After a backslash, within a class or without.
  Item escaped_item() {
    if (rest_.empty()) return fail("it ends with a backslash"), Item{};
    const char c = next();
    switch (c) {
      case 'd': return {0, "0-9"};
      case 'D': return {0, "\\D"};
      case 'w': return {0, "0-9A-Za-z_"};
      case 'W': return {0, "\\W"};
      case 's': return {0, std::string(space_ranges)};
      case 'S': return {0, std::string(not_space_ranges)};
      case 'p':
      case 'P': return {0, property(c)};
      case 't': return {'\t', {}};
      case 'n': return {'\n', {}};
      case 'v': return {'\v', {}};
      case 'f': return {'\f', {}};
      case 'r': return {'\r', {}};
      case 'c': return {control(), {}};
      case 'x': return {hex(2), {}};
      case 'u': return {unicode(), {}};
      case '0':
        if (!rest_.empty() && is_digit(rest_.front())) fail("octal escapes are not supported");
        return {0, {}};
      default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x80) return fail("a backslash stands before a character that needs none"), Item{};
    if (is_alnum(c)) fail(fmt::format("'\\{}' is not an escape", c));
    return {static_cast<unsigned char>(c), {}};
  }

  std::uint32_t control() {
    if (rest_.empty() || std::isalpha(static_cast<unsigned char>(rest_.front())) == 0) return fail("'\\c' needs a letter"), 0;
    return static_cast<unsigned char>(next()) % 32U;
  }

  std::uint32_t hex(std::size_t digits) {
    std::uint32_t value = 0;
    for (; digits != 0; --digits) {
      if (rest_.empty() || std::isxdigit(static_cast<unsigned char>(rest_.front())) == 0)
        return fail("a hexadecimal digit is missing"), 0;
      const char c = next();
      value = value * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
  }

  std::uint32_t unicode() {
    std::uint32_t value = 0;
    if (take("{")) {
      const std::size_t digits = rest_.find('}');
      if (digits == 0 || digits > 6) return fail("'\\u{' needs one to six hexadecimal digits and '}'"), 0;
      value = hex(digits);
      take("}");
    } else {
      value = hex(4);
      if (value >= 0xd800 && value <= 0xdbff && take("\\u")) {
        const std::uint32_t low = hex(4);
        if (low < 0xdc00 || low > 0xdfff) return fail("a surrogate stands alone"), 0;
        return 0x10000 + ((value - 0xd800) << 10U) + (low - 0xdc00);
      }
    }
    if (value >= 0xd800 && value <= 0xdfff) fail("a surrogate stands alone");
    if (value > 0x10ffff) fail("a code point is over U+10FFFF");
    return value;
  }

  /// After "\p" or "\P".
  std::string property(char sign) {
    const std::size_t end = rest_.find('}');
    if (!take("{") || end == std::string_view::npos) return fail(fmt::format("'\\{}' needs a property in braces", sign)), "";
    std::string_view name = rest_.substr(0, end - 1);
    rest_.remove_prefix(end);
    for (const std::string_view prefix : {"Script=", "sc="})
      if (name.starts_with(prefix)) return fmt::format("\\{}{{{}}}", sign, name.substr(prefix.size()));
    for (const std::string_view prefix : {"General_Category=", "gc="})
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    const auto known = std::find_if(categories.begin(), categories.end(),
                                    [&](const auto& category) { return category.first == name || category.second == name; });
    if (known == categories.end()) return fail(fmt::format("the property '{}' is not supported", name)), "";
    return fmt::format("\\{}{{{}}}", sign, known->second);
  }

  /// After '['.
  void bracket() {
    const bool negated = take("^");
    if (take("]")) {
      out_ += negated ? anything : nothing;
      return;
    }
    out_ += negated ? "[^" : "[";
    while (fault_.empty() && !take("]")) {
      if (rest_.empty()) return fail("a character class has no end");
      const Item from = class_item();
      const bool range = rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']';
      put(from);
      if (!range) continue;
      next();
      const Item to = class_item();
      // A hyphen beside a set, as in [\w-.], is a hyphen.
      out_ += from.set.empty() && to.set.empty() ? "-" : "\\-";
      put(to);
    }
    out_ += ']';
  }
  void put(const Item& item) {
    if (item.set.empty())
      literal(item.code_point);
    else
      out_ += item.set;
  }

  Item class_item() {
    if (take("\\b")) return {'\b', {}};
    if (take("\\")) return escaped_item();
    return {code_point(), {}};
  }

  /// The next character; the pattern is valid UTF-8.
  std::uint32_t code_point() {
    const auto first = static_cast<unsigned char>(next());
    if (first < 0x80) return first;
    const unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    std::uint32_t value = first & (0x3fU >> more);
    for (unsigned i = 0; i < more && !rest_.empty(); ++i) value = value << 6U | (static_cast<unsigned char>(next()) & 0x3fU);
    return value;
  }

  std::string_view rest_;
  std::string out_;
  std::string fault_;
};

}  // namespace

Result<std::string> to_re2(std::string_view ecma) { return Translator(ecma).run(); }

}  // namespace sluiced::schema
