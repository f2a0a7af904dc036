#include "cli/demo_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace sluiced::cli {
namespace {

constexpr std::size_t width = 100;

std::uint64_t sum(const CountByCode& counts) {
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  return all;
}

std::uint64_t letters_of(const CountByCode& counts) {
  return sum(counts) - counts[index_of(VerdictCode::valid)] - counts[index_of(VerdictCode::tombstone)];
}

CountByCode& operator+=(CountByCode& counts, const CountByCode& more) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
  return counts;
}

/// "16 records in = 5 valid + 1 tombstone + 10 dead letters"
std::string sum_text(const CountByCode& counts) {
  return fmt::format("{} in = {} valid + {} + {}", counted(sum(counts), "record", "records"),
                     counts[index_of(VerdictCode::valid)],
                     counted(counts[index_of(VerdictCode::tombstone)], "tombstone", "tombstones"),
                     counted(letters_of(counts), "dead letter", "dead letters"));
}

/// "1 empty, 1 not_utf8, 5 schema_violation"
std::string codes_text(const CountByCode& counts) {
  std::string text;
  for (const VerdictCode code : all_verdict_codes)
    if (makes_letter(code) && counts[index_of(code)] > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[index_of(code)], to_string(code));
  return text;
}

/// Where in the payload, as the dead letter has it.
std::string place_of(const ReadRecord& letter) {
  if (const std::string offset = letter.header("dlt.byte-offset"); !offset.empty()) return "byte " + offset;
  if (letter.header("dlt.keyword-location").empty()) return "-";
  const std::string pointer = letter.header("dlt.instance-location");
  return pointer.empty() ? "the whole document" : pointer;
}

/// The message without the place, which stands in a column of its own.
std::string message_of(const ReadRecord& letter) {
  std::string message = letter.header("dlt.message");
  for (const std::string& prefix : {letter.header("dlt.instance-location") + ": ",
                                    "at byte " + letter.header("dlt.byte-offset") + ": ", std::string("at the root: ")})
    if (message.starts_with(prefix)) return message.substr(prefix.size());
  return message;
}

void print_letter(Output& output, const ReadRecord& letter, std::size_t name_width) {
  const std::string name = fmt::format("{}/{}/{}", letter.partition.topic, letter.partition.partition, letter.offset.value);
  const std::string from = fmt::format("{}/{}", letter.header("dlt.partition"), letter.header("dlt.offset"));
  output.write(fmt::format("  {:<{}}  {:<5} {} {}\n", name, name_width, from,
                           styled(output.colour(), Style::red, fmt::format("{:<17}", letter.header("dlt.code"))),
                           place_of(letter)));
  const std::string message = "      " + message_of(letter);
  const std::string location = letter.header("dlt.keyword-location");
  const std::string rule = fmt::format("(rule {})", location);
  output.write(message);
  if (!location.empty())
    output.write((message.size() + 1 + rule.size() <= width ? " " : "\n      ") + styled(output.colour(), Style::dim, rule));
  output.write("\n");
}

/// The event that a letter says it is about; nullptr: there is none.
const SampleEvent* event_of(const DemoTopic& topic, const ReadRecord& letter) {
  const std::string text = letter.header("dlt.offset");
  std::size_t offset = topic.events.size();
  std::from_chars(text.data(), text.data() + text.size(), offset);
  return letter.header("dlt.topic") == topic.topic && offset < topic.events.size() ? &topic.events[offset] : nullptr;
}

/// Key and bytes are the event's own, its headers stand first and in order, and the code is the one expected.
bool is_letter_of(const ReadRecord& letter, const SampleEvent& event) {
  return event.key == letter.key && event.value == letter.value && to_string(event.expected) == letter.header("dlt.code") &&
         letter.headers.size() >= event.headers.size() &&
         std::equal(event.headers.begin(), event.headers.end(), letter.headers.begin());
}

}  // namespace

bool makes_letter(VerdictCode code) { return VerdictPolicy().action(code) == Action::reject; }

