// ${NAME} in texts of the configuration. A pure function over a lookup: who reads files and the environment is somebody else.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluiced {

using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

struct InterpolationError {
  std::size_t at = 0;  ///< index of the offending `$` in the text
  std::string message;
};

/// `${NAME}` becomes the variable's value, `${NAME:-default}` the default where it is unset or empty, `$${` a literal `${`; any
/// other `$` stays. What was put in is not looked at again. A default ends at the first `}` and holds no `${`.
Result<std::string, InterpolationError> interpolate(std::string_view text, const VariableLookup& lookup);

}  // namespace sluiced
