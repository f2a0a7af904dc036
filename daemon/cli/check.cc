// sluiced check: whatever files can say wrong, all of it at once, without a broker.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "cli/cli.h"
#include "cli/examples.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "config/config.h"
#include "config/yaml_loader.h"
#include "gate/schema_table.h"

namespace sluiced::cli {
namespace {

constexpr const char* footer_text = R"(Looked at, without asking a broker:
  the configuration file, every key and value of it;
  every schema that it names, or that records may choose;
  the examples beside a schema: for orders.schema.json, all of orders.valid/*.json must pass and all of
  orders.invalid/*.json must fail;
  the properties for librdkafka, the password file and the TLS files.
Whatever is wrong is told on standard error, one line each: FILE:LINE:COLUMN: what is wrong.
`sluiced run` starts exactly where all but the examples are in order.

Examples:
  sluiced check -c config/sluiced.yaml
  KAFKA_BROKERS=kafka-1:9092 sluiced check -c config/sluiced.yaml && echo "fit to start"

Exit codes: 0 all in order, 64 usage, 78 something is wrong.)";

/// Of the names that records may choose by.
constexpr std::size_t keys_shown_max = 10;

class Check {
 public:
  explicit Check(const config::Config& config) : config_(config) {}

  std::vector<Fault> run() {
    for (const config::GroupConfig& group : config_.groups) {
      for (const config::TopicConfig& topic : group.topics) check_topic(topic.name, topic);
      topics_ += group.topics.size();
      for (const config::MatchConfig& match : group.matches) check_topic(match.entry.pattern, match.topic);
      patterns_ += group.matches.size();
    }
    if (const auto settings = client_settings(config_); !settings) add(settings.error());
    return std::move(faults_);
  }

  std::string summary() const {
    const std::string examples = examples_ == 0 ? "no examples" : counted(examples_, "example", "examples") + " as expected";
    std::string topics = topics_ > 0 || patterns_ == 0 ? counted(topics_, "topic", "topics") : "";
    if (patterns_ > 0) topics += (topics.empty() ? "" : ", ") + counted(patterns_, "pattern of topics", "patterns of topics");
    return choices_ + fmt::format("{}: {}, {}; {}; {}\n", config_.file, counted(config_.groups.size(), "group", "groups"), topics,
                                  counted(files_.size(), "schema", "schemas"), examples);
  }

 private:
  /// name: of the topic, or the pattern.
  void check_topic(const std::string& name, const config::TopicConfig& topic) {
    if (!topic.choice) return check_schema(topic, topic.schema_file);
    for (const auto& [key, file] : topic.choice->files) check_schema(topic, file);
    choices_ += choice_text(name, *topic.choice);
  }

  /// "orders: 3 schemas by header event-type: paid, refunded, shipped"
  static std::string choice_text(const std::string& topic, const config::SchemaChoice& choice) {
    std::string text = fmt::format("{}: {} by {}:", topic, counted(choice.files.size(), "schema", "schemas"),
                                   gate::by_text(choice.header, choice.field));
    std::size_t shown = 0;
    for (const auto& [key, file] : choice.files) {
      if (shown == keys_shown_max) break;
      text += (shown++ == 0 ? " " : ", ") + one_line(key, 60);
    }
    if (shown < choice.files.size()) text += fmt::format(" and {} more", choice.files.size() - shown);
    return text + "\n";
  }

  /// Topics that share a file and what to make of it need it looked at once.
  void check_schema(const config::TopicConfig& topic, const std::string& file) {
    const bool annotate = topic.options.formats == schema::FormatMode::annotation;
    if (!seen_.insert({file, topic.options.default_dialect, annotate, topic.options.asserted_formats}).second) return;
    const bool new_file = files_.insert(file).second;
    auto document = loader_.load(file);
    if (!document) return add(document.error());
    const auto schema = schema::compile(std::move(*document), loader_, topic.options);
    if (!schema) return add(schema.error());
    for (const Fault& warning : schema->warnings())
      if (told_.insert(to_string(warning)).second) complain("warning: " + to_string(warning));
    ExampleCheck found = check_examples(file, *schema, config_.document_limits);
    if (new_file) examples_ += found.examples;
    for (const Fault& fault : found.faults) add(fault);
  }

  void add(const Fault& fault) {
    if (told_.insert(to_string(fault)).second) faults_.push_back(fault);
  }

  const config::Config& config_;
  config::YamlLoader loader_;
  std::set<std::tuple<std::string, std::string, bool, std::vector<std::string>>> seen_;
  std::set<std::string> files_;
  std::set<std::string> told_;
  std::vector<Fault> faults_;
  std::size_t topics_ = 0;
  std::size_t patterns_ = 0;
  std::size_t examples_ = 0;
  std::string choices_;  ///< a line for each topic whose records choose
};

ExitCode refuse_all(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) refuse(fault);
  return ExitCode::configuration;
}

ExitCode check(const std::string& file) {
  const config::Environment environment = config::process_environment();
  if (const auto faults = config::check_config(file, environment); !faults.empty()) return refuse_all(faults);
  const auto config = config::load_config(file, environment);
  if (!config) return refuse(config.error());
  Check check(*config);
  if (const auto faults = check.run(); !faults.empty()) return refuse_all(faults);
  Output output;
  output.write(check.summary());
  return output.finish(ExitCode::ok);
}

}  // namespace

void add_check(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("check", "Check the configuration, every schema and the examples beside it");
  const auto file = std::make_shared<std::string>("/etc/sluiced/sluiced.yaml");
  command->add_option("-c,--config", *file, "The configuration file")->capture_default_str();
  command->footer(footer_text);
  command->callback([&chosen, file] { chosen = [file] { return check(*file); }; });
}

}  // namespace sluiced::cli
