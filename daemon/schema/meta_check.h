// Whether a schema is one: every file against the meta-schema that it names.
#pragma once

#include "schema/resources.h"

namespace sluiced::schema {

/// Throws Refusal at the first place that the meta-schema does not allow. What the compiler refuses itself, with a better
/// sentence, has been refused before.
void check_against_meta_schemas(const Resources& resources, Loader& loader, const Options& options);

}  // namespace sluiced::schema
