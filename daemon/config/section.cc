#include "config/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/nearest.h"
#include "base/units.h"
#include "config/file.h"

namespace sluiced::config {
namespace {

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

std::string joined(std::span<const std::string_view> names) {
  return fmt::format("{}", fmt::join(names.begin(), names.end(), ", "));
}

/// A mapping, or nothing where one could stand: then no_node. What else stands there is refused.
json::NodeIndex as_mapping(Reading& reading, const KeySet& keys, json::NodeIndex at) {
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return json::no_node;
  if (reading.node(at).kind == json::Kind::object) return at;
  const std::string_view what = keys.where.empty() ? "the file" : keys.where;
  reading.refuse(at, fmt::format("{}: expected a mapping of keys to values, found {}", what, described(reading.node(at))));
  return json::no_node;
}

std::string hint_for(const KeySet& keys, std::string_view name) {
  // A password in the file would end up in backups, in diffs and on screens.
  if (&keys == &sasl_keys && name.starts_with("password")) {
    return fmt::format(
        "key '{}' is not accepted: a secret stays out of this file; name the file that holds it with 'password_file'", name);
  }
  if (&keys == &defaults_keys && (name == "name" || name == "match" || name == "exclude"))
    return fmt::format("key '{}' cannot have a default: each topic has its own", name);
  if (&keys == &verdicts_keys && name == "valid") return "'valid' is what passes: it cannot be given an action";
  return {};
}

}  // namespace

std::string Reading::written(json::NodeIndex scalar) const {
  const auto found = yaml_.written.find(scalar);
  return found != yaml_.written.end() ? found->second : std::string(node(scalar).string());
}

std::vector<Fault> Reading::faults() const {
  std::vector<Fault> faults;
  for (const auto& [offset, message] : faults_) faults.push_back({yaml_.place(offset), message});
  return faults;
}

std::string described(const json::Node& node) {
  switch (node.kind) {
    case json::Kind::null: return "nothing";
    case json::Kind::boolean: return node.truth ? "true" : "false";
    case json::Kind::number: return node.text_length <= 40 ? std::string(node.string()) : "a long number";
    case json::Kind::string: return quoted_excerpt(node.string());
    case json::Kind::array: return "a list";
    case json::Kind::object: return "a mapping";
  }
  return "something else";
}

std::string unknown(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
  const std::string_view near = nearest(name, known);
  if (!near.empty()) return fmt::format("unknown {} {}, did you mean '{}'?", what, quoted_excerpt(name), near);
  return fmt::format("unknown {} {}, known here: {}", what, quoted_excerpt(name), joined(known));
}

Section::Section(Reading& reading, const KeySet& keys, json::NodeIndex own, json::NodeIndex fallback)
    : reading_(reading), keys_(keys), own_(as_mapping(reading, keys, own)), fallback_(as_mapping(reading, keys, fallback)) {
  check_keys();
}

void Section::check_keys() {
  if (own_ == json::no_node) return;
  for (const json::NodeIndex member : json::children(reading_.tree(), own_)) {
    const json::Node& node = reading_.node(member);
    const std::string_view name = node.name();
    if (std::find(keys_.known.begin(), keys_.known.end(), name) != keys_.known.end()) continue;
    std::string message = hint_for(keys_, name);
    if (message.empty() && std::find(keys_.not_built.begin(), keys_.not_built.end(), name) != keys_.not_built.end()) {
      message = fmt::format("key '{}' is not built yet", name);
    }
    if (message.empty()) {
      message = unknown("key", name, keys_.known);
      guessed_.push_back(nearest(name, keys_.known));
    }
    reading_.refuse_at(node.key_offset, std::move(message));
  }
}

void Section::missing(std::string_view name, std::string_view what) {
  if (std::find(guessed_.begin(), guessed_.end(), name) != guessed_.end()) return;
  reading_.refuse(own_, fmt::format("key '{}' is missing {}", name, what));
}

json::NodeIndex Section::find(std::string_view name) const {
  for (const json::NodeIndex mapping : {own_, fallback_}) {
    if (mapping == json::no_node) continue;
    if (const json::NodeIndex found = json::find_member(reading_.tree(), mapping, name); found != json::no_node) return found;
  }
  return json::no_node;
}

Section Section::section(std::string_view name, const KeySet& keys) const {
  const auto member = [&](json::NodeIndex mapping) {
    return mapping == json::no_node ? json::no_node : json::find_member(reading_.tree(), mapping, name);
  };
  return {reading_, keys, member(own_), member(fallback_)};
}

void Section::refuse_value(std::string_view name, json::NodeIndex at, std::string_view expected) {
  reading_.refuse(at, fmt::format("{}: expected {}, found {}", name, expected, described(reading_.node(at))));
}

void Section::text(std::string_view name, std::string& target, Empty empty) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return;
  const json::Node& node = reading_.node(at);
  if (node.kind == json::Kind::null && empty == Empty::allowed) {
    target.clear();
  } else if (node.kind != json::Kind::string && node.kind != json::Kind::number) {
    refuse_value(name, at, "text");
  } else if (std::string value = reading_.written(at); has_control_character(value)) {
    reading_.refuse(at,
                    fmt::format("{}: expected one line of text, found a line break or another control character in it", name));
  } else if (value.empty() && empty == Empty::refused) {
    reading_.refuse(at, fmt::format("{}: expected text, found an empty one", name));
  } else {
    target = std::move(value);
  }
}

