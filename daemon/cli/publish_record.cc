#include "cli/publish_record.h"

#include <fmt/format.h>

namespace sluiced::cli {

RecordMaker::RecordMaker(RecordRules rules)
    : verdicts_(rules.verdicts),
      judge_(std::move(rules.schemas), rules.limits),
      key_field_(rules.key_field.value_or("")),
      record_{.topic = std::move(rules.topic),
              .partition = rules.partition,
              .key = std::move(rules.key),
              .value = "",
              .headers = std::move(rules.headers)} {
  if (rules.key_field) key_at_.emplace(key_field_);
  for (const Header& header : record_.headers) header_views_.push_back({header.name, header.value});
}

std::optional<Refusal> RecordMaker::take(const InputDocument& line) {
  std::string_view bytes = line.bytes;
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  const VerdictCode code = judge_.judge(bytes, header_views_);
  if (code != VerdictCode::valid && verdicts_.action(code) != Action::pass)
    return Refusal{.code = to_string(code), .verdict = judge_.explain(bytes, header_views_)};
  record_.value->assign(bytes);
  return take_key();
}

std::optional<Refusal> RecordMaker::take_key() {
  if (!key_at_) return std::nullopt;
  const schema::TextAt::Found found = judge_.look(*key_at_);
  if (found.kind == json::Kind::string || found.kind == json::Kind::number) {
    record_.key = found.text;
    return std::nullopt;
  }
  Refusal refusal{.code = "no_key", .verdict = {}};
  refusal.verdict.message =
      found.kind ? fmt::format("{}: the key has to be a string or a number, found {}", key_field_, to_string(*found.kind))
                 : fmt::format("{}: nothing is there to be the key", key_field_);
  return refusal;
}

}  // namespace sluiced::cli
