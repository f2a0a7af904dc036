#include "letters/ledger.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/time_text.h"
#include "json/keyed_hash.h"
#include "json/reader.h"
#include "json/writer.h"

namespace sluiced::letters {
namespace {

constexpr std::string_view letter_prefix = "letter:";
constexpr std::string_view job_prefix = "job:";

constexpr std::pair<Done, std::string_view> done_names[] = {
    {Done::sent, "sent"}, {Done::forwarded, "forwarded"}, {Done::resolved, "resolved"}, {Done::hop_limit, "hop_limit"}};

std::optional<Done> done_from(std::string_view name) {
  for (const auto& [done, text] : done_names)
    if (text == name) return done;
  return std::nullopt;
}

std::string_view text_of(const json::Tree& tree, json::NodeIndex object, std::string_view name) {
  const json::NodeIndex at = json::find_member(tree, object, name);
  return at == json::no_node || tree[at].kind != json::Kind::string ? std::string_view() : tree[at].string();
}

/// -1 where there is none.
std::int64_t number_of(const json::Tree& tree, json::NodeIndex object, std::string_view name) {
  const json::NodeIndex at = json::find_member(tree, object, name);
  return at == json::no_node || !tree[at].is_int64 ? -1 : tree[at].integer;
}

std::optional<JobState> job_from(std::string_view id, const json::Tree& tree) {
  JobState state;
  state.id = id;
  state.letters = text_of(tree, 0, "letters");
  state.selection = text_of(tree, 0, "selection");
  const json::NodeIndex ranges = json::find_member(tree, 0, "ranges");
  const json::NodeIndex finished = json::find_member(tree, 0, "finished");
  if (ranges == json::no_node || finished == json::no_node || tree[ranges].kind != json::Kind::array) return std::nullopt;
  for (const json::NodeIndex range : json::children(tree, ranges)) {
    if (tree[range].kind != json::Kind::object) return std::nullopt;
    const std::int64_t partition = number_of(tree, range, "partition");
    const NextOffset from{number_of(tree, range, "from")};
    const NextOffset to{number_of(tree, range, "to")};
    if (partition < 0 || partition > INT32_MAX || from.value < 0 || to < from) return std::nullopt;
    state.ranges.push_back({static_cast<PartitionId>(partition), from, to});
  }
  state.sent = static_cast<std::uint64_t>(std::max<std::int64_t>(number_of(tree, 0, "sent"), 0));
  state.finished = tree[finished].truth;
  return state;
}

gate::OutgoingRecord record_for(std::string key, const json::Writer& value) {
  return {.topic = std::string(ledger_topic), .partition = 0, .key = std::move(key), .value = value.text(), .headers = {}};
}

}  // namespace

std::string_view to_string(Done done) {
  for (const auto& [known, text] : done_names)
    if (known == done) return text;
  return "";
}

gate::OutgoingRecord ledger_entry(const std::string& identity, Done done, const std::string& job, WallTime at) {
  json::Writer writer;
  writer.begin_object();
  writer.key("done");
  writer.string(to_string(done));
  writer.key("job");
  writer.string(job);
  writer.key("at");
  writer.string(rfc3339(at));
  writer.end_object();
  return record_for(std::string(letter_prefix) + identity, writer);
}

gate::OutgoingRecord ledger_entry(const JobState& state, WallTime at) {
  json::Writer writer;
  writer.begin_object();
  const auto text = [&](std::string_view name, std::string_view value) {
    writer.key(name);
    writer.string(value);
  };
  const auto number = [&](std::string_view name, std::int64_t value) {
    writer.key(name);
    writer.number(value);
  };
  text("letters", state.letters);
  text("selection", state.selection);
  text("at", rfc3339(at));
  number("sent", static_cast<std::int64_t>(state.sent));
  writer.key("finished");
  writer.boolean(state.finished);
  writer.key("ranges");
  writer.begin_array();
  for (const RangeLeft& range : state.ranges) {
    writer.begin_object();
    number("partition", range.partition);
    number("from", range.from.value);
    number("to", range.to.value);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return record_for(std::string(job_prefix) + state.id, writer);
}

Ledger::Key Ledger::key_of(std::string_view identity) {
  Key key;
  for (auto* const half : {&key.high, &key.low}) {
    json::KeyedHash hash;
    hash.add(static_cast<std::uint64_t>(half == &key.high));
    hash.add(identity);
    *half = hash.finish();
  }
  return key;
}

void Ledger::take(const Record& record) {
  if (!record.key || !record.value) return;
  json::Tree tree;
  if (json::read(*record.value, DocumentLimits{}, tree).code != json::ReadErrorCode::none ||
      tree.root().kind != json::Kind::object)
    return;
  if (record.key->starts_with(letter_prefix)) {
    if (const auto done = done_from(text_of(tree, 0, "done"))) note(record.key->substr(letter_prefix.size()), *done);
  } else if (record.key->starts_with(job_prefix)) {
    const std::string_view id = record.key->substr(job_prefix.size());
    if (auto state = job_from(id, tree)) jobs_.insert_or_assign(std::string(id), std::move(*state));
  }
}

void Ledger::note(std::string_view identity, Done done) { letters_.insert_or_assign(key_of(identity), done); }

std::optional<Done> Ledger::find(std::string_view identity) const {
  const auto found = letters_.find(key_of(identity));
  if (found == letters_.end()) return std::nullopt;
  return found->second;
}

bool Ledger::dealt_with(std::string_view identity) const {
  const auto done = find(identity);
  return done && *done != Done::hop_limit;
}

const JobState* Ledger::job(const std::string& id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

}  // namespace sluiced::letters