void Section::boolean(std::string_view name, bool& target) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return;
  if (reading_.node(at).kind != json::Kind::boolean) return refuse_value(name, at, "true or false");
  target = reading_.node(at).truth;
}

void Section::duration(std::string_view name, Duration& target, Duration least, Duration most) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return;
  const json::Node& node = reading_.node(at);
  if (node.kind != json::Kind::string && node.kind != json::Kind::number) {
    return refuse_value(name, at, "a duration such as 250ms, 20s, 2m, 1h or 7d");
  }
  const auto parsed = parse_duration(reading_.written(at));
  if (!parsed) return reading_.refuse(at, fmt::format("{}: {}", name, parsed.error()));
  if (*parsed < least || *parsed > most) {
    return refuse_value(name, at, fmt::format("a duration from {} to {}", duration_text(least), duration_text(most)));
  }
  target = *parsed;
}

void Section::size(std::string_view name, std::size_t& target, std::uint64_t most) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return;
  const json::Node& node = reading_.node(at);
  if (node.kind != json::Kind::string && node.kind != json::Kind::number) {
    return refuse_value(name, at, "a size such as 65536, 64KiB or 1MiB");
  }
  const auto parsed = parse_size(node.string());
  if (!parsed) return reading_.refuse(at, fmt::format("{}: {}", name, parsed.error()));
  if (*parsed == 0 || *parsed > most) return refuse_value(name, at, fmt::format("a size from 1B to {}", size_text(most)));
  target = static_cast<std::size_t>(*parsed);
}

std::optional<std::int64_t> Section::whole_number(std::string_view name, std::int64_t most) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return std::nullopt;
  const json::Node& node = reading_.node(at);
  if (node.kind != json::Kind::number || !node.is_int64 || node.integer < 1 || node.integer > most) {
    refuse_value(name, at, fmt::format("a whole number from 1 to {}", most));
    return std::nullopt;
  }
  return node.integer;
}

void Section::share(std::string_view name, double& target) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return;
  const json::Node& node = reading_.node(at);
  double value = 0;
  const bool is_number =
      node.kind == json::Kind::number && std::from_chars(node.text, node.text + node.text_length, value).ec == std::errc();
  if (!is_number || value <= 0 || value > 1) return refuse_value(name, at, "a number over 0 and at most 1");
  target = value;
}

std::optional<std::size_t> Section::choice(std::string_view name, std::span<const std::string_view> names) {
  const json::NodeIndex at = find(name);
  if (at == json::no_node) return std::nullopt;
  const json::Node& node = reading_.node(at);
  if (node.kind == json::Kind::string) {
    const auto found = std::find(names.begin(), names.end(), node.string());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  const std::string_view near = node.kind == json::Kind::string ? nearest(node.string(), names) : std::string_view();
  refuse_value(name, at,
               near.empty() ? fmt::format("one of {}", joined(names)) : fmt::format("one of {} ('{}'?)", joined(names), near));
  return std::nullopt;
}

void Section::path(std::string_view name, std::string& target) {
  std::string value;
  text(name, value, Empty::allowed);
  if (!value.empty()) target = resolve_beside(reading_.file(), value);
}

}  // namespace sluiced::config
