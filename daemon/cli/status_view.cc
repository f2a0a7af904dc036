#include "cli/status_view.h"

#include <charconv>

namespace sluiced::cli {
namespace {

using json::Kind;
using json::NodeIndex;

/// An object's members by name; of what is no object there are none.
class Members {
 public:
  Members(const json::Tree& tree, NodeIndex node) : tree_(tree), node_(node) {}

  std::string text(std::string_view name) const {
    const json::Node* const value = find(name, Kind::string);
    return value == nullptr ? "" : std::string(value->string());
  }
  bool truth(std::string_view name) const {
    const json::Node* const value = find(name, Kind::boolean);
    return value != nullptr && value->truth;
  }
  std::uint64_t count(std::string_view name) const {
    const json::Node* const value = find(name, Kind::number);
    return value != nullptr && value->is_int64 && value->integer >= 0 ? static_cast<std::uint64_t>(value->integer) : 0;
  }
  std::optional<double> decimal_if(std::string_view name) const {
    const json::Node* const value = find(name, Kind::number);
    if (value == nullptr) return std::nullopt;
    double number = 0;
    std::from_chars(value->text, value->text + value->text_length, number);
    return number;
  }
  double decimal(std::string_view name) const { return decimal_if(name).value_or(0); }
  Members object(std::string_view name) const { return {tree_, child(name)}; }
  bool is_object() const { return node_ != json::no_node && tree_[node_].kind == Kind::object; }

  template <class Read>
  auto each(std::string_view name, Read read) const {
    std::vector<decltype(read(*this))> all;
    const NodeIndex array = child(name);
    if (array == json::no_node || tree_[array].kind != Kind::array) return all;
    for (const NodeIndex item : json::children(tree_, array)) all.push_back(read(Members(tree_, item)));
    return all;
  }
  std::uint64_t sum_of_counts() const {
    std::uint64_t sum = 0;
    if (!is_object()) return sum;
    for (const NodeIndex item : json::children(tree_, node_)) sum += count(tree_[item].name());
    return sum;
  }

 private:
  NodeIndex child(std::string_view name) const { return is_object() ? json::find_member(tree_, node_, name) : json::no_node; }
  const json::Node* find(std::string_view name, Kind kind) const {
    const NodeIndex at = child(name);
    return at != json::no_node && tree_[at].kind == kind ? &tree_[at] : nullptr;
  }

  const json::Tree& tree_;
  NodeIndex node_;
};

LoopView read_loop(const Members& loop) {
  return {.group = loop.text("group"),
          .client = loop.text("client"),
          .state = loop.text("state"),
          .why = loop.text("why"),
          .in_state = loop.decimal("in_state_seconds"),
          .last_progress = loop.decimal("last_progress_seconds"),
          .back_in = loop.decimal_if("back_in_seconds"),
          .joined = loop.truth("joined"),
          .broker_reachable = loop.truth("broker_reachable"),
          .stalled = loop.truth("stalled")};
}

TopicView read_topic(const Members& topic) {
  TopicView view{.group = topic.text("group"),
                 .topic = topic.text("topic"),
                 .dead_letter_topic = topic.text("dead_letter_topic"),
                 .forward_topic = topic.text("forward_topic"),
                 .schema_sha256 = topic.object("schema").text("sha256"),
                 .schema_by = topic.object("schema").text("by"),
                 .schema_count = topic.object("schema").count("count"),
                 .schema_age = topic.object("schema").decimal("age_seconds"),
                 .schema_new = topic.object("schema").truth("new"),
                 .held = topic.text("held"),
                 .held_for = 0,
                 .held_why = topic.text("held_why"),
                 .stopped_at = std::nullopt,
                 .partitions = topic.count("partitions"),
                 .lag_records = topic.count("lag_records"),
                 .lag = topic.decimal("lag_seconds"),
                 .records_per_second = topic.decimal("records_per_second"),
                 .not_valid_share = topic.decimal_if("not_valid_share"),
                 .unacknowledged = topic.count("dead_letters_unacknowledged"),
                 .offsets_lost = topic.count("offsets_lost"),
                 .skipped = topic.object("records").count("skipped"),
                 .dead_letters = topic.object("dead_letters").sum_of_counts()};
  if (!view.held.empty()) view.held_for = topic.object("holds").object(view.held).decimal("for_seconds");
  if (const Members place = topic.object("stopped_at"); place.is_object())
    view.stopped_at = {.partition = std::to_string(place.count("partition")),
                       .offset = std::to_string(place.count("offset")),
                       .code = place.text("code")};
  return view;
}

}  // namespace

StatusView read_status(const json::Tree& document) {
  const Members all(document, 0);
  const Members config = all.object("config");
  const Members reload = config.object("reload");
  return {.node = all.text("node"),
          .now = all.text("now"),
          .uptime = all.decimal("uptime_seconds"),
          .enabled = all.truth("enabled"),
          .draining = all.truth("draining"),
          .ready_strictly = all.truth("ready_strict"),
          .not_ready_because = all.text("not_ready_because"),
          .config_file = config.text("file"),
          .config_sha256 = config.text("sha256"),
          .reload_ok = reload.truth("successful"),
          .reloading = reload.truth("under_way"),
          .reload_at = reload.text("at"),
          .reload_succeeded_at = reload.text("succeeded_at"),
          .reload_error = reload.text("error"),
          .log_lines_dropped = all.count("log_lines_dropped"),
          .loops = all.each("loops", read_loop),
          .topics = all.each("topics", read_topic)};
}

}  // namespace sluiced::cli
