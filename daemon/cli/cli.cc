#include "cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "base/fault.h"
#include "base/nearest.h"
#include "base/units.h"
#include "cli/output.h"
#include "cli/version.h"

namespace sluiced::cli {
namespace {

std::string unknown_command(const CLI::App& parent, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : parent.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  const std::vector<std::string_view> commands(names.begin(), names.end());
  const std::string_view near = nearest(word, commands);
  return fmt::format("unknown command {}{}", quoted_excerpt(word), near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);  // --help, --version
  const CLI::App* command = &app;
  std::string path;
  for (auto selected = app.get_subcommands(); !selected.empty(); selected = command->get_subcommands()) {
    command = selected.front();
    path += command->get_name() + " ";
  }
  const auto unknown = command->remaining();
  const bool command_wanted =
      dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && command->get_require_subcommand_min() > 0;
  // Of an unknown command CLI11 says only that one is required.
  complain(fmt::format("sluiced: {} (see sluiced {}--help)",
                       command_wanted && !unknown.empty() ? unknown_command(*command, unknown.front()) : one_line(error.what()),
                       path));
  return to_int(ExitCode::usage);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  hold_standard_streams();
  CLI::App app{
      "A schema gate for Kafka: checks every record against a JSON Schema, and sends what fails to a dead-letter topic with the "
      "reason."};
  app.name("sluiced");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 well, 1 what was asked about is not well, 64 usage, 65 bad input, 69 unreachable, 70 internal, 78 "
      "configuration.");
  Command chosen;
  add_run(app, chosen);
  add_check(app, chosen);
  add_validate(app, chosen);
  add_publish(app, chosen);
  add_demo(app, chosen);
  add_topics(app, chosen);
  add_dlt(app, chosen);
  add_status(app, chosen);
  add_reload(app, chosen);
  add_hold(app, chosen);
  add_release(app, chosen);
  add_skip(app, chosen);
  try {
    app.parse(argc, argv);
    return to_int(chosen());
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  } catch (const std::exception& fault) {
    complain(fmt::format("sluiced: internal: {}", fault.what()));
    return to_int(ExitCode::internal);
  }
}

}  // namespace sluiced::cli
