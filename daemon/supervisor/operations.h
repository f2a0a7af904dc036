// What may be asked over the control socket, and how it is answered: requests and answers are JSON, one line each (docs/control.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "supervisor/supervisor.h"

namespace sluiced::supervisor {

/// On the main thread. Some answers come later: when the loops have answered, or a reload is through.
class Operations {
 public:
  struct Ports {
    Supervisor& supervisor;
    const Clock& clock;
    std::function<std::string()> status;          ///< JSON, as of now
    std::function<std::uint64_t()> start_reload;  ///< the number of the reload that will do
  };
  explicit Operations(Ports ports) : ports_(std::move(ports)) {}

  struct Answer {
    std::uint64_t connection = 0;
    std::string text;
  };
  /// nullopt: the answer is among those of answers(), by and by.
  std::optional<std::string> ask(std::uint64_t connection, const std::string& request);
  /// A reload is through. error: why it was refused; "" = it was not.
  void reloaded(std::uint64_t number, const std::string& error);
  /// What can be answered now.
  std::vector<Answer> answers();
  /// There are some who wait: they are to be looked after once a second.
  bool waiting() const { return !pending_.empty(); }

 private:
  struct Pending {
    std::uint64_t connection = 0;
    std::uint64_t ticket = 0;   ///< of the loops; 0: a reload
    std::size_t remaining = 0;  ///< answers of loops still to come
    std::vector<std::string> done;
    std::vector<std::string> refused;
    std::uint64_t reload = 0;  ///< its number
    bool loaded = false;
    bool everywhere = false;  ///< wait until every loop works by it
    std::optional<std::string> text;
    MonotonicTime deadline;
  };
  struct Request;
  std::optional<std::string> topic_request(std::uint64_t connection, const Request& request);
  void take_loop_answers();
  void settle(Pending& pending);

  Ports ports_;
  std::uint64_t last_ticket_ = 0;
  std::vector<Pending> pending_;
};

/// Why something was not done, for programs. The names are a contract (docs/control.md).
enum class Refusal : std::uint8_t {
  request,        ///< it is none, or names no command, or lacks something
  configuration,  ///< reload: what is wrong, with its place, is the error
  topic,          ///< none of that name is in the configuration
  loop,           ///< no loop can do it now, or it says why not
  late,           ///< not done yet; it may still be
  draining,       ///< the daemon is on its way out
};
std::string_view to_string(Refusal refusal);

/// {"ok":true,"text":…} and {"ok":false,"kind":…,"error":…}.
std::string done_answer(const std::string& text);
std::string refused_answer(Refusal refusal, const std::string& error);

}  // namespace sluiced::supervisor
