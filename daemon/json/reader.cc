#include "json/reader.h"

#include <algorithm>
#include <limits>

#include "json/scan.h"
#include "json/unescape.h"
#include "json/utf8.h"

namespace sluiced::json {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Reads one document of valid UTF-8. Steps take the place they read from and return the place behind, or nullptr where error_
/// says why not. No recursion and no stack: while a container is open, its node's `end` holds the container it stands in. The
/// steps that every member takes are inlined by order: left to itself, GCC calls some of them, and reading takes a quarter
/// longer.
class Reader {
 public:
  Reader(std::string_view bytes, const DocumentLimits& limits, Tree& tree)
      : begin_(bytes.data()), end_(begin_ + bytes.size()), limits_(limits), tree_(tree), nodes_(tree.nodes) {}

  ReadError run();

 private:
  const char* read_name(const char* p);
  const char* read_scalar(const char* p);
  const char* read_string(const char* p, std::string_view& text);
  const char* read_number(const char* p);
  const char* read_fraction_and_exponent(const char* p, const char* start);
  const char* read_literal(const char* p, std::string_view word, Kind kind, const char* message);
  const char* open(const char* p, Kind kind);
  void close();
  const char* go_on(const char* p);

  [[gnu::cold]] const char* fail(ReadErrorCode code, const char* at, const char* message);
  [[gnu::cold]] const char* fail_number(const char* start, const char* at, const char* message);

  /// NUL, which is no token, stands for the end.
  char at(const char* p) const { return p != end_ ? *p : '\0'; }
  const char* skip_space(const char* p) const {
    while (p != end_ && is_space(*p)) ++p;
    return p;
  }
  std::uint32_t offset_of(const char* p) const { return static_cast<std::uint32_t>(p - begin_); }
  /// What has escapes stands in the arena.
  bool in_reach(std::string_view text, const char* quote) const {
    return text.data() != quote + 1 || end_ - quote > NameKey::reach;
  }
  NodeIndex next_index() const { return static_cast<NodeIndex>(nodes_.size()); }
  Node& add(Kind kind, const char* p);

