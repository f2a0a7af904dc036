// sluiced run: the daemon.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/kafka_clients.h"
#include "cli/output.h"
#include "cli/version.h"
#include "config/config.h"
#include "config/schemas.h"
#include "supervisor/daemon.h"
#include "supervisor/settings.h"

namespace sluiced::cli {
namespace {

/// Everything that files can say wrong is found before the first thread starts and before any broker is asked.
ExitCode run(const std::string& file) {
  const auto config = config::load_config(file, config::process_environment());
  if (!config) return refuse(config.error());
  const auto compiled = config::compile_schemas(*config);
  if (!compiled) return refuse(compiled.error());
  auto clients = client_settings(*config);
  if (!clients) return refuse(clients.error());

  log::set_up(config->log.level, config->log.format);
  supervisor::block_signals();
  log::event(
      log::Level::info, "starting",
      {{"version", version_text()}, {"config", file}, {"brokers", config->kafka.brokers}, {"groups", config->groups.size()}});
  if (const auto warning = kafka::library_warning()) log::event(log::Level::warn, *warning, {});

  std::vector<gate::LoopSettings> loops;
  if (config->kafka.enabled)
    loops = supervisor::loop_settings(*config, *compiled);
  else
    log::event(log::Level::info, "disabled: kafka.enabled is false; waiting for a signal", {});
  const SystemClock clock;
  supervisor::Supervisor supervisor(std::move(loops), kafka_clients(*config, std::move(*clients)), {}, clock);
  return supervisor::run_daemon(supervisor, config->supervision.drain_timeout, clock);
}

}  // namespace

void add_run(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("run", "Run the daemon until SIGTERM or SIGINT, then drain");
  const auto file = std::make_shared<std::string>("/etc/sluiced/sluiced.yaml");
  command->add_option("-c,--config", *file, "The configuration file")->capture_default_str();
  command->callback([&chosen, file] { chosen = [file] { return run(*file); }; });
}

}  // namespace sluiced::cli
