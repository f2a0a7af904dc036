#include "config/names.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>

#include "base/units.h"
#include "config/file.h"

namespace sluiced::config {
namespace {

constexpr std::size_t topic_chars_max = 249;
constexpr std::size_t group_chars_max = 249;
constexpr std::size_t socket_bytes_max = sizeof(sockaddr_un::sun_path) - 1;

bool is_topic_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_port(std::string_view text, unsigned least = 1) {
  unsigned port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && rest == text.data() + text.size() && port >= least && port <= 65535;
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

std::string group_name_fault(std::string_view name) {
  if (name.size() <= group_chars_max) return {};
  return fmt::format("a group's name has at most {} characters, found {}", group_chars_max, name.size());
}

std::string listen_fault(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  // Without brackets an IPv6 address and a port cannot be told apart.
  const std::string_view never = bracketed ? " /@[]" : " /@[]:";
  if (colon != std::string_view::npos && !host.empty() && host.find_first_of(never) == std::string_view::npos &&
      is_port(text.substr(colon + 1), 0)) {
    return {};
  }
  return fmt::format("expected host:port or [IPv6 address]:port, found {}", quoted_excerpt(text));
}

Result<std::string, std::string> socket_path(const std::string& from, const std::string& text) {
  std::string path = resolve_beside(from, text);
  if (path.size() <= socket_bytes_max) return path;
  return failure(
      fmt::format("a socket's path has at most {} bytes, {} has {}", socket_bytes_max, quoted_excerpt(path), path.size()));
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
