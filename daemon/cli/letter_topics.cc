#include "cli/letter_topics.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <set>

#include "base/log.h"
#include "base/nearest.h"
#include "base/units.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "config/start_at.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

CLI::Validator checked(const char* name, std::string (*complaint)(const std::string&)) { return {complaint, name}; }

std::string timeout_complaint(const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed) return parsed.error();
  const bool sensible = *parsed >= std::chrono::milliseconds(100) && *parsed <= std::chrono::hours(1);
  return sensible ? "" : "expected 100ms to 1h, found " + text;
}

std::string where_complaint(const std::string& text) {
  const auto parsed = letters::parse_condition(text);
  return parsed ? "" : parsed.error();
}

/// "02:30", "02:30:15".
std::optional<Duration> time_of_day(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return at + 1 < text.size() && is_digit(text[at]) && is_digit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : 99;
  };
  const bool seconds = text.size() == 8;
  if ((text.size() != 5 && !seconds) || text[2] != ':' || (seconds && text[5] != ':')) return std::nullopt;
  if (digits(0) > 23 || digits(3) > 59 || (seconds && digits(6) > 59)) return std::nullopt;
  return std::chrono::hours(digits(0)) + std::chrono::minutes(digits(3)) + std::chrono::seconds(seconds ? digits(6) : 0);
}

/// Asks every entry of the configuration for what it has to say of a topic; takes the first answer.
template <class Named, class Matched>
std::optional<LetterTopic> first_answer(const config::Config& config, const Named& named, const Matched& matched) {
  for (const config::GroupConfig& group : config.groups)
    for (const config::TopicConfig& topic : group.topics)
      if (auto answer = named(topic)) return answer;
  const config::MatchConfig* first = nullptr;
  std::optional<LetterTopic> found;
  for (const config::GroupConfig& group : config.groups)
    for (const config::MatchConfig& match : group.matches)
      if (auto answer = matched(match); answer && (first == nullptr || match.number < first->number)) {
        first = &match;
        found = std::move(answer);
      }
  return found;
}

LetterTopic of(const config::TopicConfig& topic) {
  return {.name = topic.dead_letter_topic, .source = topic.name, .entry = &topic};
}

LetterTopic of(const config::MatchConfig& match, std::string_view topic) {
  return {.name = match.entry.letters.of(topic), .source = std::string(topic), .entry = &match.topic};
}

std::optional<LetterTopic> by_source(const config::Config& config, std::string_view topic) {
  return first_answer(
      config, [&](const config::TopicConfig& one) { return one.name == topic ? std::optional(of(one)) : std::nullopt; },
      [&](const config::MatchConfig& match) { return match.entry.fits(topic) ? std::optional(of(match, topic)) : std::nullopt; });
}

std::optional<LetterTopic> by_letters(const config::Config& config, const std::string& letters) {
  return first_answer(
      config,
      [&](const config::TopicConfig& one) { return one.dead_letter_topic == letters ? std::optional(of(one)) : std::nullopt; },
      [&](const config::MatchConfig& match) -> std::optional<LetterTopic> {
        const auto topic = match.entry.letters.topic_of(letters);
        if (!topic || !match.entry.fits(*topic) || match.entry.makes(*topic)) return std::nullopt;
        return of(match, *topic);
      });
}

}  // namespace

void add_common_options(CLI::App& command, LetterOptions& options) {
  add_broker_options(command, options);
  command.add_option("--output", options.output, "text or json")->capture_default_str()->check(CLI::IsMember({"text", "json"}));
}

void add_broker_options(CLI::App& command, LetterOptions& options) {
  command.add_option("-c,--config", options.config, "The configuration file")->capture_default_str();
  command.add_option("--timeout", options.timeout, "How long a broker may take to answer")
      ->capture_default_str()
      ->check(checked("DURATION", timeout_complaint));
}

void add_selection_options(CLI::App& command, LetterOptions& options) {
  command
      .add_option("--where", options.where,
                  "Only these: code=, rule=, place=, schema=, fingerprint=, group=, system=, origin= or header:NAME=, with * for "
                  "any run of characters; given again, all must hold")
      ->check(checked("NAME=PATTERN", where_complaint))
      ->allow_extra_args(false);  // what follows is a topic
  command.add_option("--since", options.since, "Rejected then or later: 2h, 02:30 (UTC), 2026-11-23T06:00:00Z")
      ->check(checked("TIME", when_complaint));
  command.add_option("--until", options.until, "Rejected before then")->check(checked("TIME", when_complaint));
  command.parse_complete_callback([&options] {
    if (options.since.empty() || options.until.empty()) return;
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    if (*parse_when(options.until, now) <= *parse_when(options.since, now))
      throw CLI::ValidationError("--until", "expected a time after --since, found " + quoted_excerpt(options.until));
  });
}

