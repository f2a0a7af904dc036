// The subcommands of `sluiced dlt`, each in a file of its own. Internal to cli/.
#pragma once

#include "cli/cli.h"

namespace sluiced::cli {

/// As the functions of cli/cli.h, into `dlt`.
void add_dlt_summary(CLI::App& dlt, Command& chosen);
void add_dlt_show(CLI::App& dlt, Command& chosen);
void add_dlt_replay(CLI::App& dlt, Command& chosen);
void add_dlt_resolve(CLI::App& dlt, Command& chosen);
void add_dlt_export(CLI::App& dlt, Command& chosen);
void add_dlt_purge(CLI::App& dlt, Command& chosen);

}  // namespace sluiced::cli
