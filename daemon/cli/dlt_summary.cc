// sluiced dlt summary: what stands in dead-letter topics, by count.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>
#include <set>

#include "cli/dlt.h"
#include "cli/dlt_report.h"
#include "cli/letter_reading.h"
#include "cli/letter_topics.h"
#include "cli/output.h"
#include "config/schemas.h"
#include "kafka/cluster_topics.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

constexpr const char* footer =
    R"(Reads what is in the topics, joins no group and commits nothing. TOPIC is a topic of the configuration, or a
dead-letter topic; none: all dead-letter topics of the configuration. Dead letters of Spring Kafka, Kafka Connect,
Kafka Streams, share groups, SmallRye and Karafka are read too.
  RECORDS       without the repeats that a killed daemon leaves
  OPEN          not replayed and not resolved, where some were
  RULE > PLACE  the rule's last steps in the schema, and where in the payload; list indices as *
  EXAMPLE       the newest; sluiced dlt show has it in full
--since and --until go by the time at which the letters were written.

Examples:
  sluiced dlt summary orders
  sluiced dlt summary orders --since 02:30 --by rule,header:x-version
  sluiced dlt summary --by code --where 'code=not_*' --output json
  sluiced dlt summary orders --follow

Exit codes: 0 told, with letters or without, 1 no such topic, or it may not be read, 64 usage, 69 no broker answers,
78 configuration.)";

