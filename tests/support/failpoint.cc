// Failpoints that can be switched on, for the second binary of the tests (sluiced_failpoints). This definition comes before the
// library's empty one, whose archive member is then not taken.
//
//   SLUICED_FAILPOINT="loop_step:orders=stick" SLUICED_FAILPOINT_FILE=/…/stuck
//   stick: whoever comes by stays there while that file exists
#include "base/failpoint.h"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace sluiced {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void failpoint(std::string_view name, std::string_view subject) {
  static const std::string wanted = variable("SLUICED_FAILPOINT");
  static const std::string file = variable("SLUICED_FAILPOINT_FILE");
  if (wanted != std::string(name) + ":" + std::string(subject) + "=stick") return;
  while (access(file.c_str(), F_OK) == 0) poll(nullptr, 0, 10);
}

}  // namespace sluiced
