#include "schema/regex_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/ascii.h"

namespace sluiced::schema {
namespace {

using Kind = RegexNode::Kind;
using ItemKind = RegexClassItem::Kind;

// ECMA-262: WhiteSpace and LineTerminator.
constexpr std::string_view space_ranges =
    R"(\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view not_space_ranges =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e})"
    R"(\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view anything = R"([\x{0}-\x{10ffff}])";
constexpr std::string_view nothing = R"([^\x{0}-\x{10ffff}])";

constexpr std::uint32_t first_surrogate = 0xd800;
constexpr std::uint32_t last_surrogate = 0xdfff;

/// A count beyond what the engine takes is written as several; this many at most.
constexpr std::uint32_t pieces_max = 32;
/// Such counts within each other multiply.
constexpr std::size_t text_bytes_max = std::size_t{4} << 20U;

class Writer {
 public:
  enum class Engine : std::uint8_t { re2, pcre2 };
  Writer(const Regex& regex, Engine engine) : regex_(regex), engine_(engine) {}

  Result<std::string> run() {
    // RE2 begins a search at every byte, and within a character it finds neither letters nor digits: there \B would hold.
    const bool from_start = is_re2() && std::any_of(regex_.nodes.begin(), regex_.nodes.end(), [](const RegexNode& node) {
                              return node.kind == Kind::word_boundary && node.negated;
                            });
    if (from_start) out_ += fmt::format("^{}*(?:", anything);
    write(regex_.root());
    if (from_start) out_ += ')';
    if (!fault_.empty()) return failure(std::move(fault_));
    return std::move(out_);
  }

 private:
  bool is_re2() const { return engine_ == Engine::re2; }
  std::uint32_t count_max() const { return is_re2() ? 1000 : 65535; }
  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  void write(const RegexNode& node) {
    if (!fault_.empty()) return;
    if (out_.size() > text_bytes_max) return fail("a repetition of large repetitions");
    switch (node.kind) {
      case Kind::character: literal(node.code_point); return;
      case Kind::char_class: char_class(node); return;
      case Kind::start: out_ += '^'; return;
      case Kind::end: out_ += '$'; return;
      case Kind::word_boundary: out_ += node.negated ? "\\B" : "\\b"; return;
      case Kind::sequence:
        for (const auto child : node.children) write(regex_.nodes[child]);
        return;
      case Kind::choice: choice(node); return;
      case Kind::repetition: repetition(node); return;
      case Kind::capture: enclosed(is_re2() ? "(?:" : "(", node); return;
      case Kind::look:
        if (is_re2()) return fail(node.behind ? "look-behind" : "look-ahead");
        enclosed(fmt::format("(?{}{}", node.behind ? "<" : "", node.negated ? "!" : "="), node);
        return;
      case Kind::reference:
        if (is_re2()) return fail("a back-reference");
        out_ += fmt::format("\\g{{{}}}", node.number);
        return;
    }
  }

  void enclosed(std::string_view begin, const RegexNode& node) {
    out_ += begin;
    write(regex_.nodes[node.children.front()]);
    out_ += ')';
  }

  /// Two choices side by side in a sequence stay apart.
  void choice(const RegexNode& node) {
    std::string_view before = "(?:";
    for (const auto child : node.children) {
      out_ += before;
      write(regex_.nodes[child]);
      before = "|";
    }
    out_ += ')';
  }

  void literal(std::uint32_t code_point) {
    const bool surrogate = code_point >= first_surrogate && code_point <= last_surrogate;
    if (surrogate)
      out_ += nothing;  // no text has one
    else if (code_point < 0x80 && is_alphanumeric(static_cast<char>(code_point)))
      out_ += static_cast<char>(code_point);
    else
      out_ += fmt::format("\\x{{{:x}}}", code_point);
  }

  void char_class(const RegexNode& node) {
    std::string inside;
    for (const RegexClassItem& item : node.items) inside += spelled(item);
    if (inside.empty())
      out_ += node.negated ? anything : nothing;
    else
      out_ += fmt::format("[{}{}]", node.negated ? "^" : "", inside);
  }

