#include "cli/replay_report.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "base/units.h"
#include "cli/output.h"
#include "cli/status_report.h"
#include "cli/table.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

using letters::Fate;

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(between)) + part;
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 10'240) return grouped(bytes) + " B";
  double amount = static_cast<double>(bytes) / 1024;
  for (const char* unit : {"KiB", "MiB"}) {
    if (amount < 1024) return fmt::format("{:.1f} {}", amount, unit);
    amount /= 1024;
  }
  return fmt::format("{:.1f} GiB", amount);
}

/// "38 fail again, 3 got no line from ./fix.jq"
std::string kept_text(const ReplayView& view) {
  const auto of = [&](Fate fate) { return view.result.tally.of(fate); };
  std::vector<std::string> parts;
  const auto add = [&](Fate fate, const std::string& what) {
    if (of(fate) > 0) parts.push_back(grouped(of(fate)) + " " + what);
  };
  add(Fate::fails, "fail by the schema as it is now");
  add(Fate::no_line, "got no line from " + one_line(view.options.through, 40));
  add(Fate::hop_limit, fmt::format("came back {} times or more (--hops-max)", view.options.hops_max));
  add(Fate::cut, "have not their whole value");
  add(Fate::too_large,
      "are too large for their topic" + (view.result.too_large.empty() ? "" : " (the first: " + view.result.too_large + ")"));
  add(Fate::superseded, "have a newer record with their key");
  add(Fate::no_origin, "tell no origin that the configuration knows");
  return joined(parts, ", ");
}

std::uint64_t kept(const ReplayView& view) {
  std::uint64_t sum = 0;
  for (const Fate fate :
       {Fate::fails, Fate::no_line, Fate::hop_limit, Fate::cut, Fate::too_large, Fate::superseded, Fate::no_origin})
    sum += view.result.tally.of(fate);
  return sum;
}

std::string select_text(const ReplayView& view) {
  const auto of = [&](Fate fate) { return view.result.tally.of(fate); };
  const std::uint64_t selected = view.result.letters - of(Fate::not_selected);
  std::string text = fmt::format("select   {} of {} = {}", counted(selected, "dead letter", "dead letters"),
                                 grouped(view.result.letters), counted(selected - of(Fate::repeat), "record", "records"));
  if (of(Fate::repeat) > 0) text += fmt::format(" ({} skipped)", counted(of(Fate::repeat), "repeat", "repeats"));
  return text + fmt::format("; {} dealt with before\n", grouped(of(Fate::done_before)));
}

/// Retention goes by the records' own timestamps.
std::string retention_text(const ReplayView& view, const ReplayTarget& target) {
  std::string text;
  if (target.redated > 0)
    text =
        fmt::format("; {} with today's: the topic would not take or keep their own, or it is not known", grouped(target.redated));
  if (!target.retention_ms || !view.result.oldest_ms) return text;
  if (*target.retention_ms < 0) return text + "; kept for ever";
  const std::int64_t age = std::max<std::int64_t>(view.now.time_since_epoch().count() - *view.result.oldest_ms, 0);
  return text + fmt::format("; oldest {}, kept for {}", age_text(static_cast<double>(age) / 1000),
                            age_text(static_cast<double>(*target.retention_ms) / 1000));
}

std::string send_text(const ReplayView& view) {
  std::string text;
  const char* const verb = view.options.dry_run ? "send    " : "sent    ";
  for (const auto& [topic, target] : view.targets) {
    if (target.records == 0) continue;
    text += fmt::format("{} {} to {}: same key, partition, headers; {}, original timestamp{}\n", verb, grouped(target.records),
                        topic, bytes_text(target.bytes), retention_text(view, target));
    if (const auto readers = view.readers.find(topic); readers != view.readers.end())
      text += fmt::format("readers  {}\n", readers->second.empty() ? "no other group reads " + topic
                                                                   : joined(readers->second, ", ") + " read " + topic +
                                                                         " too and will receive these");
  }
  if (text.empty()) text = fmt::format("{} nothing\n", verb);
  if (view.options.dry_run && view.options.rate > 0)
    text += fmt::format("time     {} at --rate {}\n",
                        age_text(static_cast<double>(view.result.tally.of(Fate::send)) / static_cast<double>(view.options.rate)),
                        view.options.rate);
  return text;
}

}  // namespace

std::string replay_text(const ReplayView& view) {
  std::string text = fmt::format("job {} over {}{}\n", view.result.job, view.letters.name,
                                 view.result.resumed ? ", which goes on where it was ended" : "");
  text += select_text(view);
  if (view.options.resolve)
    text += fmt::format("{} {} as dealt with\n", view.options.dry_run ? "mark    " : "marked  ",
                        grouped(view.result.tally.of(Fate::send)));
  else
    text += send_text(view);
  if (kept(view) > 0) text += fmt::format("keep     {} stay open: {}\n", grouped(kept(view)), kept_text(view));
  for (const std::string& one : view.result.overtaken) text += "lost     " + one + "\n";
  if (view.options.dry_run)
    text += "dry run: nothing was written. Without --dry-run this is job " + view.result.job +
            "; killed, the same line goes on with it\n";
  return text;
}

std::string replay_json(const ReplayView& view) {
  json::Writer writer;
  const auto number = [&](std::string_view name, std::uint64_t value) {
    writer.key(name);
    writer.number(static_cast<std::int64_t>(value));
  };
  const auto text = [&](std::string_view name, std::string_view value) {
    writer.key(name);
    writer.string(value);
  };
  const auto flag = [&](std::string_view name, bool value) {
    writer.key(name);
    writer.boolean(value);
  };
  writer.begin_object();
  text("job", view.result.job);
  text("letters", view.letters.name);
  flag("dry_run", view.options.dry_run);
  flag("resumed", view.result.resumed);
  number("looked_at", view.result.letters);
  for (const Fate fate : letters::all_fates)
    number(fate == Fate::send ? (view.options.resolve ? "resolved" : "sent") : to_string(fate), view.result.tally.of(fate));
  writer.key("targets");
  writer.begin_array();
  for (const auto& [topic, target] : view.targets) {
    writer.begin_object();
    text("topic", topic);
    number("records", target.records);
    number("bytes", target.bytes);
    number("redated", target.redated);
    if (const auto readers = view.readers.find(topic); readers != view.readers.end()) {
      writer.key("readers");
      writer.begin_array();
      for (const std::string& group : readers->second) writer.string(group);
      writer.end_array();
    }
    writer.end_object();
  }
  writer.end_array();
  if (view.result.oldest_ms) text("oldest", rfc3339(WallTime(Duration(*view.result.oldest_ms))));
  writer.end_object();
  return writer.text() + "\n";
}

}  // namespace sluiced::cli
