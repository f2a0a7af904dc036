#include "config/names.h"

#include <fmt/format.h>

#include <charconv>

#include "base/units.h"

namespace sluiced::config {
namespace {

constexpr std::size_t topic_chars_max = 249;

bool is_topic_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && rest == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// [protocol://]host[:port], host a name, an IPv4 address or a bracketed IPv6 address.
bool is_broker(std::string_view text) {
  if (const std::size_t protocol = text.find("://"); protocol != std::string_view::npos) text.remove_prefix(protocol + 3);
  if (text.empty() || text.find_first_of(" /@") != std::string_view::npos) return false;
  if (text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    text.remove_prefix(close);  // "]" stands for the host now
  }
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? true : colon > 0 && is_port(text.substr(colon + 1));
}

}  // namespace

std::string topic_name_fault(std::string_view name) {
  if (name.empty()) return "a topic's name cannot be empty";
  if (name == "." || name == "..") return fmt::format("'{}' cannot be a topic's name", name);
  if (name.size() > topic_chars_max) {
    return fmt::format("a topic's name has at most {} characters, found {}", topic_chars_max, name.size());
  }
  for (const char c : name) {
    if (!is_topic_char(c))
      return fmt::format("{} cannot be a topic's name: only letters, digits, '.', '_' and '-'", quoted_excerpt(name));
  }
  return {};
}

Result<std::string, std::string> expand_template(std::string_view text, std::string_view topic, std::string_view group) {
  std::string out;
  while (!text.empty()) {
    const std::size_t brace = text.find_first_of("{}");
    out += text.substr(0, brace);
    if (brace == std::string_view::npos) break;
    text.remove_prefix(brace);
    const std::string_view placeholder =
        text.substr(0, text.find('}') == std::string_view::npos ? text.size() : text.find('}') + 1);
    if (placeholder != "{topic}" && placeholder != "{group}") {
      return failure(fmt::format("unknown placeholder {}, known are {{topic}} and {{group}}", quoted_excerpt(placeholder)));
    }
    out += placeholder == "{topic}" ? topic : group;
    text.remove_prefix(placeholder.size());
  }
  return out;
}

Result<std::string, std::string> normalized_brokers(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view broker = trimmed(text.substr(0, comma));
    if (!is_broker(broker)) {
      return failure(fmt::format("expected host:port, or several with commas between them, found {}", quoted_excerpt(broker)));
    }
    out += out.empty() ? "" : ",";
    out += broker;
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace sluiced::config
