// sluiced publish: lines of JSON into a topic, each judged first.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>

#include "base/log.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/publish_plan.h"
#include "cli/publisher.h"

namespace sluiced::cli {
namespace {

constexpr const char* description = "Write JSON lines from standard input to a topic, each judged by the topic's schema first";
constexpr const char* footer_text =
    R"(Standard input has one record a line (NDJSON); lines of white space only are passed over. Each is judged as
the daemon would judge it. What is refused is told on standard error, stdin:LINE:COLUMN: CODE: why, and not
sent; the others are. What is sent is idempotent and counts once all in-sync replicas have it. A broker that is
slow slows the reading; without an acknowledgement for --timeout it stops, and says which line to go on with.

Printed (--output text): a count at the end; with --confirm also, in the order of the input, for each record
    TOPIC/PARTITION@OFFSET line N
Printed (--output json): the same as one JSON object a line, and each refused line as one as well.

With --transaction a line that is refused, or not delivered, takes all others with it: readers of committed
data see either all of the input or nothing. What --confirm says counts once the last line says `committed`. It
has to be over within 5 minutes.

Examples:
  sluiced publish orders -c sluiced.yaml --key-field /order_id < orders.ndjson
  jq -c '.orders[]' export.json | sluiced publish orders --header source=export --transaction
  sluiced publish orders --dry-run < orders.ndjson

Exit codes: 0 all sent, 64 usage, 65 a line was refused, or the input cannot be read, 69 not everything could be
delivered, 78 configuration, 128 + n stopped by signal n.)";

/// Of librdkafka; equal keys meet those of Java clients and kafkajs by murmur2_random, which is what the client does by itself.
const std::vector<std::string> partitioners{"murmur2_random", "murmur2", "consistent_random", "consistent", "fnv1a_random",
                                            "fnv1a",          "random"};
const std::vector<std::string> compressions{"none", "gzip", "snappy", "lz4", "zstd"};

ExitCode publish(const PublishOptions& options) {
  StopSignals signals;
  log::set_up(log::Level::error, log::Format::terminal);  // what librdkafka has to say is told in our own words
  const auto config = config::load_config(options.common.config, config::process_environment());
  if (!config) return refuse(config.error());
  auto rules = record_rules(options, *config);
  if (!rules) return refuse(rules.error());
  PublisherSettings settings{.topic = options.topic,
                             .brokers = config->kafka.brokers,
                             .timeout = *parse_duration(options.common.timeout),
                             .line_bytes_max = config->document_limits.bytes_max + 1,  // a carriage return is none of the record
                             .transaction = options.transaction,
                             .confirm = options.confirm,
                             .json = options.common.output == "json"};
  Output output;
  std::unique_ptr<kafka::Writer> writer;
  if (!options.dry_run) {
    const auto context = letter_context(options.common);
    if (!context) return context.error();
    const kafka::ClientSettings client = publish_settings(options, context->settings);
    if (const auto refused = kafka::refused_property(client)) {
      complain("sluiced: " + refused->complaint);
      return ExitCode::usage;
    }
    writer = std::make_unique<kafka::Writer>(client);
  }
  Publisher publisher(settings, std::move(*rules), writer.get(), output, signals);
  if (writer != nullptr)
    if (const auto code = publisher.prepare(options.partition.value_or(0))) return *code;
  if (isatty(STDIN_FILENO) != 0) complain("reading records from the keyboard; Ctrl-D on an empty line ends them");
  return publisher.run();
}

void add_record_options(CLI::App& command, PublishOptions& options) {
  auto* key = command.add_option("--key", options.key, "The key of every record");
  command
      .add_option("--key-field", options.key_field,
                  "JSON Pointer to each record's own key: a string as it is, a number as written")
      ->check(CLI::Validator(pointer_complaint, "POINTER"))
      ->excludes(key);
  command.add_option("--header", options.headers, "A header of every record; may be given again")
      ->check(CLI::Validator(header_complaint, "NAME=VALUE"))
      ->allow_extra_args(false);
  auto* partition = command.add_option("--partition", options.partition, "The partition of every record")
                        ->check(CLI::Range(0, std::numeric_limits<int>::max()));
  command
      .add_option("--partitioner", options.partitioner,
                  "How the key decides on the partition; if not given, as Java clients and kafkajs do (murmur2_random)")
      ->check(CLI::IsMember(partitioners))
      ->excludes(partition);
}

}  // namespace

void add_publish(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("publish", description);
  const auto options = std::make_shared<PublishOptions>();
  command->add_option("TOPIC", options->topic, "A topic of the configuration, or of one of its patterns")->required();
  add_common_options(*command, options->common);
  command->add_option("--schema", options->schema, "Judge by this schema (JSON or YAML) instead of the topic's own");
  add_record_options(*command, *options);
  command->add_option("--compression", options->compression, "If not given, as the configuration has it, else lz4")
      ->check(CLI::IsMember(compressions));
  auto* transaction = command->add_flag("--transaction", options->transaction, "All of the input or nothing");
  auto* confirm = command->add_flag("--confirm", options->confirm, "Say of each record where it was written");
  command->add_flag("--dry-run", options->dry_run, "Only judge; no broker is asked")->excludes(transaction)->excludes(confirm);
  command->footer(footer_text);
  command->callback([&chosen, options] { chosen = [options] { return publish(*options); }; });
}

}  // namespace sluiced::cli
