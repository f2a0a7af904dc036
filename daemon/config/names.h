// Names and addresses: what a topic and a group may be called, what brokers, listeners and sockets look like, how a
// dead-letter topic's name is made.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sluiced::config {

/// "" where Kafka accepts it as a topic's name, else why not, as one clause.
std::string topic_name_fault(std::string_view name);

/// "" where it can be a group's name, else why not, as one clause.
std::string group_name_fault(std::string_view name);

/// "" for "host:port" and "[v6]:port", port 0 among them; else why not, as one clause.
std::string listen_fault(std::string_view text);

/// `text` resolved beside `from`; "" stays "". The error says that no socket's address holds it.
Result<std::string, std::string> socket_path(const std::string& from, const std::string& text);

/// `{topic}` and `{group}` put in; the error names what else stands in braces. The result is not checked.
Result<std::string, std::string> expand_template(std::string_view text, std::string_view topic, std::string_view group);

/// "host:port,[::1]:port" with blanks removed; the error names the part that is no broker.
Result<std::string, std::string> normalized_brokers(std::string_view text);

}  // namespace sluiced::config
