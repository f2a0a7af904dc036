#include "supervisor/status_json.h"

#include <catch2/catch.hpp>

#include "json/reader.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

/// A status as its readers have it: values by their path, "topics/1/held".
class Read {
 public:
  explicit Read(const Status& status) : text_(to_json(status)) {
    const json::ReadError error = json::read(text_, DocumentLimits{}, tree_);
    CAPTURE(text_);
    REQUIRE(error.code == json::ReadErrorCode::none);
  }
  std::string at(std::string_view path) const {
    json::NodeIndex node = 0;
    while (!path.empty() && node != json::no_node) {
      const auto step = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(path.size(), step.size() + 1));
      node = tree_[node].kind == json::Kind::array ? item(node, std::stoul(std::string(step))) : find_member(tree_, node, step);
    }
    return node == json::no_node ? "(absent)" : text_of(tree_[node]);
  }
  const std::string& text() const { return text_; }

 private:
  json::NodeIndex item(json::NodeIndex array, std::size_t index) const {
    for (const json::NodeIndex child : json::children(tree_, array))
      if (index-- == 0) return child;
    return json::no_node;
  }
  static std::string text_of(const json::Node& node) {
    switch (node.kind) {
      case json::Kind::null: return "null";
      case json::Kind::boolean: return node.truth ? "true" : "false";
      case json::Kind::number: return std::string(node.string());
      case json::Kind::string: return '"' + std::string(node.string()) + '"';
      case json::Kind::array:
      case json::Kind::object: return std::to_string(node.count) + " of them";
    }
    return "";
  }

  std::string text_;
  json::Tree tree_;
};

}  // namespace

TEST_CASE("the status is one line of JSON that the strict reader takes") {
  const Read status(sample_status());
  CHECK(status.text().find('\n') == std::string::npos);
  CHECK(status.at("loops") == "2 of them");
  CHECK(status.at("topics") == "3 of them");
  CHECK(Read(Status{}).at("topics") == "0 of them");
}

TEST_CASE("the daemon's own part says who, since when and how") {
  const Read status(sample_status());
  CHECK(status.at("node") == "\"gate-2\"");
  CHECK(status.at("pid") == "4711");
  CHECK(status.at("now") == "\"2026-11-23T20:00:00.017Z\"");
  CHECK(status.at("uptime_seconds") == "72000.017");
  CHECK(status.at("healthy") == "true");
  CHECK(status.at("ready_strict") == "false");
  CHECK(status.at("not_ready_because") == "\"sluiced/pay/0: backoff: Local: Inconsistent group protocol\"");
  CHECK(status.at("config/generation") == "3");
  CHECK(status.at("config/reload/successful") == "false");
  CHECK(status.at("config/reload/succeeded_at") == "\"2026-11-23T01:00:00.000Z\"");
  CHECK(status.at("config/reload/error") == "\"sluiced.yaml:3:5: unknown key 'topcis'\"");
}

TEST_CASE("what there is none of is null, never an empty text or a made-up number") {
  Status sample = sample_status();
  sample.reload.error.clear();
  sample.reload.succeeded_at = {};
  const Read status(sample);
  CHECK(status.at("config/reload/error") == "null");
  CHECK(status.at("config/reload/succeeded_at") == "null");
  CHECK(status.at("loops/0/why") == "null");
  CHECK(status.at("loops/0/back_in_seconds") == "null");
  CHECK(status.at("topics/0/held") == "null");
  CHECK(status.at("topics/2/dead_letter_topic") == "null");
  CHECK(status.at("topics/2/not_valid_share") == "null");
}

TEST_CASE("a loop in backoff says why and when it comes back") {
  const Read status(sample_status());
  CHECK(status.at("loops/1/client") == "\"sluiced/pay/0\"");
  CHECK(status.at("loops/1/state") == "\"backoff\"");
  CHECK(status.at("loops/1/in_state_seconds") == "2.0");
  CHECK(status.at("loops/1/why") == "\"Local: Inconsistent group protocol\"");
  CHECK(status.at("loops/1/back_in_seconds") == "6.4");
  CHECK(status.at("loops/1/restarts") == "5");
}

