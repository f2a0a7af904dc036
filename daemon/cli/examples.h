// The examples beside a schema: `x.valid/*.json` must pass, `x.invalid/*.json` must fail, where x is the schema's file name
// without its extensions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/fault.h"
#include "base/limits.h"
#include "schema/schema.h"

namespace sluiced::cli {

/// "schemas/order" of "schemas/order.schema.json", "schemas/order.json", "schemas/order.yaml".
std::string example_stem(const std::string& schema_file);

struct ExampleCheck {
  std::size_t examples = 0;   ///< looked at
  std::vector<Fault> faults;  ///< those that are not as expected, and those that could not be read
};

/// In the order of their names. Folders that are not there hold no examples.
ExampleCheck check_examples(const std::string& schema_file, const schema::Schema& schema, const DocumentLimits& limits);

}  // namespace sluiced::cli
