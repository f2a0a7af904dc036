#include "supervisor/reloader.h"

#include <exception>

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

void Reloader::begin() {
  once_more_ = false;
  thread_ = std::thread([this] {
    std::optional<Result<Plan, Fault>> result;
    try {
      result.emplace(loader_());
    } catch (const std::exception& fault) {
      result.emplace(failure(Fault{.place = {}, .message = std::string("internal: ") + fault.what()}));
    }
    {
      const std::lock_guard lock(mutex_);
      result_ = std::move(result);
    }
    outside_.signal();
  });
}

std::optional<Result<Plan, Fault>> Reloader::take() {
  std::optional<Result<Plan, Fault>> result;
  {
    const std::lock_guard lock(mutex_);
    result = std::exchange(result_, std::nullopt);
  }
  if (!result) return std::nullopt;
  thread_.join();
  ++completed_;
  if (once_more_) begin();
  return result;
}

}  // namespace sluiced::supervisor
