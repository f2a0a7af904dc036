#include "gate/judge.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sluiced::gate {
namespace {

VerdictCode code_of(json::ReadErrorCode code) {
  switch (code) {
    case json::ReadErrorCode::none: return VerdictCode::valid;
    case json::ReadErrorCode::empty: return VerdictCode::empty;
    case json::ReadErrorCode::not_utf8: return VerdictCode::not_utf8;
    case json::ReadErrorCode::not_json: return VerdictCode::not_json;
    case json::ReadErrorCode::duplicate_key: return VerdictCode::duplicate_key;
    case json::ReadErrorCode::limit: return VerdictCode::limit;
  }
  return VerdictCode::not_json;
}

VerdictCode code_of(schema::Outcome outcome) {
  switch (outcome) {
    case schema::Outcome::valid: return VerdictCode::valid;
    case schema::Outcome::invalid: return VerdictCode::schema_violation;
    case schema::Outcome::limit: return VerdictCode::limit;
  }
  return VerdictCode::limit;
}

std::string sentence(const schema::Violation& violation) {
  return fmt::format("{}: {}", violation.instance_location.empty() ? "at the root" : violation.instance_location,
                     violation.message);
}

}  // namespace

template <class Document>
VerdictCode Judge::evaluate(const Document& document, std::span<const HeaderView> headers) {
  const schema::Schema* const schema = schemas_.choose(headers, document);
  return schema == nullptr ? VerdictCode::schema_unknown : code_of(schema->validate(document, scratch_));
}

VerdictCode Judge::judge(std::optional<std::string_view> payload, std::span<const HeaderView> headers) {
  read_ = Read::nothing;
  if (!payload) return VerdictCode::tombstone;
  const schema::Schema* const known = schemas_.choose(headers);
  if (known != nullptr && known->accepts(*payload, limits_, document_, scratch_)) {
    read_ = Read::in_passing;
    passed_ = *payload;
    return VerdictCode::valid;
  }
  if (!document_.read(*payload, limits_)) return judge_strictly(*payload, headers);
  read_ = Read::quickly;
  return evaluate(document_, headers);
}

schema::TextAt::Found Judge::look(const schema::TextAt& place) {
  if (read_ == Read::in_passing && document_.read(passed_, limits_)) read_ = Read::quickly;
  switch (read_) {
    case Read::nothing:
    case Read::in_passing: return {};
    case Read::quickly: return place.in(document_);
    case Read::strictly: return place.in(tree_);
  }
  return {};
}

VerdictCode Judge::judge_strictly(std::string_view payload, std::span<const HeaderView> headers) {
  read_error_ = json::read(payload, limits_, tree_);
  if (read_error_.code != json::ReadErrorCode::none) return code_of(read_error_.code);
  read_ = Read::strictly;
  return evaluate(tree_, headers);
}

Verdict Judge::explain(std::optional<std::string_view> payload, std::span<const HeaderView> headers) {
  Verdict verdict;
  verdict.code = payload ? judge_strictly(*payload, headers) : VerdictCode::tombstone;
  const bool is_read = payload && read_error_.code == json::ReadErrorCode::none;
  if (const schema::Schema* const chosen = is_read ? schemas_.choose(headers, tree_) : schemas_.choose(headers))
    verdict.schema = *chosen;
  if (verdict.code == VerdictCode::valid)
    throw std::logic_error("a record was rejected, and its explanation finds nothing wrong");
  if (verdict.code == VerdictCode::tombstone) {
    verdict.message = "the payload is null";
  } else if (verdict.code == VerdictCode::empty) {
    verdict.message = "the payload has no bytes";
  } else if (!is_read) {
    verdict.byte_offset = read_error_.offset;
    verdict.message = fmt::format("at byte {}: {}", read_error_.offset, read_error_.message);
  } else if (verdict.code == VerdictCode::schema_violation) {
    verdict.violations = verdict.schema->explain(tree_, scratch_, violations_max);
    verdict.masked = verdict.schema->masked(tree_, scratch_);
    verdict.message = verdict.violations.empty() ? "the schema does not allow it" : sentence(verdict.violations.front());
  } else if (verdict.code == VerdictCode::schema_unknown) {
    verdict.message = schemas_.why_none(headers, tree_);
  } else if (verdict.code == VerdictCode::limit) {
    verdict.message = "the schema could not be evaluated within its budget";
  }
  return verdict;
}

}  // namespace sluiced::gate
