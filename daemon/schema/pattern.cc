#include "schema/pattern.h"

#include <re2/re2.h>

namespace sluiced::schema {
namespace {

constexpr std::int64_t regex_bytes_max = std::int64_t{1} << 20;

re2::RE2::Options regex_options() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingUTF8);
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(regex_bytes_max);
  return options;
}

}  // namespace

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view ecma, Engine engine) {
  const Result<std::string> spelling = to_re2(ecma);
  if (!spelling) return failure(spelling.error());
  auto regex = std::make_unique<re2::RE2>(*spelling, regex_options());
  if (!regex->ok()) return failure(regex->error());
  // Simplified only after RE2 has agreed: what is refused must not hang on which patterns happen to be simple.
  Pattern pattern;
  pattern.source_ = ecma;
  if (engine == Engine::any) pattern.simple_ = SimplePattern::parse(ecma);
  if (!pattern.simple_) pattern.regex_ = std::move(regex);
  return pattern;
}

bool Pattern::matches_regex(std::string_view text) const {
  const re2::StringPiece subject(text.data(), text.size());
  return regex_->Match(subject, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace sluiced::schema
