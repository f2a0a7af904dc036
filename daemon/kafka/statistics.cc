#include "kafka/statistics.h"

#include "base/limits.h"
#include "json/reader.h"

namespace sluiced::kafka {
namespace {

using json::Kind;
using json::NodeIndex;

NodeIndex member(const json::Tree& tree, NodeIndex object, std::string_view name, Kind kind) {
  if (object == json::no_node || tree[object].kind != Kind::object) return json::no_node;
  const NodeIndex found = json::find_member(tree, object, name);
  return found != json::no_node && tree[found].kind == kind ? found : json::no_node;
}

/// Calls `each` for every member of the object of that name, if there is one.
template <class Each>
void for_each_member(const json::Tree& tree, NodeIndex object, std::string_view name, Each each) {
  const NodeIndex members = member(tree, object, name, Kind::object);
  if (members == json::no_node) return;
  for (const NodeIndex one : json::children(tree, members)) each(one);
}

}  // namespace

Statistics read_statistics(std::string_view text) {
  Statistics statistics;
  json::Tree tree;
  if (json::read(text, file_limits, tree).code != json::ReadErrorCode::none) return statistics;
  for_each_member(tree, 0, "brokers", [&](NodeIndex broker) {
    const NodeIndex state = member(tree, broker, "state", Kind::string);
    if (state == json::no_node || tree[state].string() != "UP") return;
    ++statistics.brokers_connected;
    const NodeIndex silent_us = member(tree, broker, "rxidle", Kind::number);
    const bool silent = silent_us != json::no_node && tree[silent_us].integer >= std::chrono::microseconds(silent_after).count();
    if (!silent) ++statistics.brokers_answering;
  });
  for_each_member(tree, 0, "topics", [&](NodeIndex topic) {
    for_each_member(tree, topic, "partitions", [&](NodeIndex partition) {
      const NodeIndex waiting = member(tree, partition, "fetchq_cnt", Kind::number);
      if (waiting != json::no_node && tree[waiting].integer > 0)
        statistics.records_fetched += static_cast<std::uint64_t>(tree[waiting].integer);
    });
  });
  return statistics;
}

}  // namespace sluiced::kafka