CountByCode DemoTopic::expected() const {
  CountByCode counts{};
  for (const SampleEvent& event : events) ++counts[index_of(event.expected)];
  return counts;
}

bool DemoTopic::settled() const { return sum(judged) >= events.size() && acknowledged >= letters_of(judged); }

std::vector<std::string> differences(const DemoTopic& topic) {
  std::vector<std::string> found;
  const auto differ = [&](std::string_view what, std::uint64_t wanted, std::uint64_t got) {
    if (wanted != got) found.push_back(fmt::format("{}: {}: {} expected, {} found", topic.topic, what, wanted, got));
  };
  CountByCode written{};
  for (const ReadRecord& letter : topic.letters) {
    const SampleEvent* const event = event_of(topic, letter);
    if (event == nullptr || !is_letter_of(letter, *event))
      found.push_back(
          fmt::format("{}/0/{} is not the letter of the event that it names", topic.dead_letter_topic, letter.offset.value));
    else
      ++written[index_of(event->expected)];
  }
  const CountByCode expected = topic.expected();
  for (const VerdictCode code : all_verdict_codes) {
    differ(fmt::format("judged {}", to_string(code)), expected[index_of(code)], topic.judged[index_of(code)]);
    if (makes_letter(code))
      differ(fmt::format("dead letters {}", to_string(code)), expected[index_of(code)], written[index_of(code)]);
  }
  differ("dead letters acknowledged", letters_of(expected), topic.acknowledged);
  differ("offset committed", topic.events.size(), topic.committed ? static_cast<std::uint64_t>(topic.committed->value) : 0);
  return found;
}

void print_opening(Output& output, const std::string& config_file, const std::vector<DemoTopic>& topics) {
  std::size_t events = 0;
  for (const DemoTopic& topic : topics) events += topic.events.size();
  output.write(styled(output.colour(), Style::bold, "A Kafka in this process") +
               fmt::format(", the topics of {}, {} sample events.\n", config_file, events));
  output.write("The loops join their groups; that takes about three seconds.\n");
}

void print_topic(Output& output, const DemoTopic& topic) {
  output.write("\n" + styled(output.colour(), Style::bold, topic.topic) + "\n");
  output.write(
      fmt::format("  group   {}\n  schema  {}\n", topic.group, std::filesystem::path(topic.schema_file).filename().string()));
  const std::size_t name_width = topic.dead_letter_topic.size() + std::string_view("/0/00").size();
  const std::string titles = fmt::format("  {:<{}}  {:<5} {:<17} {}", "DEAD LETTER", name_width, "OF", "CODE", "PLACE");
  output.write(styled(output.colour(), Style::dim, titles) + "\n");
  for (const ReadRecord& letter : topic.letters) print_letter(output, letter, name_width);
  output.write(fmt::format("  {}; offset {} committed\n", styled(output.colour(), Style::green, sum_text(topic.judged)),
                           topic.committed ? std::to_string(topic.committed->value) : "none"));
  output.write(fmt::format("      dead letters: {}\n", codes_text(topic.judged)));
}

void print_closing(Output& output, const std::string& config_file, const std::vector<DemoTopic>& topics, Duration taken) {
  CountByCode all{};
  for (const DemoTopic& topic : topics) all += topic.judged;
  output.write("\n" + styled(output.colour(), Style::bold, "Together") +
               fmt::format(" {}, as sent, in {:.1f} s.\n", sum_text(all), std::chrono::duration<double>(taken).count()));
  output.write("Every dead letter has the record's own key, bytes and headers, and its reason in headers dlt.*\n");
  output.write(fmt::format("\n{}  {:<40} {}\n", styled(output.colour(), Style::bold, "Next"), "scripts/kafka up",
                           "a real Kafka on localhost:9092"));
  output.write(fmt::format("      {:<40} {}\n", "sluiced run -c " + config_file, "the daemon, reading from it"));
  output.write(fmt::format("      {:<40} {}\n", "docs/quick-start.md", "the way from there"));
}

}  // namespace sluiced::cli
