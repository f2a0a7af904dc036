#include "supervisor/reloader.h"

#include <fmt/format.h>

#include <exception>
#include <system_error>

namespace sluiced::supervisor {

Reloader::~Reloader() {
  if (thread_.joinable()) thread_.join();
}

std::uint64_t Reloader::request() {
  if (under_way()) {
    once_more_ = true;
    return completed_ + 2;
  }
  begin();
  return completed_ + 1;
}

/// Without a thread it is as with a file that cannot be read: refused, and everything goes on.
void Reloader::begin() {
  once_more_ = false;
  try {
    thread_ = std::thread([this] { read(); });
  } catch (const std::system_error& refused) {
    bring(failure(Fault{.place = {}, .message = fmt::format("no thread to read it: {}", refused.code().message())}));
  }
}

void Reloader::read() {
  try {
    bring(loader_());
  } catch (const std::exception& fault) {
    bring(failure(Fault{.place = {}, .message = std::string("internal: ") + fault.what()}));
  }
}

void Reloader::bring(Result<Plan, Fault> result) {
  {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
  }
  outside_.signal();
}

std::optional<Result<Plan, Fault>> Reloader::take() {
  std::optional<Result<Plan, Fault>> result;
  {
    const std::lock_guard lock(mutex_);
    result = std::exchange(result_, std::nullopt);
  }
  if (!result) return std::nullopt;
  if (thread_.joinable()) thread_.join();
  ++completed_;
  if (once_more_) begin();
  return result;
}

}  // namespace sluiced::supervisor
