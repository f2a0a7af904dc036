// What the listener asks the daemon. Every handler is called on the listener's own thread, one call at a time: it reads a snapshot and
// must not wait for anything. One that throws costs its caller an answer (500), nobody else.
#pragma once

#include <functional>
#include <string>

namespace sluiced::http {

/// `why` is one line for a person; read only where `ok` is false.
struct Health {
  bool ok = false;
  std::string why;
};

struct Handlers {
  std::function<std::string()> metrics;    ///< /metrics: Prometheus text
  std::function<std::string()> status;     ///< /status: JSON
  std::function<Health()> healthy;         ///< /healthz
  std::function<Health()> ready;           ///< /readyz
  std::function<Health()> ready_strictly;  ///< /readyz?strict
};

}  // namespace sluiced::http
