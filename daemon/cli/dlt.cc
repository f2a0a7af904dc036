// sluiced dlt: what has become dead letters, and what to do about it.
#include "cli/dlt.h"

#include <CLI/CLI.hpp>

namespace sluiced::cli {

void add_dlt(CLI::App& app, Command& chosen) {
  auto* dlt = app.add_subcommand("dlt", "Work with dead letters: why they are there, how many are alike, where they belong");
  dlt->require_subcommand(1);
  add_dlt_summary(*dlt, chosen);
  add_dlt_show(*dlt, chosen);
  add_dlt_replay(*dlt, chosen);
  add_dlt_resolve(*dlt, chosen);
  add_dlt_export(*dlt, chosen);
  add_dlt_purge(*dlt, chosen);
}

}  // namespace sluiced::cli
