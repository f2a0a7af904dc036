#include "cli/status_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.h"
#include "cli/output.h"
#include "cli/table.h"

namespace sluiced::cli {
namespace {

/// So many rows of topics that are well; the rest is one line.
constexpr std::size_t well_rows_max = 10;
/// So many lines of advice: a broker that is down holds every topic.
constexpr std::size_t advice_lines_max = 10;
/// A schema that came by a reload is worth a look for so long.
constexpr double schema_new_seconds = 30 * 60;

constexpr std::size_t state_column = 2;

std::vector<Table::Column> columns() {
  using enum Table::Align;
  return {{"GROUP"},        {"TOPIC"},         {"STATE"},          {"BEHIND", right}, {"LAG", right},
          {"REC/S", right}, {"BAD 5M", right}, {"UNACKED", right}, {"SCHEMA"}};
}

std::string share_text(const std::optional<double>& share) {
  if (!share) return "-";
  return *share > 0 && *share < 0.0005 ? "<0.1 %" : fmt::format("{:.1f} %", *share * 100);
}

/// "04:02 UTC" of the same day, "2026-11-23 04:02 UTC" of another; "" where it is no time.
std::string moment_text(const std::string& at, const std::string& now) {
  if (at.size() < 20 || at[10] != 'T') return one_line(at, 40);
  const std::string day = at.substr(0, 10);
  return one_line((now.starts_with(day) ? "" : day + " ") + at.substr(11, 5) + " UTC", 40);
}

struct Shown {
  const TopicView* topic;
  TopicState state;
  bool well() const { return state.of == TopicState::Class::ok; }
};

std::vector<std::string> row_of(const Shown& shown) {
  const TopicView& topic = *shown.topic;
  // Where no broker answers nobody knows what has come since.
  const bool read = topic.partitions > 0 && shown.state.of != TopicState::Class::no_broker;
  std::string schema = one_line(topic.schema_sha256.substr(0, 8));
  schema += " " + age_text(topic.schema_age);
  if (topic.schema_new && topic.schema_age < schema_new_seconds) schema += " NEW";
  if (!topic.schema_by.empty()) schema += fmt::format(", {} by {}", grouped(topic.schema_count), one_line(topic.schema_by, 60));
  return {one_line(topic.group),
          one_line(topic.topic),
          one_line(shown.state.words),
          read ? age_text(topic.lag) : "-",
          read ? grouped(topic.lag_records) : "-",
          rate_text(topic.records_per_second),
          share_text(topic.not_valid_share),
          grouped(topic.unacknowledged),
          schema};
}

std::string broker_text(const StatusView& status, bool colour) {
  const auto count = [&](auto is) { return std::count_if(status.loops.begin(), status.loops.end(), is); };
  const auto live = count([](const LoopView& loop) { return loop.live(); });
  const auto reached = count([](const LoopView& loop) { return loop.live() && loop.broker_reachable; });
  const auto without = count([](const LoopView& loop) { return loop.without_broker(); });
  if (live == 0) return "";
  if (without == live) return styled(colour, Style::red, "no broker answers");
  if (without > 0) return styled(colour, Style::red, fmt::format("no broker answers {} of {} loops", without, live));
  return reached == 0 ? "no broker has answered yet" : styled(colour, Style::green, "broker ok");
}

std::string_view name_of(TopicState::Class of) {
  switch (of) {
    case TopicState::Class::ok: return "ok";
    case TopicState::Class::starting: return "starting";
    case TopicState::Class::stopped: return "stopped";
    case TopicState::Class::no_broker: return "without broker";
    case TopicState::Class::backoff: return "backoff";
    case TopicState::Class::held: return "held";
    case TopicState::Class::stalled: return "stalled";
    case TopicState::Class::failed: return "failed";
  }
  return "";
}

/// "41 topics: 39 ok 1 held 1 backoff"
std::string counts_text(const StatusView& status) {
  std::array<std::size_t, static_cast<std::size_t>(TopicState::Class::failed) + 1> counts{};
  for (const TopicView& topic : status.topics) ++counts[static_cast<std::size_t>(state_of(status, topic).of)];
  std::string text = counted(status.topics.size(), "topic", "topics") + ":";
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) text += fmt::format(" {} {}", counts[i], name_of(static_cast<TopicState::Class>(i)));
  return text;
}

std::string head_text(const StatusView& status, bool colour) {
  std::string sha256 = one_line(status.config_sha256.substr(0, 8));
  std::string text = fmt::format("{} up {}  config {} of {}", styled(colour, Style::bold, one_line(status.node)),
                                 age_text(status.uptime), sha256, moment_text(status.reload_succeeded_at, status.now));
  if (!status.reload_ok) text += ", " + styled(colour, Style::red, "reload refused " + moment_text(status.reload_at, status.now));
  if (status.reloading) text += ", reload under way";
  if (!status.enabled) return text + "  disabled: kafka.enabled is false\n";
  if (const std::string broker = broker_text(status, colour); !broker.empty()) text += "  " + broker;
  text += "  " + counts_text(status) + "\n";
  if (!status.reload_error.empty() && !status.reload_ok) text += "reload refused: " + one_line(status.reload_error) + "\n";
  return text;
}

/// A count, and where it comes from: "12 (orders 8, clicks 4)".
std::string loss_text(const StatusView& status, std::uint64_t TopicView::*member) {
  std::uint64_t sum = 0;
  std::string where;
  for (const TopicView& topic : status.topics) {
    if (topic.*member == 0) continue;
    sum += topic.*member;
    where += fmt::format("{}{} {}", where.empty() ? "" : ", ", one_line(topic.topic), grouped(topic.*member));
  }
  return sum == 0 ? "0" : fmt::format("{} ({})", grouped(sum), where);
}

/// Nothing lost is worth its line: it is what one asks first at night.
std::string losses_text(const StatusView& status) {
  std::uint64_t letters = 0;
  for (const TopicView& topic : status.topics) letters += topic.dead_letters;
  std::string text =
      fmt::format("since the start: lost {}   skipped by hand {}   dead letters {}", loss_text(status, &TopicView::offsets_lost),
                  loss_text(status, &TopicView::skipped), grouped(letters));
  if (status.log_lines_dropped > 0) text += "   log lines dropped " + grouped(status.log_lines_dropped);
  return text + "\n";
}

std::string folded_text(const std::vector<Shown>& shown, std::size_t first) {
  const auto worst = std::max_element(shown.begin() + static_cast<std::ptrdiff_t>(first), shown.end(),
                                      [](const Shown& a, const Shown& b) { return a.topic->lag < b.topic->lag; });
  return fmt::format("{} more running, worst {} behind (--all)\n", shown.size() - first, age_text(worst->topic->lag));
}

std::string table_text(const std::vector<Shown>& shown, const StatusReportOptions& options) {
  const auto first_well = std::find_if(shown.begin(), shown.end(), [](const Shown& one) { return one.well(); });
  const auto unwell = static_cast<std::size_t>(first_well - shown.begin());
  const bool fold = !options.all && shown.size() > unwell + well_rows_max + 1;  // a line for one would save nothing
  const std::size_t rows = fold ? unwell + well_rows_max : shown.size();
  Table table(columns(), options.colour);
  for (std::size_t i = 0; i < rows; ++i)
    table.add(row_of(shown[i]), shown[i].well() ? Style::plain : Style::red, state_column);
  return table.text() + (fold ? folded_text(shown, rows) : "");
}

std::string advice_text(const StatusView& status, const std::vector<Shown>& shown, const StatusReportOptions& options) {
  std::vector<const TopicView*> topics;
  for (const Shown& one : shown) topics.push_back(one.topic);
  const std::vector<std::string> lines = advice(status, topics);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == advice_lines_max && lines.size() > advice_lines_max + 1 && !options.all)
      return text +
             fmt::format("{}  {} more lines like these (--all)\n", styled(options.colour, Style::bold, "do"), lines.size() - i);
    text += fmt::format("{}  {}\n", styled(options.colour, Style::bold, "do"), one_line(lines[i]));
  }
  return text;
}

}  // namespace

