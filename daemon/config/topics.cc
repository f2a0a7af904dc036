#include "config/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "config/forward_entry.h"
#include "config/match_entry.h"
#include "config/properties.h"

namespace sluiced::config {
namespace {

constexpr std::int64_t instances_most = 64;
constexpr std::int64_t commit_records_most = 1'000'000;
constexpr Duration commit_interval_least{10};
constexpr Duration commit_interval_most{25'000};  ///< a transaction that is open for 30 s is given up by the broker

using ByName = std::map<std::string, const TopicEntry*, std::less<>>;

ByName check_names(Reading& reading, const std::vector<TopicEntry>& topics) {
  ByName by_name;
  for (const TopicEntry& topic : topics) {
    if (topic.config.name.empty()) continue;
    const auto [first, added] = by_name.emplace(topic.config.name, &topic);
    if (added) continue;
    reading.refuse(topic.name_at, fmt::format("topic '{}' is listed twice, first in line {}", topic.config.name,
                                              reading.place(first->second->name_at).line));
  }
  return by_name;
}

void check_dead_letters_apart(Reading& reading, const ByName& by_name, const std::vector<TopicEntry>& topics) {
  ByName by_dead_letter;
  for (const TopicEntry& topic : topics) {
    const auto listed = by_name.find(topic.config.name);
    if (topic.config.dead_letter_topic.empty() || listed == by_name.end() || listed->second != &topic) continue;
    const auto [first, added] = by_dead_letter.emplace(topic.config.dead_letter_topic, &topic);
    if (added) continue;
    reading.refuse(topic.dead_letter_at,
                   fmt::format("topics '{}' and '{}' would share the dead-letter topic '{}'; each needs its own",
                               first->second->config.name, topic.config.name, topic.config.dead_letter_topic));
  }
}

/// The way from a topic back to itself, as it was found: each with the one that leads to it.
using CameFrom = std::map<const TopicEntry*, const TopicEntry*>;

void refuse_ring(Reading& reading, const TopicEntry& topic, const TopicEntry* last, const CameFrom& came_from) {
  std::vector<const TopicEntry*> way{&topic};
  for (const TopicEntry* at = last; at != &topic; at = came_from.at(at)) way.push_back(at);
  way.push_back(&topic);
  std::reverse(way.begin(), way.end());
  const auto by_letters = [](const TopicEntry* from, const TopicEntry* to) {
    return from->config.dead_letter_topic == to->config.name;
  };
  const bool first = by_letters(way[0], way[1]);
  const json::NodeIndex place = first ? topic.dead_letter_at : topic.forward_at;
  if (way.size() == 2)
    return reading.refuse(
        place, fmt::format("topic '{}' would be its own {} topic", topic.config.name, first ? "dead-letter" : "forward"));
  bool only_letters = true;
  std::string text = fmt::format("'{}'", topic.config.name);
  for (std::size_t i = 1; i < way.size(); ++i) {
    only_letters = only_letters && by_letters(way[i - 1], way[i]);
    if (i <= 8) text += fmt::format(" → '{}'", way[i]->config.name);  // enough to see it
  }
  reading.refuse(place, fmt::format("{} would go round for ever: {}", only_letters ? "dead letters" : "records", text));
}

/// Dead letters of dead letters are fine (a.dlt may be subscribed, with a.dlt.dlt), and so is a forward topic that is read; a ring
/// would turn for ever. Topics that match are in none: what a named topic writes to is never matched.
void check_no_ring(Reading& reading, const ByName& by_name, const TopicEntry& topic) {
  CameFrom came_from;
  std::vector<const TopicEntry*> reached{&topic};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const TopicEntry* const at = reached[i];
    for (const std::string* const name : {&at->config.dead_letter_topic, &at->config.forward_topic}) {
      const auto next = by_name.find(*name);
      if (next == by_name.end()) continue;
      if (next->second == &topic) return refuse_ring(reading, topic, at, came_from);
      if (came_from.emplace(next->second, at).second) reached.push_back(next->second);
    }
  }
}

void read_delivery(Section& section, GroupConfig& group) {
  using Delivery = GroupConfig::Delivery;
  static constexpr std::array deliveries{std::string_view("at_least_once"), std::string_view("exactly_once")};
  const json::NodeIndex at = section.find("delivery");
  const auto chosen = section.choice("delivery", deliveries);
  if (chosen) group.delivery = *chosen == 0 ? Delivery::at_least_once : Delivery::exactly_once;
  section.duration("commit_interval", group.commit_interval, commit_interval_least, commit_interval_most);
  section.count("commit_records", group.commit_records, commit_records_most);
  if (group.delivery == Delivery::exactly_once || (at != json::no_node && !chosen)) return;
  for (const std::string_view key : {std::string_view("commit_interval"), std::string_view("commit_records")}) {
    const json::NodeIndex value = section.find(key);
    if (value == json::no_node) continue;
    section.reading().refuse(value, fmt::format("{}: only with 'delivery: exactly_once'; it would do nothing here", key));
  }
}

void read_group(Section& section, GroupConfig& group) {
  static constexpr std::array assignors{std::string_view("range"), std::string_view("roundrobin"),
                                        std::string_view("cooperative-sticky")};
  read_delivery(section, group);
  section.count("instances", group.instances, instances_most);
  if (const auto chosen = section.choice("assignor", assignors)) group.assignor = assignors[*chosen];
  section.boolean("static_membership", group.static_membership);
  read_properties(section, "consumer_properties", group.consumer_properties, group.property_places);
}

}  // namespace

std::vector<TopicEntry> read_topics(const Section& file) {
  Section section = file;
  Reading& reading = section.reading();
  std::vector<TopicEntry> topics;
  const json::NodeIndex defaults = section.find("defaults");
  read_topic(Section(reading, defaults_keys, defaults), Entry::defaults);
  const bool usable = defaults != json::no_node && reading.node(defaults).kind == json::Kind::object;
  const json::NodeIndex list = section.find("topics");
  if (list == json::no_node) {
    section.missing("topics", "in the file: the topics to watch, each with its schema");
    return topics;
  }
  if (reading.node(list).kind != json::Kind::array || reading.node(list).count == 0) {
    const std::string found = reading.node(list).kind == json::Kind::array ? "an empty one" : described(reading.node(list));
    reading.refuse(list, fmt::format("topics: expected a list of at least one topic, found {}", found));
    return topics;
  }
  for (const json::NodeIndex item : json::children(reading.tree(), list)) {
    if (reading.node(item).kind != json::Kind::object) {
      reading.refuse(item,
                     fmt::format("topics: expected a mapping with 'name' and 'schema', found {}", described(reading.node(item))));
      continue;
    }
    topics.push_back(read_topic(Section(reading, topic_keys, item, usable ? defaults : json::no_node), Entry::topic));
  }
  return topics;
}

void check_side_by_side(Reading& reading, const std::vector<TopicEntry>& topics) {
  const ByName by_name = check_names(reading, topics);
  check_dead_letters_apart(reading, by_name, topics);
  for (const TopicEntry& topic : topics)
    if (!topic.match) check_no_ring(reading, by_name, topic);
  check_forwards(reading, topics);
  check_matches(reading, topics);
}

std::vector<GroupConfig> read_groups(const Section& file, std::vector<TopicEntry> topics) {
  Section section = file;
  Reading& reading = section.reading();
  std::vector<GroupConfig> groups;
  std::size_t matches = 0;
  for (TopicEntry& topic : topics) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const GroupConfig& one) { return one.name == topic.group; });
    if (group == groups.end()) {
      group = groups.emplace(groups.end());
      group->name = topic.group;
    }
    if (topic.match)
      group->matches.push_back({.entry = std::move(*topic.match), .number = matches++, .topic = std::move(topic.config)});
    else
      group->topics.push_back(std::move(topic.config));
  }
  const json::NodeIndex settings = section.find("groups");
  if (settings == json::no_node || reading.node(settings).kind == json::Kind::null) return groups;
  if (reading.node(settings).kind != json::Kind::object) {
    reading.refuse(settings, fmt::format("groups: expected a mapping of group names to their settings, found {}",
                                         described(reading.node(settings))));
    return groups;
  }
  for (const json::NodeIndex member : json::children(reading.tree(), settings)) {
    Section group_section(reading, group_keys, member);
    GroupConfig read;
    read_group(group_section, read);
    const std::string_view name = reading.node(member).name();
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const GroupConfig& one) { return one.name == name; });
    if (group != groups.end()) {
      read.name = std::move(group->name);
      read.topics = std::move(group->topics);
      read.matches = std::move(group->matches);
      *group = std::move(read);
      continue;
    }
    std::vector<std::string_view> names;
    for (const GroupConfig& one : groups) names.emplace_back(one.name);
    reading.refuse_at(reading.node(member).key_offset, "groups: no topic is in it: " + unknown("group", name, names));
  }
  return groups;
}

}  // namespace sluiced::config
