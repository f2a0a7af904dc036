#include "schema/simple_pattern.h"

#include <algorithm>
#include <cctype>

#include "json/scan.h"

namespace sluiced::schema {
namespace {

using ByteSet = SimplePattern::ByteSet;
using Step = SimplePattern::Step;

constexpr std::size_t steps_max = 64;
constexpr std::uint32_t repetitions_max = 1000;  ///< RE2's own bound
constexpr unsigned first_non_ascii = 0x80;

std::size_t index(char c) { return static_cast<unsigned char>(c); }
bool is_ascii(char c) { return index(c) < first_non_ascii; }

void add_range(ByteSet& set, char from, char to) {
  for (std::size_t i = index(from); i <= index(to); ++i) set.set(i);
}

/// How long the character is that stands at p, of valid UTF-8; 0 for the four that end a line (ECMA-262, 12.3).
std::size_t dot_length(const char* p) {
  const std::size_t first = index(*p);
  if (first < first_non_ascii) return first == '\n' || first == '\r' ? 0 : 1;
  if (first == 0xe2 && index(p[1]) == 0x80 && (index(p[2]) & 0xfeU) == 0xa8) return 0;  // U+2028, U+2029
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

const char* end_of_line(const char* p, const char* end) {
  for (;;) {
    p = json::scan::find_possible_line_end(p, end);
    if (p == end || dot_length(p) == 0) return p;
    p += dot_length(p);
  }
}

/// As many as may be taken.
const char* take_step(const Step& step, const char* p, const char* end, std::uint32_t& taken) {
  taken = 0;
  if (step.is_dot && step.max == Step::unbounded && step.min <= 1) {
    const char* const last = end_of_line(p, end);
    taken = last == p ? 0 : 1;  // or more
    return last;
  }
  if (step.is_dot) {
    for (; p != end && taken != step.max; ++taken) {
      const std::size_t length = dot_length(p);
      if (length == 0) break;
      p += length;
    }
    return p;
  }
  const char* const from = p;
  const char* const last = p + std::min<std::size_t>(static_cast<std::size_t>(end - p), step.max);
  while (p != last && step.bytes.test(index(*p))) ++p;
  taken = static_cast<std::uint32_t>(p - from);
  return p;
}

}  // namespace

class SimplePattern::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A character beyond ASCII, a step a byte; the pattern is valid UTF-8. Not where it is repeated.
  bool letter(std::vector<Step>& steps) {
    std::size_t length = 0;
    while (length < rest_.size() && !is_ascii(rest_[length]) && (length == 0 || (index(rest_[length]) & 0xc0U) == 0x80)) ++length;
    if (length == 0 || (length < rest_.size() && std::string_view("*+?{").find(rest_[length]) != std::string_view::npos))
      return false;
    for (; length != 0; --length) steps.emplace_back().bytes.set(index(next()));
    return true;
  }

  std::optional<Step> step() {
    Step step;
    if (take('[')) {
      if (!bracket(step)) return std::nullopt;
    } else if (take('\\')) {
      if (!escape(step.bytes)) return std::nullopt;
    } else if (take('.')) {
      step.is_dot = true;
      step.bytes.set().reset(index('\n')).reset(index('\r'));
    } else {
      const char c = next();
      if (!is_ascii(c) || std::string_view("^$.*+?()[]{}|").find(c) != std::string_view::npos) return std::nullopt;
      step.bytes.set(index(c));
    }
    if (!quantifier(step)) return std::nullopt;
    // A negated class takes characters of several bytes, so its repetitions cannot be counted in bytes; "any number of them" can.
    if (!step.is_dot && step.bytes.test(first_non_ascii) && (step.max != Step::unbounded || step.min > 1)) return std::nullopt;
    return step;
  }

 private:
  char next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool escape(ByteSet& set) {
    if (rest_.empty()) return false;
    const char c = next();
    switch (c) {
      case 'd': add_range(set, '0', '9'); return true;
      case 'w':
        add_range(set, '0', '9');
        add_range(set, 'A', 'Z');
        add_range(set, 'a', 'z');
        set.set(index('_'));
        return true;
      case 't': set.set(index('\t')); return true;
      case 'n': set.set(index('\n')); return true;
      case 'r': set.set(index('\r')); return true;
      default: break;
    }
    if (!is_ascii(c) || std::isalnum(static_cast<unsigned char>(c)) != 0) return false;
    set.set(index(c));
    return true;
  }

  /// After '['.
  bool bracket(Step& step) {
    const bool negated = take('^');
    bool any = false;
    while (!take(']')) {
      if (rest_.empty()) return false;
      if (take('\\')) {
        if (!escape(step.bytes)) return false;
        // A range from or to an escape is left to the engine.
        if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') return false;
      } else if (!range(step.bytes)) {
        return false;
      }
      any = true;
    }
    if (negated) step.bytes.flip();
    return any;
  }

  bool range(ByteSet& set) {
    const char from = next();
    if (!is_ascii(from)) return false;
    if (rest_.size() < 2 || rest_[0] != '-' || rest_[1] == ']') {
      set.set(index(from));
      return true;
    }
    next();
    const char to = next();
    if (!is_ascii(to) || to == '\\' || index(to) < index(from)) return false;
    add_range(set, from, to);
    return true;
  }

