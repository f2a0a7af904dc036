#include "gate/profile_headers.h"

namespace sluiced::gate {
namespace {

constexpr std::string_view spring_prefix = "kafka_dlt-";
constexpr std::string_view connect_prefix = "__connect.errors.";
constexpr std::string_view streams_prefix = "__streams.errors.";

std::string_view prefix_of(HeaderProfile profile) {
  switch (profile) {
    case HeaderProfile::spring: return spring_prefix;
    case HeaderProfile::connect: return connect_prefix;
    case HeaderProfile::streams: return streams_prefix;
  }
  return "";
}

template <class T>
std::string big_endian(T number) {
  std::string bytes;
  for (std::size_t i = sizeof number; i-- > 0;) bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xffU);
  return bytes;
}

class Writer {
 public:
  Writer(std::vector<Header>& headers, std::string_view prefix) : headers_(headers), prefix_(prefix) {}
  void add(std::string_view name, std::string_view value) {
    headers_.push_back({std::string(prefix_) + std::string(name), std::string(value)});
  }

 private:
  std::vector<Header>& headers_;
  std::string_view prefix_;
};

void add_spring(Writer out, const ProfileFacts& facts, const std::string& exception) {
  out.add("original-topic", facts.topic);
  out.add("original-partition", big_endian(facts.partition));
  out.add("original-offset", big_endian(facts.offset.value));
  out.add("original-timestamp", big_endian(facts.timestamp_ms));
  out.add("original-timestamp-type", facts.timestamp_type);
  out.add("original-consumer-group", facts.group);
  out.add("exception-fqcn", exception);
  out.add("exception-message", facts.message);
}

void add_connect(Writer out, const ProfileFacts& facts, const std::string& exception) {
  out.add("topic", facts.topic);
  out.add("partition", std::to_string(facts.partition));
  out.add("offset", std::to_string(facts.offset.value));
  out.add("connector.name", facts.group);
  out.add("task.id", "0");
  out.add("stage", "VALUE_CONVERTER");
  out.add("class.name", "sluiced");
  out.add("exception.class.name", exception);
  out.add("exception.message", facts.message);
}

void add_streams(Writer out, const ProfileFacts& facts, const std::string& exception) {
  out.add("exception", exception);
  out.add("message", facts.message);
  out.add("topic", facts.topic);
  out.add("partition", std::to_string(facts.partition));
  out.add("offset", std::to_string(facts.offset.value));
}

}  // namespace

bool is_of_profile(HeaderProfile profile, std::string_view name) { return name.starts_with(prefix_of(profile)); }

bool only_explains_in_profile(std::string_view name) {
  return name == "kafka_dlt-exception-message" || name == "__connect.errors.exception.message" ||
         name == "__streams.errors.message";
}

void add_profile_headers(std::vector<Header>& headers, HeaderProfile profile, const ProfileFacts& facts) {
  const std::string exception = "sluiced." + std::string(facts.code);
  const Writer out(headers, prefix_of(profile));
  switch (profile) {
    case HeaderProfile::spring: return add_spring(out, facts, exception);
    case HeaderProfile::connect: return add_connect(out, facts, exception);
    case HeaderProfile::streams: return add_streams(out, facts, exception);
  }
}

}  // namespace sluiced::gate
