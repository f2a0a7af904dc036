#include "metrics/process_usage.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace sluiced::metrics {
namespace {

// proc(5), counted from the state, which is the first word behind the name in parentheses.
constexpr std::size_t user_ticks = 11;
constexpr std::size_t system_ticks = 12;
constexpr std::size_t resident_pages = 21;

std::vector<std::string> read_stat() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The name may hold spaces and parentheses of its own.
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream words(text.substr(name_end + 1));
  return {std::istream_iterator<std::string>(words), {}};
}

std::optional<std::uint64_t> count_open_fds() {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return std::nullopt;
  std::uint64_t count = 0;
  while (const dirent* entry = readdir(folder.get()))
    if (entry->d_name[0] != '.') ++count;
  return count - 1;  // the one that reads this folder
}

}  // namespace

ProcessUsage read_process_usage() {
  ProcessUsage usage;
  const auto words = read_stat();
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (words.size() > resident_pages) {
    usage.cpu_seconds = (std::stod(words[user_ticks]) + std::stod(words[system_ticks])) / ticks_per_second;
    usage.resident_bytes = std::stoull(words[resident_pages]) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  usage.open_fds = count_open_fds();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) usage.max_fds = limit.rlim_cur;
  return usage;
}

}  // namespace sluiced::metrics
