#include "gate/topic_finder.h"

#include <algorithm>

#include "metrics/event.h"

namespace sluiced::gate {
namespace {

constexpr Duration look_interval{10'000};
/// While there is nothing to read yet for want of an answer.
constexpr Duration first_look_interval{1'000};
constexpr int looks_without_max = 3;
/// Each is a lane of its own, with its counters and its series of metrics.
constexpr std::size_t matched_max = 10'000;

std::optional<std::size_t> entry_here(const LoopSettings& loop, std::string_view topic) {
  const auto entry = loop.rules.entry_of(topic);
  const bool ours = entry && std::any_of(loop.matches.begin(), loop.matches.end(),
                                         [&](const MatchSettings& match) { return match.entry == *entry; });
  return ours ? entry : std::nullopt;
}

}  // namespace

std::optional<TopicSettings> matched_settings(const LoopSettings& loop, const std::string& topic) {
  const auto entry = entry_here(loop, topic);
  if (!entry) return std::nullopt;
  const auto match =
      std::find_if(loop.matches.begin(), loop.matches.end(), [&](const MatchSettings& one) { return one.entry == *entry; });
  TopicSettings settings = match->topic;
  settings.name = topic;
  settings.dead_letter_topic = loop.rules.entries[*entry].letters.of(topic);
  if (const auto& forward = loop.rules.entries[*entry].forward) settings.forward_topic = forward->of(topic);
  settings.held_by_hand = loop.held_by_hand.contains(topic);
  return settings;
}

bool TopicFinder::tick() {
  if (loop_.matches.empty() || clock_.now() < next_) return false;
  const auto listed = lookup_.topics();
  next_ = clock_.now() + (began_ ? look_interval : first_look_interval);
  if (!listed) {
    put_off(listed.error());
    return false;
  }
  const bool is_first = !began_;
  if (is_first) {
    if (const auto error = note_fresh_entries(*listed)) {
      put_off(*error);
      return false;
    }
    began_ = true;
    next_ = clock_.now() + look_interval;
  }
  why_not_.clear();
  return take(*listed) || is_first;  // what an earlier run of the loop has found may be there no more
}

void TopicFinder::put_off(const IoError& error) {
  why_not_ = error.text;
  emit_repeating(Event::topics_not_listed, loop_.group, {{"group", loop_.group}, {"why", error.text}});
}

std::optional<IoError> TopicFinder::note_fresh_entries(const std::vector<ListedTopic>& listed) {
  for (const MatchSettings& match : loop_.matches) {
    if (match.topic.start_at.kind == StartPosition::Kind::earliest) continue;
    std::set<std::string> topics;
    std::vector<TopicPartition> partitions;
    for (const ListedTopic& topic : listed) {
      if (entry_here(loop_, topic.name) != match.entry) continue;
      topics.insert(topic.name);
      for (PartitionId id = 0; id < topic.partitions; ++id) partitions.push_back({topic.name, id});
    }
    if (partitions.empty()) continue;
    const auto committed = lookup_.committed(partitions);
    if (!committed) return committed.error();
    if (std::none_of(committed->begin(), committed->end(), [](const auto& offset) { return offset.has_value(); }))
      from_the_start_.merge(topics);
  }
  return std::nullopt;
}

bool TopicFinder::take(const std::vector<ListedTopic>& listed) {
  bool changed = false;
  for (auto& [name, found] : found_) ++found.looks_without;
  for (const ListedTopic& topic : listed) {
    const auto entry = entry_here(loop_, topic.name);
    if (!entry) continue;
    if (const auto known = found_.find(topic.name); known != found_.end()) {
      known->second.looks_without = 0;
      continue;
    }
    if (found_.size() >= matched_max) {
      emit_repeating(Event::topics_not_listed, loop_.group,
                     {{"group", loop_.group}, {"why", "more topics match than a loop takes: " + std::to_string(matched_max)}});
      break;
    }
    found_[topic.name] = {.entry = *entry};
    changed = true;
    emit(Event::topic_found, {{"group", loop_.group}, {"topic", topic.name}, {"match", loop_.rules.entries[*entry].pattern}});
  }
  for (auto item = found_.begin(); item != found_.end();) {
    if (item->second.looks_without < looks_without_max) {
      ++item;
      continue;
    }
    emit(Event::topic_gone, {{"group", loop_.group}, {"topic", item->first}});
    from_the_start_.erase(item->first);  // one made anew by that name is another
    item = found_.erase(item);
    changed = true;
  }
  return changed;
}

std::vector<std::string> TopicFinder::found() const {
  std::vector<std::string> names;
  for (const auto& [name, found] : found_) names.push_back(name);
  return names;
}

StartPosition TopicFinder::start_of(const std::string& topic, const StartPosition& wanted) const {
  return from_the_start_.contains(topic) ? wanted : StartPosition{};
}

std::string TopicFinder::complaint() const {
  if (loop_.matches.empty() || !found_.empty() || !loop_.topics.empty()) return "";
  if (!why_not_.empty()) return "topics cannot be listed: " + why_not_;
  if (!began_) return "";
  std::string patterns;
  for (const MatchSettings& match : loop_.matches)
    patterns += (patterns.empty() ? "" : ", ") + loop_.rules.entries[match.entry].pattern;
  return "no topic matches " + patterns + " yet";
}

}  // namespace sluiced::gate
