// Failpoints that can be switched on, for the second binary of the tests (sluiced_failpoints). This definition comes before the
// library's empty one, whose archive member is then not taken.
//
//   SLUICED_FAILPOINT="NAME=ACTION", or "NAME:SUBJECT=ACTION" for one subject alone
//   stick: whoever comes by stays there while the file exists that SLUICED_FAILPOINT_FILE names
//   kill:K: kill -9 of this process at the K-th passing
#include "base/failpoint.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace sluiced {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Wanted {
  std::string name;
  std::optional<std::string> subject;  ///< nullopt: any
  std::uint64_t kill_at = 0;           ///< 0: stick
  std::string file;
};

Wanted read_wanted() {
  const std::string text = variable("SLUICED_FAILPOINT");
  const std::string place = text.substr(0, text.find('='));
  const std::string action = text.substr(std::min(text.size(), place.size() + 1));
  Wanted wanted{.name = place.substr(0, place.find(':')), .subject = std::nullopt, .file = variable("SLUICED_FAILPOINT_FILE")};
  if (wanted.name.size() < place.size()) wanted.subject = place.substr(wanted.name.size() + 1);
  if (action.starts_with("kill:")) wanted.kill_at = std::strtoull(action.c_str() + 5, nullptr, 10);
  if (!text.empty() && action != "stick" && wanted.kill_at == 0) std::abort();  // a test that says it wrongly must not pass
  return wanted;
}

}  // namespace

void failpoint(std::string_view name, std::string_view subject) {
  static const Wanted wanted = read_wanted();
  static std::atomic<std::uint64_t> passed = 0;
  if (name != wanted.name || (wanted.subject && subject != *wanted.subject)) return;
  if (wanted.kill_at > 0) {
    if (++passed == wanted.kill_at) kill(getpid(), SIGKILL);
    return;
  }
  while (access(wanted.file.c_str(), F_OK) == 0) poll(nullptr, 0, 10);
}

}  // namespace sluiced