Result<WallTime, std::string> parse_when(std::string_view text, WallTime now) {
  if (const auto time = time_of_day(text)) {
    const WallTime today = std::chrono::floor<std::chrono::days>(now) + *time;
    return today <= now ? today : today - std::chrono::days(1);
  }
  const std::string ago = text.ends_with(" ago") ? std::string(text) : std::string(text) + " ago";
  if (const auto parsed = config::parse_start_at(ago); parsed && parsed->kind == config::StartAt::Kind::ago)
    return now - parsed->ago;
  if (const auto parsed = config::parse_start_at(text); parsed && parsed->kind == config::StartAt::Kind::at) return parsed->at;
  return failure(
      fmt::format("expected a time ago such as 2h, a time of day such as 02:30 (UTC) or a time such as "
                  "2026-11-23T06:00:00Z, found {}",
                  quoted_excerpt(text)));
}

std::string when_complaint(const std::string& text) {
  const auto parsed = parse_when(text, std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
  return parsed ? "" : parsed.error();
}

LetterSelection selection_of(const LetterOptions& options, WallTime now) {
  LetterSelection selection;
  if (!options.since.empty()) selection.bounds.since = *parse_when(options.since, now);
  if (!options.until.empty()) selection.bounds.until = *parse_when(options.until, now);
  for (const std::string& text : options.where) selection.where.push_back(*letters::parse_condition(text));
  return selection;
}

LetterTopic letter_topic(const config::Config& config, const std::string& named) {
  if (auto found = by_letters(config, named)) return *found;
  if (auto found = by_source(config, named); found && !found->name.empty()) return *found;
  return {.name = named, .source = {}};
}

std::vector<LetterTopic> letter_topics(const config::Config& config, const std::vector<gate::ListedTopic>& listed) {
  std::vector<LetterTopic> topics;
  std::set<std::string, std::less<>> known;
  for (const config::GroupConfig& group : config.groups)
    for (const config::TopicConfig& topic : group.topics)
      if (!topic.dead_letter_topic.empty() && known.insert(topic.dead_letter_topic).second) topics.push_back(of(topic));
  for (const gate::ListedTopic& one : listed)
    if (!known.contains(one.name))
      if (auto found = by_letters(config, one.name)) topics.push_back(std::move(*found));
  return topics;
}

const config::TopicConfig* entry_of(const config::Config& config, std::string_view topic) {
  const auto found = by_source(config, topic);
  return found ? found->entry : nullptr;
}

Result<LetterContext, ExitCode> letter_context(const LetterOptions& options) {
  log::set_up(log::Level::error, log::Format::terminal);  // what librdkafka has to say is told in our own words
  auto config = config::load_config(options.config, config::process_environment());
  if (!config) return failure(refuse(config.error()));
  if (config->kafka.brokers.empty())  // where kafka.enabled is false
    return failure(refuse(Fault{{.file = config->file}, "kafka.brokers: there is no cluster to look at"}));
  auto settings = client_settings(*config);
  if (!settings) return failure(refuse(settings.error()));
  return LetterContext{
      .config = std::move(*config), .settings = std::move(*settings), .timeout = *parse_duration(options.timeout)};
}

ExitCode refuse_unknown(const LetterContext& context, const std::string& named) {
  std::vector<std::string_view> known;
  for (const config::GroupConfig& group : context.config.groups)
    for (const config::TopicConfig& topic : group.topics) {
      known.push_back(topic.name);
      known.push_back(topic.dead_letter_topic);
    }
  const std::string_view near = nearest(named, known);
  complain(fmt::format("sluiced: no topic {}: it is not on the cluster, and no topic of {} has it as its dead-letter topic{}",
                       quoted_excerpt(named), one_line(context.config.file),
                       near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  return ExitCode::not_well;
}

ExitCode refuse_io(const LetterContext& context, const IoError& error) {
  if (error.kind == IoError::Kind::unreachable) {
    complain(fmt::format("sluiced: no broker of {} answers within {}: {}", context.config.kafka.brokers,
                         duration_text(context.timeout), error.text));
    return ExitCode::unreachable;
  }
  complain("sluiced: " + one_line(error.text));
  return ExitCode::not_well;
}

}  // namespace sluiced::cli
