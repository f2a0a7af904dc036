#include "config/name_template.h"

#include <fmt/format.h>

#include "base/units.h"
#include "config/names.h"

namespace sluiced::config {

std::string name_of(Reading& reading, const NameTemplate& name, const TopicEntry& topic, Entry entry) {
  const auto refuse = [&](const std::string& why) {
    reading.refuse(name.at, fmt::format("{}: {}", name.key, why));
    return std::string();
  };
  // In `defaults` the topic is not known yet: the template alone is looked at, with names that fit.
  const bool with_names = entry == Entry::topic;
  const auto expanded = expand_template(name.text, with_names ? topic.config.name : "t", with_names ? topic.group : "g");
  if (!expanded) return refuse(expanded.error());
  if (with_names && !topic_name_fault(topic.config.name).empty()) return {};  // told already, where the name stands
  if (const std::string fault = topic_name_fault(*expanded); !fault.empty()) return refuse(fault);
  return with_names ? *expanded : std::string();
}

Result<std::optional<LetterName>, std::string> taken_apart(std::string_view text, std::string_view group) {
  constexpr char mark = '\x01';  // in no name and no group
  const auto marked = expand_template(text, std::string(1, mark), group);
  if (!marked) return failure(marked.error());
  const std::size_t at = marked->find(mark);
  std::optional<LetterName> name;
  if (at != std::string::npos) name = {.before = marked->substr(0, at), .after = marked->substr(at + 1)};
  if (name && name->after.find(mark) != std::string::npos)
    return failure(fmt::format("beside 'match' it takes {{topic}} once only, found {}", quoted_excerpt(text)));
  if (const std::string fault = topic_name_fault(name ? name->of("t") : *marked); !fault.empty()) return failure(fault);
  return name;
}

}  // namespace sluiced::config
