// Named places at which a test makes a fault happen. In the daemon as it ships this does nothing: tests link a file of their own
// that defines it (tests/support/failpoint.cc) into a second binary, so nothing can be switched on in production.
#pragma once

#include <string_view>

namespace sluiced {

/// subject: which one of its kind is here, such as the group of a loop.
void failpoint(std::string_view name, std::string_view subject);

}  // namespace sluiced