  std::string spelled(const RegexClassItem& item) {
    switch (item.kind) {
      case ItemKind::range: return range(item.from, item.to);
      case ItemKind::digit: return "0-9";
      case ItemKind::not_digit: return "\\D";
      case ItemKind::word: return "0-9A-Za-z_";
      case ItemKind::not_word: return "\\W";
      case ItemKind::space: return std::string(space_ranges);
      case ItemKind::not_space: return std::string(not_space_ranges);
      case ItemKind::property: return property(item.property);
    }
    return "";
  }

  /// Without the surrogates in it.
  static std::string range(std::uint32_t from, std::uint32_t to) {
    std::string text;
    const auto part = [&text](std::uint32_t first, std::uint32_t last) {
      if (first == last) text += fmt::format("\\x{{{:x}}}", first);
      if (first < last) text += fmt::format("\\x{{{:x}}}-\\x{{{:x}}}", first, last);
    };
    part(from, std::min(to, first_surrogate - 1));
    part(std::max(from, last_surrogate + 1), to);
    return text;
  }

  std::string property(const UnicodeProperty& property) {
    const char sign = property.negated ? 'P' : 'p';
    if (is_re2()) {
      if (!property.known_to_re2) fail(fmt::format("the property '{}'", property.name));
      return fmt::format("\\{}{{{}}}", sign, property.name);
    }
    if (!property.known_to_pcre2) fail(fmt::format("the property '{}'", property.name));
    constexpr std::string_view prefixes[] = {"", "sc:", "scx:"};
    return fmt::format("\\{}{{{}{}}}", sign, prefixes[static_cast<std::size_t>(property.script)], property.name);
  }

  void repetition(const RegexNode& node) {
    const RegexNode& child = regex_.nodes[node.children.front()];
    const std::uint32_t highest = node.max == RegexNode::unbounded ? node.min : node.max;
    const auto times = [&](std::uint32_t min, std::uint32_t max) {
      // PCRE2 repeats what stands without a group in place; a group costs it memory each time.
      const bool plain = child.kind == Kind::character || child.kind == Kind::char_class;
      out_ += plain ? "" : "(?:";
      write(child);
      out_ += (plain ? "" : ")") + quantifier(min, max);
      if (node.lazy && !is_re2()) out_ += '?';
    };
    if (highest <= count_max()) return times(node.min, node.max);
    if (highest / count_max() >= pieces_max || has_capture(child)) return fail(fmt::format("a repetition of {}", highest));
    // As many as must be, then as many as may be.
    out_ += "(?:";
    for (std::uint32_t left = node.min; left != 0; left -= std::min(left, count_max()))
      times(std::min(left, count_max()), std::min(left, count_max()));
    if (node.max == RegexNode::unbounded) times(0, node.max);
    for (std::uint32_t left = highest - node.min; left != 0; left -= std::min(left, count_max()))
      times(0, std::min(left, count_max()));
    out_ += ')';
  }

  static std::string quantifier(std::uint32_t min, std::uint32_t max) {
    if (max == RegexNode::unbounded) return min == 0 ? "*" : min == 1 ? "+" : fmt::format("{{{},}}", min);
    if (min == 0 && max == 1) return "?";
    return min == max ? fmt::format("{{{}}}", min) : fmt::format("{{{},{}}}", min, max);
  }

  bool has_capture(const RegexNode& node) const {
    return node.kind == Kind::capture || std::any_of(node.children.begin(), node.children.end(),
                                                     [this](auto child) { return has_capture(regex_.nodes[child]); });
  }

  const Regex& regex_;
  Engine engine_;
  std::string out_;
  std::string fault_;
};

}  // namespace

Result<std::string> re2_text(const Regex& regex) { return Writer(regex, Writer::Engine::re2).run(); }

Result<std::string> pcre2_text(const Regex& regex) {
  std::string doubt = doubtful_reference(regex);
  if (!doubt.empty()) return failure(std::move(doubt));
  Result<std::string> text = Writer(regex, Writer::Engine::pcre2).run();
  if (!text) return failure(text.error() + " is not supported");
  return text;
}

}  // namespace sluiced::schema