TEST_CASE("a held topic shows its reason and its age") {
  const Read status(sample_status());
  CHECK(status.at("topics/1/held") == "\"dlt_denied\"");
  CHECK(status.at("topics/1/holds/dlt_denied/held") == "true");
  CHECK(status.at("topics/1/holds/dlt_denied/for_seconds") == "120.0");
  CHECK(status.at("topics/1/holds/dlt_denied/total_seconds") == "180.5");
  CHECK(status.at("topics/1/holds/by_hand/held") == "false");
  CHECK(status.at("topics/1/holds/by_hand/for_seconds") == "null");
}

TEST_CASE("a topic that a verdict stopped says which record it stands before") {
  Status sample = sample_status();
  sample.topics[1].holds[index_of(HoldReason::verdict)].held = true;
  sample.topics[1].stopped_at = gate::StoppedAt{.partition = 3, .offset = {88'121}, .code = VerdictCode::not_json};
  const Read status(sample);
  CHECK(status.at("topics/1/stopped_at/partition") == "3");
  CHECK(status.at("topics/1/stopped_at/offset") == "88121");
  CHECK(status.at("topics/1/stopped_at/code") == "\"not_json\"");
  CHECK(status.at("topics/0/stopped_at") == "null");
}

TEST_CASE("every code, every reason and every state has its name in the status") {
  Status sample = sample_status();
  for (const LoopState state : all_loop_states) {
    sample.loops[0].state = state;
    CHECK(Read(sample).at("loops/0/state") == '"' + std::string(to_string(state)) + '"');
  }
  for (const gate::Mode mode : {gate::Mode::observe, gate::Mode::quarantine}) {
    sample.topics[0].mode = mode;
    CHECK(Read(sample).at("topics/0/mode") == (mode == gate::Mode::observe ? "\"observe\"" : "\"quarantine\""));
  }
  for (const VerdictCode code : all_verdict_codes) {
    sample.topics[0].records[index_of(code)] = 100 + index_of(code);
    sample.topics[0].dead_letters[index_of(code)] = 200 + index_of(code);
  }
  const Read status(sample);
  for (const VerdictCode code : all_verdict_codes) {
    const std::string name(to_string(code));
    CHECK(status.at("topics/0/records/" + name) == std::to_string(100 + index_of(code)));
    CHECK(status.at("topics/0/dead_letters/" + name) ==
          (code == VerdictCode::valid ? "(absent)" : std::to_string(200 + index_of(code))));
  }
  for (const HoldReason reason : all_hold_reasons)
    CHECK(status.at("topics/0/holds/" + std::string(to_string(reason)) + "/held") == "false");
}

TEST_CASE("numbers keep their last digit") {
  const Read status(sample_status());
  CHECK(status.at("topics/0/records/valid") == "5000000019");
  CHECK(status.at("topics/0/record_bytes") == "9007199254740991");
  CHECK(status.at("topics/0/records_per_second") == "16210.5");
  CHECK(status.at("topics/0/evaluation/timed") == "64");
  CHECK(status.at("topics/0/evaluation/buckets/16/up_to_seconds") == "null");
}

TEST_CASE("the same status is the same text") { CHECK(to_json(sample_status()) == to_json(sample_status())); }

TEST_CASE("of a table of schemas the status says by what records choose, and from how many") {
  Status status = sample_status();
  status.topics[0].schema_by = "header event-type";
  status.topics[0].schema_count = 12;
  const Read read(status);
  CHECK(read.at("topics/0/schema/by") == "\"header event-type\"");
  CHECK(read.at("topics/0/schema/count") == "12");
  CHECK(read.at("topics/1/schema/by") == "null");
  CHECK(read.at("topics/1/schema/count") == "1");
}
