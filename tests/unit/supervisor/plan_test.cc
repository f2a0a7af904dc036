// From the configuration to what the loops want to know.
#include <catch2/catch.hpp>

#include "supervisor/settings.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::supervisor;

namespace {

Plan plan_of(const std::string& yaml) {
  const config::Workspace files;
  const auto config = files.load(yaml);
  if (!config) throw std::runtime_error(to_string(config.error()));
  const auto compiled = config::compile_schemas(*config);
  if (!compiled) throw std::runtime_error(to_string(compiled.error()));
  return make_plan(*config, *compiled, [](const config::GroupConfig&) { return nullptr; });
}

}  // namespace

TEST_CASE("what topics are forwarded to is never matched: of named topics, of those that match, and of other groups") {
  const Plan plan = plan_of(R"(
kafka: {brokers: k}
defaults: {schema: orders.schema.json, mode: forward}
topics:
  - { match: '*', group: g, forward: {to: all} }
  - { match: 'shop.*', group: h, forward: {to: 'shop.all'} }
  - { match: 'farm.*', group: h, forward: {to: '{topic}.valid'} }
  - { name: orders, forward: {to: 'orders.valid'} }
  - { name: clicks, mode: observe }
)");
  REQUIRE(plan.loops.size() == 4);
  const MatchRules& rules = plan.loops[0].settings.rules;
  for (const std::string nobodys : {"all", "shop.all", "orders.valid", "orders.dlt", "farm.a.valid"}) {
    INFO(nobodys);
    CHECK_FALSE(rules.entry_of(nobodys));
  }
  CHECK(rules.entry_of("elsewhere.valid") == 0U);
  CHECK(rules.never.count("") == 0);
}