  const char* const begin_;
  const char* const end_;
  const DocumentLimits limits_;
  Tree& tree_;
  std::vector<Node>& nodes_;
  NodeIndex open_ = no_node;  ///< the innermost open container
  bool in_object_ = false;    ///< what open_ is
  std::uint32_t depth_ = 0;   ///< how many are open
  std::uint32_t count_ = 0;   ///< children of open_ so far; those of the others stand in their nodes
  std::string_view name_;     ///< of the member whose value comes next; empty in arrays
  NameKey name_key_;
  std::uint32_t name_offset_ = 0;
  ReadError error_;
};

const char* Reader::fail(ReadErrorCode code, const char* at, const char* message) {
  error_ = {code, offset_of(at), message};
  return nullptr;
}

[[gnu::always_inline]] inline Node& Reader::add(Kind kind, const char* p) {
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  node.end = next_index();
  node.offset = offset_of(p);
  node.key = name_.data();
  node.name_key = name_key_;
  node.key_offset = name_offset_;
  ++count_;
  return node;
}

ReadError Reader::run() {
  const char* p = skip_space(begin_);
  do {
    const char c = at(p);
    if (c == '{' || c == '[') {
      p = open(p, c == '{' ? Kind::object : Kind::array);
      if (p == nullptr) return error_;
      p = skip_space(p);
      if (at(p) != (in_object_ ? '}' : ']')) {
        if (in_object_) p = read_name(p);
        if (p == nullptr) return error_;
        continue;
      }
    } else {
      p = read_scalar(p);
      if (p == nullptr) return error_;
    }
    p = go_on(p);
    if (p == nullptr) return error_;
  } while (open_ != no_node);
  if (p != end_) fail(ReadErrorCode::not_json, p, "expected the end after the value");
  return error_;
}

const char* Reader::open(const char* p, Kind kind) {
  if (depth_ == limits_.depth_max) return fail(ReadErrorCode::limit, p, "nested deeper than depth_max");
  ++depth_;
  if (open_ != no_node) nodes_[open_].count = count_ + 1;
  add(kind, p).end = open_;
  open_ = next_index() - 1;
  in_object_ = kind == Kind::object;
  count_ = 0;
  name_ = {};
  name_key_ = {};
  name_offset_ = 0;
  return p + 1;
}

void Reader::close() {
  if (in_object_) tree_.names.close(count_);
  Node& node = nodes_[open_];
  open_ = node.end;
  node.end = next_index();
  node.count = count_;
  --depth_;
  name_ = {};
  name_key_ = {};
  name_offset_ = 0;
  if (open_ == no_node) return;
  in_object_ = nodes_[open_].kind == Kind::object;
  count_ = nodes_[open_].count;
}

/// From behind a value to the next one: closes what ends there, and takes the comma and, in an object, the name.
[[gnu::always_inline]] inline const char* Reader::go_on(const char* p) {
  while (open_ != no_node) {
    p = skip_space(p);
    const char c = at(p);
    if (c == ',') {
      p = skip_space(p + 1);
      return in_object_ ? read_name(p) : p;
    }
    if (c != (in_object_ ? '}' : ']'))
      return fail(ReadErrorCode::not_json, p,
                  in_object_ ? "expected ',' or '}' in an object" : "expected ',' or ']' in an array");
    close();
    ++p;
  }
  return skip_space(p);
}

/// A member's name and the colon. The bound on members and the second use of a name both stand at the name's opening quote; the
/// bound is judged before the name is read.
[[gnu::always_inline]] inline const char* Reader::read_name(const char* p) {
  const char* const quote = p;
  if (at(p) != '"') return fail(ReadErrorCode::not_json, p, "expected a member name in quotes");
  if (count_ >= limits_.members_max) return fail(ReadErrorCode::limit, p, "object has more members than members_max");
  p = read_string(p + 1, name_);
  if (p == nullptr) return nullptr;
  name_key_ = NameKey(name_, in_reach(name_, quote));
  NameSet::Filter all = ~NameSet::Filter{0};  // none of its names is told apart by this
  if (!tree_.names.insert(open_, count_, name_, name_key_, all))
    return fail(ReadErrorCode::duplicate_key, quote, "object names a member twice");
  name_offset_ = offset_of(quote);
  p = skip_space(p);
  if (at(p) != ':') return fail(ReadErrorCode::not_json, p, "expected ':' after a member name");
  return skip_space(p + 1);
}

[[gnu::always_inline]] inline const char* Reader::read_scalar(const char* p) {
  switch (at(p)) {
    case '"': {
      Node& node = add(Kind::string, p);
      const char* const quote = p;
      std::string_view text;
      p = read_string(p + 1, text);
      node.text = text.data();
      node.text_length = static_cast<std::uint32_t>(text.size());
      node.text_in_reach = in_reach(text, quote);
      return p;
    }
    case 't': return read_literal(p, "true", Kind::boolean, "expected 'true'");
    case 'f': return read_literal(p, "false", Kind::boolean, "expected 'false'");
    case 'n': return read_literal(p, "null", Kind::null, "expected 'null'");
    default: break;
  }
  if (at(p) == '-' || is_digit(at(p))) return read_number(p);
  return fail(ReadErrorCode::not_json, p, "expected a value");
}

/// From behind the opening quote.
[[gnu::always_inline]] inline const char* Reader::read_string(const char* p, std::string_view& text) {
  const char* const plain_end = scan::find_end_of_plain_text(p, end_);
  if (at(plain_end) == '"') {
    text = {p, static_cast<std::size_t>(plain_end - p)};
    return plain_end + 1;
  }
  const UnescapedString string = unescape(p, end_, tree_.arena);
  if (string.fault_at != nullptr) return fail(string.code, string.fault_at, string.message);
  text = string.text;
  return string.end;
}

const char* Reader::read_literal(const char* p, std::string_view word, Kind kind, const char* message) {
  const std::string_view there(p, std::min(word.size(), static_cast<std::size_t>(end_ - p)));
  if (there != word) return fail(ReadErrorCode::not_json, std::mismatch(there.begin(), there.end(), word.begin()).first, message);
  add(kind, p).truth = word == "true";
  return p + word.size();
}

const char* Reader::read_number(const char* start) {
  const bool negative = *start == '-';
  const char* const digits = negative ? start + 1 : start;
  const char* p = digits;
  std::uint64_t magnitude = 0;  // wraps beyond 19 digits, and is not looked at then
  for (; is_digit(at(p)); ++p) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*p - '0');
  if (p == digits) return fail_number(start, p, "expected a digit");
  if (*digits == '0' && p - digits > 1) return fail_number(start, digits + 1, "digit after a leading zero");
  const std::uint64_t magnitude_max = std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (negative ? 1 : 0);
  const char* const whole_end = p;
  if (at(p) == '.' || at(p) == 'e' || at(p) == 'E') p = read_fraction_and_exponent(p, start);
  if (p == nullptr) return nullptr;
  const std::size_t length = static_cast<std::size_t>(p - start);
  if (length > limits_.number_chars_max) return fail_number(start, p, nullptr);
  Node& node = add(Kind::number, start);
  node.text = start;
  node.text_length = static_cast<std::uint32_t>(length);
  if (p == whole_end && p - digits <= 19 && magnitude <= magnitude_max) {
    node.is_int64 = true;
    node.integer = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  }
  return p;
}

