// The command line: one function per subcommand, each in a file of its own.
#pragma once

#include <functional>

#include "base/exit_code.h"

namespace CLI {
class App;
}

namespace sluiced::cli {

/// What the process exits with. A usage error is one line on stderr and 64; a fault of ours one line and 70.
int run_command_line(int argc, char** argv);

/// Each adds its subcommand and, once that is chosen, puts what is to be done into `chosen`.
using Command = std::function<ExitCode()>;
void add_run(CLI::App& app, Command& chosen);
void add_check(CLI::App& app, Command& chosen);
void add_validate(CLI::App& app, Command& chosen);
void add_publish(CLI::App& app, Command& chosen);
void add_demo(CLI::App& app, Command& chosen);
void add_topics(CLI::App& app, Command& chosen);
void add_dlt(CLI::App& app, Command& chosen);
void add_status(CLI::App& app, Command& chosen);
void add_reload(CLI::App& app, Command& chosen);
void add_hold(CLI::App& app, Command& chosen);
void add_release(CLI::App& app, Command& chosen);
void add_skip(CLI::App& app, Command& chosen);

}  // namespace sluiced::cli
