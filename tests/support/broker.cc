#include "support/broker.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include "support/kafka_client.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

const std::string script = source_folder() + "/scripts/kafka";
const std::string brokers_folder = build_folder() + "/broker-tier";

/// A start takes 5 to 12 s on a quiet machine, and more than a minute on one that builds something besides.
constexpr const char* start_deadline_seconds = "180";
constexpr std::chrono::seconds script_deadline{240};

}  // namespace

std::string tier_broker() {
  const char* given = std::getenv("SLUICED_BROKER_PORT");
  const std::string port = given != nullptr && *given != '\0' ? given : "19392";
  const std::string address = "127.0.0.1:" + port;
  static const bool answers = within(std::chrono::seconds(30), [&] {
    try {
      partition_count(address, "is-anybody-there");
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  });
  if (!answers)
    throw std::runtime_error("no broker answers at " + address + ": run `ctest -L broker`, or scripts/kafka up --port " + port);
  return address;
}

Broker::Broker(const std::string& name, int port, std::vector<std::string> settings, std::vector<std::string> environment)
    : port_(port),
      address_("127.0.0.1:" + std::to_string(port)),
      folder_(brokers_folder + "/" + name),
      settings_(std::move(settings)),
      environment_(std::move(environment)) {
  std::filesystem::create_directories(brokers_folder);
  auto down = command("down");
  down.push_back("--delete");
  run(down);  // what a killed test run has left
}

Broker::~Broker() {
  try {
    if (frozen_) thaw();
    auto down = command("down");
    down.push_back("--delete");
    run(down);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "%s\n", fault.what());
  }
}

std::vector<std::string> Broker::command(const std::string& name) const {
  return {script, name, "--port", std::to_string(port_), "--dir", folder_, "--deadline", start_deadline_seconds};
}

void Broker::run(const std::vector<std::string>& arguments) {
  begin(arguments);
  await();
}

void Broker::begin(const std::vector<std::string>& arguments) {
  const std::string output = folder_ + ".out";
  std::filesystem::remove(output);
  running_ = arguments[1];
  script_ = std::make_unique<ChildProcess>(arguments, output, output, environment_);
}

void Broker::await() {
  const auto code = script_->await_exit(script_deadline);
  script_.reset();
  if (code != 0) throw std::runtime_error("scripts/kafka " + running_ + " failed: " + file_text(folder_ + ".out"));
}

void Broker::up() {
  begin_up();
  await_up();
}

void Broker::begin_up() {
  auto arguments = command("up");
  for (const std::string& line : settings_) {
    arguments.push_back("--config");
    arguments.push_back(line);
  }
  begin(arguments);
}

void Broker::await_up() { await(); }

void Broker::restart() { run(command("restart")); }

bool Broker::answers() const {
  return ChildProcess(command("status"), "/dev/null", "/dev/null").await_exit(script_deadline) == 0;
}

void Broker::kill9() { run(command("kill9")); }

/// The script writes the number of the process that it started for this folder.
void Broker::signal(int number) const {
  const int pid = std::atoi(file_text(folder_ + "/pid").c_str());
  if (pid <= 1) throw std::runtime_error("no broker runs in " + folder_);
  kill(pid, number);
}

void Broker::freeze() {
  signal(SIGSTOP);
  frozen_ = true;
}

void Broker::thaw() {
  signal(SIGCONT);
  frozen_ = false;
}

}  // namespace sluiced::testing