const char* Reader::read_fraction_and_exponent(const char* p, const char* start) {
  if (at(p) == '.') {
    if (!is_digit(at(++p))) return fail_number(start, p, "expected a digit after '.'");
    while (is_digit(at(p))) ++p;
  }
  if (at(p) == 'e' || at(p) == 'E') {
    ++p;
    if (at(p) == '+' || at(p) == '-') ++p;
    if (!is_digit(at(p))) return fail_number(start, p, "expected a digit in an exponent");
    while (is_digit(at(p))) ++p;
  }
  return p;
}

/// A number that is too long at `at` is over the limit whatever else is wrong there: the limit was passed before.
const char* Reader::fail_number(const char* start, const char* at, const char* message) {
  if (static_cast<std::size_t>(at - start) > limits_.number_chars_max)
    return fail(ReadErrorCode::limit, start, "number longer than number_chars_max");
  return fail(ReadErrorCode::not_json, at, message);
}

ReadError judge(std::string_view bytes, const DocumentLimits& limits, Tree& tree) {
  // Offsets have 32 bits, whatever the limit says.
  const std::size_t bytes_max = std::min<std::size_t>(limits.bytes_max, std::numeric_limits<std::uint32_t>::max());
  if (bytes.size() > bytes_max)
    return {ReadErrorCode::limit, static_cast<std::uint32_t>(bytes_max), "payload larger than bytes_max"};
  if (bytes.empty()) return {ReadErrorCode::empty, 0, "no bytes at all"};
  const std::size_t invalid = find_invalid_utf8(bytes);
  if (invalid != std::string_view::npos)
    return {ReadErrorCode::not_utf8, static_cast<std::uint32_t>(invalid), "invalid UTF-8 sequence"};
  if (bytes.starts_with(byte_order_mark)) return {ReadErrorCode::not_json, 0, "byte order mark before the value"};
  return Reader(bytes, limits, tree).run();
}

std::string_view prefix(ReadErrorCode code) {
  switch (code) {
    case ReadErrorCode::none: return "";
    case ReadErrorCode::empty: return "empty: ";
    case ReadErrorCode::not_utf8: return "not UTF-8: ";
    case ReadErrorCode::not_json: return "not JSON: ";
    case ReadErrorCode::duplicate_key: return "duplicate key: ";
    case ReadErrorCode::limit: return "over a limit: ";
  }
  return "";
}

}  // namespace

ReadError read(std::string_view bytes, const DocumentLimits& limits, Tree& tree) {
  tree.clear();
  tree.names.clear();
  const ReadError error = judge(bytes, limits, tree);
  if (error.code != ReadErrorCode::none) tree.clear();
  return error;
}

Result<std::shared_ptr<const Document>, Fault> read_document(std::string name, std::string bytes, const DocumentLimits& limits) {
  const auto document = std::make_shared<Document>();
  document->file = std::move(name);
  document->bytes = std::move(bytes);
  const ReadError error = read(document->bytes, limits, document->tree);
  if (error.code == ReadErrorCode::none) return std::shared_ptr<const Document>(document);
  const auto [line, column] = document->line_column(error.offset);
  return failure(Fault{{document->file, line, column}, std::string(prefix(error.code)) + error.message});
}

}  // namespace sluiced::json