TopicState state_of(const StatusView& status, const TopicView& topic) {
  using Class = TopicState::Class;
  TopicState worst;
  worst.words = "running";
  const auto see = [&](Class of, std::string words) {
    if (of > worst.of) worst = {.of = of, .words = std::move(words)};
  };
  if (!topic.held.empty()) see(Class::held, "HELD " + topic.held);
  for (const LoopView& loop : status.loops) {
    if (loop.group != topic.group) continue;
    if (loop.stalled) see(Class::stalled, "STALLED");
    if (loop.state == "failed") see(Class::failed, "FAILED");
    if (loop.state == "backoff") see(Class::backoff, "BACKOFF");
    if (loop.without_broker()) see(Class::no_broker, "NO BROKER");
    if (loop.state == "starting" || (loop.state == "running" && !loop.joined)) see(Class::starting, "starting");
    if (loop.state == "draining" || loop.state == "stopped") see(Class::stopped, loop.state);
  }
  return worst;
}

std::string status_report(const StatusView& status, const StatusReportOptions& options) {
  std::vector<Shown> shown;
  for (const TopicView& topic : status.topics)
    if (options.topics.empty() || std::find(options.topics.begin(), options.topics.end(), topic.topic) != options.topics.end())
      shown.push_back({.topic = &topic, .state = state_of(status, topic)});
  std::stable_partition(shown.begin(), shown.end(), [](const Shown& one) { return !one.well(); });
  std::string text = head_text(status, options.colour);
  if (!shown.empty()) text += table_text(shown, options);
  return text + losses_text(status) + advice_text(status, shown, options);
}

}  // namespace sluiced::cli
