#include "kafka/statistics.h"

#include "base/limits.h"
#include "json/reader.h"

namespace sluiced::kafka {

std::size_t brokers_up(std::string_view text) {
  json::Tree tree;
  if (json::read(text, file_limits, tree).code != json::ReadErrorCode::none || tree.root().kind != json::Kind::object) return 0;
  const json::NodeIndex brokers = json::find_member(tree, 0, "brokers");
  if (brokers == json::no_node || tree[brokers].kind != json::Kind::object) return 0;
  std::size_t up = 0;
  for (const json::NodeIndex broker : json::children(tree, brokers)) {
    if (tree[broker].kind != json::Kind::object) continue;
    const json::NodeIndex state = json::find_member(tree, broker, "state");
    if (state != json::no_node && tree[state].kind == json::Kind::string && tree[state].string() == "UP") ++up;
  }
  return up;
}

}  // namespace sluiced::kafka
