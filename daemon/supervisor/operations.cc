#include "supervisor/operations.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.h"
#include "base/limits.h"
#include "base/units.h"
#include "json/reader.h"
#include "json/writer.h"

namespace sluiced::supervisor {
namespace {

constexpr Duration loop_answer_timeout{5'000};
constexpr Duration reload_timeout{60'000};

/// It stands in a header of the dead letter and in a log line.
constexpr std::size_t skip_reason_bytes_max = 1'000;

/// As long as Kafka lets a topic's name be.
constexpr std::size_t topic_shown_bytes_max = 249;

constexpr DocumentLimits request_limits{.bytes_max = 64 * 1024, .depth_max = 4, .members_max = 16, .number_chars_max = 20};

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::request: return "request";
    case Refusal::configuration: return "configuration";
    case Refusal::topic: return "topic";
    case Refusal::loop: return "loop";
    case Refusal::late: return "late";
    case Refusal::draining: return "draining";
  }
  return "";
}

std::string done_answer(const std::string& text) {
  json::Writer writer;
  writer.begin_object();
  writer.key("ok");
  writer.boolean(true);
  writer.key("text");
  writer.string(text);
  writer.end_object();
  return writer.text();
}

std::string refused_answer(Refusal refusal, const std::string& error) {
  json::Writer writer;
  writer.begin_object();
  writer.key("ok");
  writer.boolean(false);
  writer.key("kind");
  writer.string(to_string(refusal));
  writer.key("error");
  writer.string(error);
  writer.end_object();
  return writer.text();
}

/// A flat object of strings, numbers and booleans.
struct Operations::Request {
  json::Tree tree;

  const json::Node* find(std::string_view name, json::Kind kind) const {
    const json::NodeIndex at = json::find_member(tree, 0, name);
    return at != json::no_node && tree[at].kind == kind ? &tree[at] : nullptr;
  }
  std::string text(std::string_view name) const {
    const json::Node* node = find(name, json::Kind::string);
    return node == nullptr ? "" : std::string(node->string());
  }
  bool flag(std::string_view name) const {
    const json::Node* node = find(name, json::Kind::boolean);
    return node != nullptr && node->truth;
  }
  std::optional<std::int64_t> number(std::string_view name) const {
    const json::Node* node = find(name, json::Kind::number);
    return node != nullptr && node->is_int64 ? std::optional(node->integer) : std::nullopt;
  }
};

std::optional<std::string> Operations::ask(std::uint64_t connection, const std::string& line) {
  Request request;
  if (json::read(line, request_limits, request.tree).code != json::ReadErrorCode::none ||
      request.tree.root().kind != json::Kind::object)
    return refused_answer(Refusal::request, "a request is a JSON object on one line of at most 64 KiB");
  const std::string command = request.text("command");
  if (command == "status") return ports_.status();
  if (ports_.supervisor.draining()) return refused_answer(Refusal::draining, "the daemon is draining");
  if (command == "reload") {
    Pending& pending = pending_.emplace_back();
    pending.connection = connection;
    pending.reload = ports_.start_reload();
    pending.everywhere = request.flag("wait");
    pending.deadline = ports_.clock.now() + reload_timeout;
    return std::nullopt;
  }
  if (command == "hold" || command == "release" || command == "skip") return topic_request(connection, request);
  return refused_answer(Refusal::request, fmt::format("unknown command {}: there are status, reload, hold, release and skip",
                                                      quoted_excerpt(command)));
}

std::optional<std::string> Operations::topic_request(std::uint64_t connection, const Request& request) {
  const std::string command = request.text("command");
  const std::string topic = request.text("topic");
  const std::uint64_t ticket = ++last_ticket_;
  Supervisor::Asked asked;
  if (command == "skip") {
    const auto partition = request.number("partition");
    const auto offset = request.number("offset");
    if (!partition || !offset || *partition < 0 || *partition > INT32_MAX || *offset < 0)
      return refused_answer(Refusal::request, "'skip' needs a partition and an offset");
    const std::string reason = request.text("reason");
    if (reason.find_first_not_of(" \t\r\n") == std::string::npos || reason.size() > skip_reason_bytes_max)
      return refused_answer(Refusal::request, fmt::format("'skip' needs a reason of 1 to {} bytes: it goes into the dead letter",
                                                          skip_reason_bytes_max));
    asked = ports_.supervisor.skip(ticket, {topic, static_cast<PartitionId>(*partition)}, {*offset}, one_line(reason));
  } else {
    asked = command == "hold" ? ports_.supervisor.hold(ticket, topic) : ports_.supervisor.release(ticket, topic);
  }
  if (asked.known == 0)
    return refused_answer(Refusal::topic,
                          fmt::format("topic '{}' is not in the configuration", one_line(topic, topic_shown_bytes_max)));
  if (asked.asked == 0 && command == "skip")
    return refused_answer(Refusal::loop, fmt::format("no loop of topic '{}' runs now; ask again when one does", topic));
  if (asked.asked == 0) return done_answer("noted: it counts when a loop of the topic runs again");
  Pending& pending = pending_.emplace_back();
  pending.connection = connection;
  pending.ticket = ticket;
  pending.remaining = asked.asked;
  pending.deadline = ports_.clock.now() + loop_answer_timeout;
  return std::nullopt;
}

void Operations::reloaded(std::uint64_t number, const std::string& error) {
  const bool draining = ports_.supervisor.draining();
  for (Pending& pending : pending_) {
    if (pending.reload == 0 || pending.reload > number || pending.loaded) continue;
    pending.loaded = true;
    if (!error.empty()) pending.text = refused_answer(draining ? Refusal::draining : Refusal::configuration, error);
  }
}

void Operations::take_loop_answers() {
  for (gate::LoopAnswer& answer : ports_.supervisor.take_answers()) {
    const auto found =
        std::find_if(pending_.begin(), pending_.end(), [&](const Pending& pending) { return pending.ticket == answer.ticket; });
    if (found == pending_.end()) continue;
    --found->remaining;
    add_once(answer.done ? found->done : found->refused, std::move(answer.text));
  }
}

void Operations::settle(Pending& pending) {
  const bool late = ports_.clock.now() >= pending.deadline;
  if (pending.text) return;
  if (pending.reload != 0) {
    if (pending.loaded && (!pending.everywhere || ports_.supervisor.generation_everywhere()))
      pending.text = done_answer(fmt::format("reloaded: generation {}{}", ports_.supervisor.generation(),
                                             pending.everywhere ? ", every loop works by it" : ""));
    else if (late)
      pending.text = refused_answer(Refusal::late,
                                    pending.loaded ? "reloaded, but not every loop works by it yet" : "still reading after 60 s");
    return;
  }
  if (pending.remaining > 0 && !late) return;
  if (!pending.done.empty())
    pending.text = done_answer(fmt::format("{}", fmt::join(pending.done, "; ")));
  else if (!pending.refused.empty())
    pending.text = refused_answer(Refusal::loop, fmt::format("{}", fmt::join(pending.refused, "; ")));
  else
    pending.text = refused_answer(Refusal::late, "the loop has not answered within 5 s; it will do it when it comes round");
}

std::vector<Operations::Answer> Operations::answers() {
  take_loop_answers();
  std::vector<Answer> ready;
  std::erase_if(pending_, [&](Pending& pending) {
    settle(pending);
    if (!pending.text) return false;
    ready.push_back({.connection = pending.connection, .text = std::move(*pending.text)});
    return true;
  });
  return ready;
}

}  // namespace sluiced::supervisor
