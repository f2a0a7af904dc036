// The listener for metrics, probes and status: one thread, one poll loop, one request a connection.
//
// A request is answered only once its head has arrived as a whole, so a slow or silent client occupies a place in a list and never the
// thread. (A pool of threads that read from sockets, such as cpp-httplib's own, is used up by as many silent clients as it has threads;
// the probes then fail and the supervisor above us ends a healthy process.)
//
// It is for machines and operators on a trusted network: no TLS, no authentication, nothing that changes anything.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/handlers.h"

namespace sluiced::http {

struct ServerLimits {
  std::size_t connections_max = 256;  ///< one more takes the place of the one that has been waited for longest
  std::size_t head_bytes_max = 8192;  ///< of a request's line and headers; bodies are not read
  Duration read_timeout{5'000};       ///< from connecting to a complete head
  Duration write_timeout{10'000};     ///< for the whole answer
  Duration linger_timeout{1'000};     ///< for the client to close behind the answer
};

class Server {
 public:
  /// Binds and starts to answer. `listen` as in parse_address() (listener.h); the error is one line: "cannot listen on 127.0.0.1:9610:
  /// Address already in use". The thread blocks every signal.
  static Result<std::unique_ptr<Server>> start(std::string_view listen, Handlers handlers, ServerLimits limits = {});
  /// Stops at once, requests under way included, and joins.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where it listens, with the port that was chosen where 0 was asked for.
  std::string address() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::http
