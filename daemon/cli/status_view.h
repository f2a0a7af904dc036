// The status as `sluiced status` needs it, out of the daemon's JSON. What is not there, as from an older daemon, is empty or 0; a name
// that is not known, as from a newer one, stays what it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "json/tree.h"

namespace sluiced::cli {

/// All times in seconds.
struct LoopView {
  std::string group;
  std::string client;
  std::string state;
  std::string why;
  double in_state = 0;
  double last_progress = 0;
  std::optional<double> back_in;
  bool joined = false;
  bool broker_reachable = false;
  bool stalled = false;

  /// It has clients, so that it can tell whether a broker answers.
  bool live() const { return state == "starting" || state == "running" || state == "draining"; }
  /// Just started: no answer so far means nothing.
  bool fresh() const { return state == "starting" && in_state < 5; }
  bool without_broker() const { return live() && !broker_reachable && !fresh(); }
};

struct TopicView {
  struct Place {
    std::string partition;
    std::string offset;
    std::string code;
  };
  std::string group;
  std::string topic;
  std::string dead_letter_topic;
  std::string forward_topic;
  std::string schema_sha256;
  std::string schema_by;  ///< "": one for all
  std::uint64_t schema_count = 1;
  double schema_age = 0;
  bool schema_new = false;
  std::string held;  ///< "": it is not
  double held_for = 0;
  std::string held_why;
  std::optional<Place> stopped_at;
  std::uint64_t partitions = 0;
  std::uint64_t lag_records = 0;
  double lag = 0;
  double records_per_second = 0;
  std::optional<double> not_valid_share;
  std::uint64_t unacknowledged = 0;
  std::uint64_t offsets_lost = 0;
  std::uint64_t skipped = 0;
  std::uint64_t dead_letters = 0;
};

struct StatusView {
  std::string node;
  std::string now;
  double uptime = 0;
  bool enabled = true;
  bool draining = false;
  bool ready_strictly = false;
  std::string not_ready_because;
  std::string config_file;
  std::string config_sha256;
  bool reload_ok = true;
  bool reloading = false;
  std::string reload_at;
  std::string reload_succeeded_at;
  std::string reload_error;
  std::uint64_t log_lines_dropped = 0;
  std::vector<LoopView> loops;
  std::vector<TopicView> topics;

  bool all_well() const { return ready_strictly && reload_ok; }
};

StatusView read_status(const json::Tree& document);

}  // namespace sluiced::cli
