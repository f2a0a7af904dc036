#include "schema/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "schema/ecma_regex.h"
#include "schema/regex_text.h"

namespace sluiced::schema {
namespace {

constexpr std::int64_t regex_memory_max = std::int64_t{1} << 20;

re2::RE2::Options regex_options() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingUTF8);
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(regex_memory_max);
  return options;
}

std::string at_character(std::string_view pattern, const RegexFault& fault) {
  const std::string_view before = pattern.substr(0, fault.position);
  const auto characters =
      std::count_if(before.begin(), before.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return fmt::format("{}, at its character {}", fault.message, characters + 1);
}

/// A surrogate outside of every class: UTF-8 has none.
const RegexNode* lone_surrogate(const Regex& regex) {
  for (const RegexNode& node : regex.nodes)
    if (node.kind == RegexNode::Kind::character && node.code_point >= 0xd800 && node.code_point <= 0xdfff) return &node;
  return nullptr;
}

}  // namespace

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view ecma, Engine engine) {
  const Result<Regex, RegexFault> regex = parse_regex(ecma, RegexSyntax::lenient);
  if (!regex) return failure(at_character(ecma, regex.error()));
  if (const RegexNode* const node = lone_surrogate(*regex))
    return failure(at_character(ecma, {"a surrogate stands alone", node->position}));
  Pattern pattern;
  pattern.source_ = ecma;
  if (engine == Engine::any) pattern.simple_ = SimplePatterns::parse(ecma);
  if (pattern.is_simple()) return pattern;
  if (engine != Engine::pcre2) {
    const Result<std::string> text = re2_text(*regex);
    pattern.backtracks_for_ = text ? "a size that RE2 refuses" : text.error();
    if (text && pattern.take_re2(*text)) return pattern;
    if (engine == Engine::re2) return failure(pattern.backtracks_for_);
  }
  const Result<std::string> text = pcre2_text(*regex);
  if (!text) return failure(text.error());
  Result<PcrePattern> pcre = PcrePattern::compile(*text, step_width(*regex));
  if (!pcre) return failure(pcre.error());
  pattern.pcre_ = std::move(*pcre);
  return pattern;
}

bool Pattern::take_re2(const std::string& text) {
  auto regex = std::make_unique<re2::RE2>(text, regex_options());
  if (!regex->ok()) return false;
  regex_ = std::move(regex);
  backtracks_for_.clear();
  return true;
}

Found Pattern::find_linear(std::string_view text) const {
  const re2::StringPiece subject(text.data(), text.size());
  return regex_->Match(subject, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0) ? Found::yes : Found::no;
}

}  // namespace sluiced::schema
