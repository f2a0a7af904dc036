#include "support/daemon_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/places.h"

namespace sluiced::testing {
namespace {

/// No two starts of tests share it.
std::string unique_suffix() {
  static int count = 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return fmt::format("{}-{}-{}", std::chrono::duration_cast<std::chrono::seconds>(now).count(), getpid(), ++count);
}

std::string daemon_binary() {
  const char* given = std::getenv("SLUICED_DAEMON");
  return given != nullptr && *given != '\0' ? given : build_folder() + "/sluiced";
}

std::string config_text(const DaemonSettings& settings) {
  std::string text = fmt::format("kafka:\n  brokers: \"{}\"\n{}", settings.brokers, settings.kafka);
  text += fmt::format("http: {{ listen: \"{}\" }}\n", settings.http);
  text += "control: { socket: control.sock }\nlog: { level: info, format: json }\n";
  text += fmt::format("supervision: {{ drain_timeout: {}{}{} }}\ngroups:\n", settings.drain_timeout,
                      settings.supervision.empty() ? "" : ", ", settings.supervision);
  std::vector<std::string> groups;
  for (const WatchedTopic& topic : settings.topics) {
    if (std::find(groups.begin(), groups.end(), topic.group) != groups.end()) continue;
    groups.push_back(topic.group);
    const auto more = settings.groups.find(topic.group);
    text += fmt::format("  {}: {{ consumer_properties: {{ session.timeout.ms: {} }}{}{} }}\n", topic.group,
                        settings.session_timeout_ms, more == settings.groups.end() ? "" : ", ",
                        more == settings.groups.end() ? "" : more->second);
  }
  text += "topics:\n";
  for (const WatchedTopic& topic : settings.topics) {
    text += fmt::format("  - name: {}\n    group: {}\n    schema: {}\n", topic.name, topic.group,
                        topic.schema.empty() ? usage_schema_file() : topic.schema);
    if (!topic.more.empty()) text += "    " + topic.more + "\n";
  }
  return text;
}

}  // namespace

WatchedTopic fresh_topic(const std::string& name, const std::string& more) {
  const std::string suffix = unique_suffix();
  return {.name = name + "-" + suffix, .group = "group-" + suffix, .more = more};
}

std::string usage_schema_file() { return source_folder() + "/config/schemas/feature_usage.schema.json"; }

LetterExpectation letters_of(const WatchedTopic& topic) {
  return {.source = topic.name,
          .dead_letter_topic = topic.dead_letter_topic(),
          .group = topic.group,
          .client = "sluiced/" + topic.group + "/0",
          .schema_file = usage_schema_file()};
}

DaemonProcess::DaemonProcess(const DaemonSettings& settings)
    : folder_(settings.folder.empty() ? build_folder() + "/broker-tier/daemon-" + unique_suffix() : settings.folder),
      config_file_(folder_ + "/sluiced.yaml"),
      binary_(settings.binary.empty() ? daemon_binary() : settings.binary),
      environment_(settings.environment) {
  std::filesystem::create_directories(folder_);
  configure(settings);
}

void DaemonProcess::configure(const DaemonSettings& settings) const { write_config(config_text(settings)); }

void DaemonProcess::write_config(const std::string& text) const {
  const std::string whole = config_file_ + ".new";
  std::ofstream(whole) << text;
  std::filesystem::rename(whole, config_file_);
}

void DaemonProcess::start() {
  const std::string log_file = fmt::format("{}/log-{}", folder_, ++starts_);
  http_address_.clear();
  process_ = std::make_unique<ChildProcess>(std::vector<std::string>{binary_, "run", "--config", config_file_}, log_file,
                                            log_file, environment_);
}

DaemonProcess::Finished DaemonProcess::command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), daemon_binary());
  arguments.insert(arguments.end(), {"--config", config_file_});
  const std::string out = folder_ + "/command.out";
  const std::string err = folder_ + "/command.err";
  for (const std::string& file : {out, err}) std::filesystem::remove(file);
  ChildProcess process(arguments, out, err);
  const auto code = process.await_exit(std::chrono::seconds(60));
  if (!code) throw std::runtime_error("sluiced " + arguments[1] + " does not end");
  return {.exit_code = *code, .out = file_text(out), .err = file_text(err)};
}

void DaemonProcess::kill9() {
  process_->signal(SIGKILL);
  process_->await_exit(std::chrono::seconds(30));
}

std::string DaemonProcess::log() const { return file_text(fmt::format("{}/log-{}", folder_, starts_)); }

std::vector<std::string> DaemonProcess::lines(const std::vector<std::string>& parts) const {
  std::vector<std::string> found;
  std::istringstream log_lines(log());
  for (std::string line; std::getline(log_lines, line);)
    if (std::all_of(parts.begin(), parts.end(), [&](const std::string& part) { return line.find(part) != std::string::npos; }))
      found.push_back(line);
  return found;
}

bool DaemonProcess::await_line(const std::vector<std::string>& parts, std::chrono::seconds deadline) const {
  return within(deadline, [&] { return !lines(parts).empty(); });
}

std::string DaemonProcess::http_address() {
  if (http_address_.empty()) {
    if (!await_line({"\"message\":\"listening\""})) throw std::runtime_error("the daemon does not listen:\n" + log());
    http_address_ = JsonText(lines({"\"message\":\"listening\""}).front()).text("/http");
  }
  return http_address_;
}

std::size_t DaemonProcess::memory_kib(const std::string& name) const {
  std::ifstream status(fmt::format("/proc/{}/status", pid()));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10);
  return 0;
}

/// Of /proc/PID/stat the 14th and 15th; the second is a name in brackets that may hold anything.
double DaemonProcess::cpu_seconds() const {
  const std::string stat = file_text(fmt::format("/proc/{}/stat", pid()));
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace sluiced::testing
