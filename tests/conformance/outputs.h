// The suite's tests of what an evaluation says besides its verdict: output-tests and annotations.
#pragma once

#include "conformance/runs.h"
#include "conformance/suite.h"
#include "json/tree.h"
#include "schema/schema.h"

namespace sluiced::testing {

/// Whether flag, basic and detailed have the shape that the specification's own schema of them asks for, and the verdict.
bool outputs_hold(const schema::Schema& schema, const json::Tree& document, bool valid);

/// The suite's output-tests of a draft; none before 2019-09.
Tally run_output_tests(const Draft& draft);

/// The suite's annotations that are compatible with a draft, read from the basic output: one for each assertion.
Tally run_annotation_tests(const Draft& draft);

}  // namespace sluiced::testing
