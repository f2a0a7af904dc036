// sluiced run: the daemon.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "cli/version.h"
#include "config/config.h"
#include "config/schemas.h"
#include "http/server.h"
#include "metrics/event.h"
#include "supervisor/daemon.h"
#include "supervisor/settings.h"
#include "supervisor/status_json.h"
#include "supervisor/status_metrics.h"

namespace sluiced::cli {
namespace {

struct Loaded {
  config::Config config;
  kafka::ClientSettings clients;
  supervisor::Plan plan;
};

/// Everything that files can say wrong, without asking a broker. At start and again for every reload.
Result<Loaded, Fault> load(const std::string& file) {
  auto config = config::load_config(file, config::process_environment());
  if (!config) return failure(config.error());
  const auto compiled = config::compile_schemas(*config);
  if (!compiled) return failure(compiled.error());
  auto clients = client_settings(*config);
  if (!clients) return failure(clients.error());
  auto plan = supervisor::make_plan(*config, *compiled, kafka_clients(*clients));
  return Loaded{std::move(*config), std::move(*clients), std::move(plan)};
}

Result<supervisor::Plan, Fault> load_plan(const std::string& file) {
  auto loaded = load(file);
  if (!loaded) return failure(loaded.error());
  return std::move(loaded->plan);
}

/// The main thread stamps the status once a second: one that is old tells of a main thread that no longer moves.
http::Health health_of(const supervisor::Status& status, const Clock& clock, Duration stall_timeout) {
  if (clock.now() - status.made_at >= stall_timeout) return {.ok = false, .why = "the main thread has stalled"};
  for (const supervisor::LoopStatus& loop : status.loops)
    if (loop.stalled) return {.ok = false, .why = fmt::format("{}: stalled", loop.client)};
  return {.ok = true, .why = {}};
}

http::Handlers handlers(const supervisor::StatusBoard& board, const Clock& clock, Duration stall_timeout) {
  return {.metrics = [&board] { return supervisor::to_metrics(*board.get()); },
          .status = [&board] { return supervisor::to_json(*board.get()); },
          .healthy = [&board, &clock, stall_timeout] { return health_of(*board.get(), clock, stall_timeout); },
          .ready =
              [&board] {
                const auto status = board.get();
                return http::Health{.ok = status->ready(), .why = status->ready() ? "" : status->not_ready_because()};
              },
          .ready_strictly =
              [&board] {
                const std::string why = board.get()->not_ready_because();
                return http::Health{.ok = why.empty(), .why = why};
              }};
}

/// What cannot be listened on is the machine's fault as it is now, not the file's: a service manager may try again.
ExitCode refuse_for_now(const Fault& fault) {
  refuse(fault);
  return ExitCode::internal;
}

/// Where nobody asked for a socket, a daemon started by hand does without one.
Result<std::unique_ptr<supervisor::ControlServer>, Fault> control_server(const config::Config& config, const Clock& clock) {
  if (config.control.socket.empty()) return std::unique_ptr<supervisor::ControlServer>();
  auto server = supervisor::ControlServer::listen(config.control.socket, clock);
  if (server) return std::move(server).value();
  if (config.control.given) return failure(Fault{config.control.place, "control.socket: " + server.error()});
  emit(Event::control_unavailable, {{"why", server.error()}});
  return std::unique_ptr<supervisor::ControlServer>();
}

void announce(const config::Config& config, const kafka::ClientSettings& clients) {
  emit(Event::starting, {{"version", version_text()},
                         {"config", config.file},
                         {"config_sha256", config.sha256},
                         {"brokers", config.kafka.brokers},
                         {"groups", config.groups.size()}});
  std::set<std::string> told;
  for (const config::GroupConfig& group : config.groups) {
    kafka::ClientSettings of_group = clients;
    of_group.assignor = group.assignor;
    for (const std::string& warning : kafka::library_warnings(of_group))
      if (told.insert(warning).second) emit(Event::library_warning, {{"why", warning}});
  }
}

/// nullptr: the configuration wants none.
Result<std::unique_ptr<http::Server>, Fault> http_server(const config::Config& config, http::Handlers handlers) {
  if (config.http.listen.empty()) return std::unique_ptr<http::Server>();
  auto server = http::Server::start(config.http.listen, std::move(handlers));
  if (!server) return failure(Fault{config.http.place, "http.listen: " + server.error()});
  emit(Event::listening, {{"http", (*server)->address()}});
  return std::move(server).value();
}

/// What files say wrong is found before the first thread starts and before any broker is asked. Signals that come meanwhile wait: reading
/// takes seconds where there are many schemas, a SIGHUP would end the process, and as process 1 of a container it would miss a SIGTERM.
ExitCode run(const std::string& file) {
  supervisor::block_signals();
  auto loaded = load(file);
  if (!loaded) return refuse(loaded.error());
  const config::Config& config = loaded->config;

  log::set_up(config.log.level, config.log.format);
  announce(config, loaded->clients);
  const SystemClock clock;
  supervisor::StatusBoard board;
  auto control = control_server(config, clock);
  if (!control) return refuse_for_now(control.error());
  supervisor::Daemon daemon({.version = version_number(),
                             .librdkafka = kafka::library_version(),
                             .node = supervisor::node_name(config),
                             .config_file = file},
                            std::move(loaded->plan),
                            {.loader = [file] { return load_plan(file); },
                             .notifier = supervisor::Notifier::from_environment(),
                             .control = std::move(control).value(),
                             .clock = clock,
                             .board = board});
  const auto server = http_server(config, handlers(board, clock, config.supervision.stall_timeout));
  if (!server) return refuse_for_now(server.error());
  return daemon.run();
}

}  // namespace

void add_run(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("run", "Run the daemon until SIGTERM or SIGINT, then drain");
  const auto file = std::make_shared<std::string>("/etc/sluiced/sluiced.yaml");
  command->add_option("-c,--config", *file, "The configuration file")->capture_default_str();
  command->callback([&chosen, file] { chosen = [file] { return run(*file); }; });
}

}  // namespace sluiced::cli