constexpr Duration follow_every{2'000};

volatile std::sig_atomic_t interrupted = 0;

struct SummaryOptions : LetterOptions {
  std::vector<std::string> topics;
  std::string by = "rule";
  std::size_t rows_max = 20;
  bool follow = false;
};

WallTime wall_now() { return SystemClock().wall(); }

class SummaryCommand {
 public:
  SummaryCommand(const SummaryOptions& options, LetterContext context)
      : options_(options),
        context_(std::move(context)),
        selection_(selection_of(options, wall_now())),
        reader_(context_.settings) {}

  ExitCode run() {
    if (const auto code = find_topics()) return *code;
    if (auto error = find_settings()) return refuse_io(context_, *error);
    find_schemas();
    auto ledger = read_ledger(reader_, context_.timeout);
    if (!ledger) return refuse_io(context_, ledger.error());
    ledger_ = std::move(*ledger);
    if (auto error = reader_.start(ranges_)) return refuse_io(context_, *error);
    if (options_.follow) return follow();
    {
      Progress progress;
      const auto error = read_letters(reader_, context_.timeout, [&](const auto& stands, auto headers, const auto& letter) {
        progress.count();
        take(stands, headers, letter);
        return true;
      });
      if (error) return refuse_io(context_, *error);
    }
    print();
    return output_.finish(ExitCode::ok);
  }

 private:
  struct Topic {
    LetterTopic letters;
    std::unique_ptr<letters::Summary> summary;
    TopicReport report;
  };

  /// Which topics, and what of them is to be read. An exit code: it was complained.
  std::optional<ExitCode> find_topics() {
    std::vector<LetterTopic> wanted;
    for (const std::string& named : options_.topics) {
      LetterTopic topic = letter_topic(context_.config, named);
      const auto same = [&](const LetterTopic& other) { return other.name == topic.name; };
      if (std::none_of(wanted.begin(), wanted.end(), same)) wanted.push_back(std::move(topic));
    }
    if (options_.topics.empty()) {
      const auto listed = reader_.topics(context_.timeout);
      if (!listed) return refuse_io(context_, listed.error());
      wanted = letter_topics(context_.config, *listed);
    }
    for (LetterTopic& letters : wanted) {
      auto ranges = reader_.ranges(letters.name, selection_.bounds, context_.timeout);
      const bool missing = !ranges && ranges.error().kind == IoError::Kind::missing;
      if (!ranges && !missing) return refuse_io(context_, ranges.error());
      if (missing && letters.source.empty()) return refuse_unknown(context_, letters.name);
      if (!missing) ranges_.insert(ranges_.end(), ranges->begin(), ranges->end());
      add(std::move(letters), !missing);
    }
    if (options_.follow)
      for (kafka::PartitionRange& range : ranges_) range.to = kafka::open_end;
    return std::nullopt;
  }

  void add(LetterTopic letters, bool present) {
    Topic topic;
    topic.report.topic = letters.name;
    topic.report.source = letters.source;
    topic.report.present = present;
    if (present) topic.summary = std::make_unique<letters::Summary>(*letters::parse_by(options_.by));
    topic.report.summary = topic.summary.get();
    topic.letters = std::move(letters);
    topics_.emplace_back(std::move(topic));
  }

  /// How long the topics keep what is in them. That it may not be read is no error.
  std::optional<IoError> find_settings() {
    std::vector<std::string> names;
    for (const Topic& topic : topics_)
      if (topic.report.present) names.push_back(topic.letters.name);
    if (names.empty()) return std::nullopt;
    const auto found = kafka::ClusterTopics(context_.settings).look(names, context_.timeout);
    if (!found) return found.error();
    for (Topic& topic : topics_)
      if (const auto one = found->find(topic.letters.name); one != found->end() && one->second && one->second->properties)
        topic.report.retention_ms = one->second->properties->retention_ms;
    return std::nullopt;
  }

  /// Schemas that do not compile are for `sluiced check` to tell of.
  void find_schemas() {
    for (Topic& topic : topics_) {
      if (topic.letters.entry == nullptr || !topic.report.present) continue;
      const auto compiled = config::compile_schemas(*topic.letters.entry);
      if (!compiled) continue;
      for (const auto& [name, schema] : compiled->schemas) topic.report.schemas_now.insert(schema.sha256());
      for (const auto& [name, choices] : compiled->choices)
        for (const auto& [key, schema] : choices) topic.report.schemas_now.insert(schema.sha256());
    }
  }

  void take(const Record& stands, std::span<const HeaderView> headers, const letters::Letter& letter) {
    if (!selection_.where.empty() && !letters::matches(selection_.where, letter, headers)) return;
    summary_of(stands.topic).take(stands, headers, letter, ledger_);
  }

  /// Letters come in runs of one topic.
  letters::Summary& summary_of(std::string_view topic) {
    if (last_ == nullptr || last_->letters.name != topic)
      for (Topic& one : topics_)
        if (one.letters.name == topic) last_ = &one;
    return *last_->summary;
  }

  void print() {
    std::vector<TopicReport> reports;
    for (const Topic& topic : topics_) reports.push_back(topic.report);
    const ReportView view{.now = wall_now(),
                          .up_to_now = !selection_.bounds.until,
                          .rows_max = options_.rows_max,
                          .colour = output_.colour(),
                          .config = options_.config == LetterOptions().config ? "" : options_.config};
    output_.write(options_.output == "json" ? summary_json(reports, view) : summary_text(reports, view));
    output_.flush();
  }

  std::uint64_t letters() const {
    std::uint64_t sum = 0;
    for (const Topic& topic : topics_) sum += topic.summary ? topic.summary->totals().letters : 0;
    return sum;
  }

  /// Of the topics that are there: once what they hold has been read, and then whenever something has come; on a terminal in the
  /// same place.
  ExitCode follow() {
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    if (ranges_.empty()) print();  // nothing is there to follow
    const bool redraw = isatty(STDOUT_FILENO) != 0 && options_.output == "text";
    std::optional<std::uint64_t> printed;
    MonotonicTime next{};
    gate::Batch batch;
    std::vector<HeaderView> headers;
    std::set<TopicPartition> at_end;
    while (interrupted == 0 && output_.open() && !output_.abandoned() && !reader_.done()) {
      if (auto error = reader_.read(batch, context_.timeout)) return refuse_io(context_, *error);
      for (const gate::PartitionEnd& end : batch.ends) at_end.insert(end.partition);
      const bool caught_up = batch.records.empty() && at_end.size() == ranges_.size();
      for (gate::FetchedRecord& fetched : batch.records) {
        const gate::FetchedRecord record = std::move(fetched);
        headers.clear();
        record.headers(headers);
        take(record.record(), headers, letters::read_letter(headers));
      }
      const MonotonicTime now = SystemClock().now();
      if (!caught_up || now < next || printed == letters()) continue;
      if (redraw)
        output_.write("\x1b[H\x1b[2J");
      else if (printed && options_.output == "text")
        output_.write("\n");
      print();
      printed = letters();
      next = now + follow_every;
    }
    return output_.finish(ExitCode::ok);
  }

  const SummaryOptions& options_;
  LetterContext context_;
  LetterSelection selection_;
  kafka::TopicReader reader_;
  letters::Ledger ledger_;
  std::vector<Topic> topics_;
  Topic* last_ = nullptr;
  std::vector<kafka::PartitionRange> ranges_;
  Output output_;
};

ExitCode summary(const SummaryOptions& options) {
  auto context = letter_context(options);
  if (!context) return context.error();
  return SummaryCommand(options, std::move(*context)).run();
}

std::string by_complaint(const std::string& text) {
  const auto parsed = letters::parse_by(text);
  return parsed ? "" : parsed.error();
}

}  // namespace

void add_dlt_summary(CLI::App& dlt, Command& chosen) {
  auto* command =
      dlt.add_subcommand("summary", "Say what is in dead-letter topics: how many, why, since when, how many are open");
  const auto options = std::make_shared<SummaryOptions>();
  command->add_option("TOPIC", options->topics, "Topics, or dead-letter topics (all of the configuration)");
  add_common_options(*command, *options);
  add_selection_options(*command, *options);
  command->add_option("--by", options->by, "What tells rows apart: rule, place, code, schema, header:NAME, with commas between")
      ->capture_default_str()
      ->check(CLI::Validator(by_complaint, "LIST"));
  command->add_option("--limit", options->rows_max, "Rows of each topic")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, letters::Summary::groups_max));
  auto* const follow = command->add_flag("--follow", options->follow, "Go on, and print again when something has come");
  follow->excludes("--until");
  command->footer(footer);
  command->callback([&chosen, options] { chosen = [options] { return summary(*options); }; });
}

}  // namespace sluiced::cli
