// Which draft of JSON Schema a schema speaks.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/schema.h"

namespace sluiced::schema {

/// From a `$schema` value (an empty trailing fragment does not count). The failure is the complaint: a draft that is not built
/// yet, or an unknown one with the nearest known.
Result<Dialect> dialect_of(std::string_view uri);

}  // namespace sluiced::schema
