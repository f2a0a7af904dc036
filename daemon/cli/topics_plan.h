// What a configuration needs of topics, held against what a cluster has: the differences, each with what can be done about it.
// Pure: asks nobody and changes nothing.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "kafka/cluster_topics.h"

namespace sluiced::cli {

struct NeededTopic {
  std::string name;
  std::string follows;                        ///< of a topic that is written to: its source; "" of one that is read
  std::optional<config::CreateTopic> create;  ///< of a topic that is read
  bool may_create = false;                    ///< of a dead-letter topic
  Duration retention{0};                      ///< of a dead-letter topic
  bool forward = false;                       ///< what passes is written there; the daemon never makes it
};

/// Topics that are read, in the order of the file, each with its dead-letter topic behind it (`observe` needs none), and the one that
/// passing records go to. A topic that is read too stands once, as what it is written as: its source says how it is made.
std::vector<NeededTopic> needed_topics(const config::Config& config);
std::vector<std::string> names_of(const std::vector<NeededTopic>& needed);

struct PlanLine {
  enum class Kind : std::uint8_t {
    create,
    change,
    wrong,  ///< nothing that `topics apply` would do
  };
  Kind kind = Kind::wrong;
  std::string topic;
  std::string text;                         ///< what there is to it, for a person
  std::vector<kafka::Shortcoming> lacking;  ///< the same, for a machine; empty where the topic is missing

  // What `topics apply` does.
  bool possible = false;  ///< right now: a dead-letter topic cannot be made before its source
  std::optional<kafka::TopicWants> wants;
  std::optional<PartitionId> partitions;
  std::vector<std::pair<std::string, std::string>> settings;
};

struct Plan {
  std::vector<PlanLine> lines;
  std::size_t fine = 0;  ///< topics without a line
  std::size_t count(PlanLine::Kind kind) const;
};

struct PlanOptions {
  bool can_set = true;  ///< whether single settings of a topic can be changed
  std::string brokers;  ///< for the command that a person has to give otherwise
};

/// found: an entry for each of names_of(needed).
Plan make_plan(const std::vector<NeededTopic>& needed, const kafka::FoundTopics& found, const PlanOptions& options);

}  // namespace sluiced::cli