  bool number(std::uint32_t& value) {
    if (rest_.empty() || std::isdigit(static_cast<unsigned char>(rest_.front())) == 0) return false;
    value = 0;
    while (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0) {
      value = value * 10 + static_cast<std::uint32_t>(next() - '0');
      if (value > repetitions_max) return false;
    }
    return true;
  }

  bool quantifier(Step& step) {
    bool quantified = true;
    if (take('*')) {
      step.min = 0;
      step.max = Step::unbounded;
    } else if (take('+')) {
      step.max = Step::unbounded;
    } else if (take('?')) {
      step.min = 0;
    } else if (take('{')) {
      if (!number(step.min)) return false;
      step.max = step.min;
      if (take(',') && !number(step.max)) step.max = Step::unbounded;
      if (!take('}') || step.max < step.min) return false;
    } else {
      quantified = false;
    }
    if (quantified) take('?');  // lazy: what is matched is the same, only how is not
    return true;
  }

  std::string_view rest_;
};

std::optional<SimplePattern> SimplePattern::parse(std::string_view ecma) {
  // Searched for anywhere, so an open end asks for nothing.
  if (ecma.ends_with(".*") && !ecma.ends_with("\\.*")) ecma.remove_suffix(2);
  SimplePattern pattern;
  Parser parser(ecma);
  pattern.at_start_ = parser.take('^');
  while (!parser.done()) {
    if (parser.take('$')) {
      if (!parser.done()) return std::nullopt;
      pattern.at_end_ = true;
      break;
    }
    if (parser.letter(pattern.steps_)) continue;
    const std::optional<Step> step = parser.step();
    if (!step || pattern.steps_.size() == steps_max) return std::nullopt;
    pattern.steps_.push_back(*step);
  }
  if (!pattern.settle()) return std::nullopt;
  return pattern;
}

bool SimplePattern::settle() {
  is_literal_ = std::all_of(steps_.begin(), steps_.end(),
                            [](const Step& step) { return step.min == 1 && step.max == 1 && step.bytes.count() == 1; });
  if (is_literal_) {
    for (const Step& step : steps_)
      for (std::size_t byte = 0; byte < step.bytes.size(); ++byte)
        if (step.bytes.test(byte)) literal_ += static_cast<char>(byte);
    return true;
  }
  take_suffix();
  if ((at_start_ && greedy_is_exact()) || (steps_.empty() && !suffix_.empty())) return true;
  if (at_end_ || steps_.empty() || steps_.back().min > 1) return false;
  const Step& first = steps_.front();
  const ByteSet& last = steps_.back().bytes;
  is_in_first_line_ = at_start_ && steps_.size() == 2 && first.is_dot && first.min == 0 && first.max == Step::unbounded &&
                      !last.test(index('\n')) && !last.test(index('\r')) && !last.test(first_non_ascii);
  is_anywhere_ = !at_start_ && steps_.size() == 1;
  return is_in_first_line_ || is_anywhere_;
}

/// What stands at the end, always as long, is looked for from there.
void SimplePattern::take_suffix() {
  if (!at_end_) return;
  const auto is_fixed = [](const Step& step) {
    return step.min == step.max && !step.is_dot && !step.bytes.test(first_non_ascii);
  };
  const auto last = std::find_if_not(steps_.rbegin(), steps_.rend(), is_fixed).base();
  if (last == steps_.begin()) {
    if (at_start_) return;
    at_end_ = false;  // before it, anything may stand
  }
  suffix_.assign(last, steps_.end());
  steps_.erase(last, steps_.end());
  for (const Step& step : suffix_) suffix_bytes_ += step.min;
}

/// What a step of variable length could have left over must be of no use to what follows, up to the first step that must take
/// something.
bool SimplePattern::greedy_is_exact() const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].min == steps_[i].max) continue;
    for (std::size_t j = i + 1; j < steps_.size(); ++j) {
      if ((steps_[i].bytes & steps_[j].bytes).any()) return false;
      if (steps_[j].min > 0) break;
    }
  }
  return true;
}

bool SimplePattern::matches(std::string_view text) const {
  if (is_in_first_line_)
    return occurs({text.data(), static_cast<std::size_t>(end_of_line(text.data(), text.data() + text.size()) - text.data())});
  if (!is_literal_) return is_anywhere_ ? occurs(text) : matches_steps(text);
  if (at_start_ && at_end_) return text == literal_;
  if (at_start_) return text.starts_with(literal_);
  if (at_end_) return text.ends_with(literal_);
  return text.find(literal_) != std::string_view::npos;
}

bool SimplePattern::matches_steps(std::string_view text) const {
  if (text.size() < suffix_bytes_) return false;
  const char* p = text.data();
  const char* const end = p + text.size() - suffix_bytes_;
  const char* in_suffix = end;
  for (const Step& step : suffix_)
    for (std::uint32_t i = 0; i < step.min; ++i)
      if (!step.bytes.test(index(*in_suffix++))) return false;
  for (const Step& step : steps_) {
    std::uint32_t taken = 0;
    p = take_step(step, p, end, taken);
    if (taken < step.min) return false;
  }
  return !at_end_ || p == end;
}

bool SimplePattern::occurs(std::string_view text) const {
  const Step& step = steps_.back();
  if (step.min == 0) return true;
  if (!step.is_dot) return std::any_of(text.begin(), text.end(), [&](char c) { return step.bytes.test(index(c)); });
  while (!text.empty() && dot_length(text.data()) == 0) text.remove_prefix(is_ascii(text.front()) ? 1 : 3);
  return !text.empty();
}

}  // namespace sluiced::schema
