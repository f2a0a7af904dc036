#include "http/responder.h"

#include <httplib.h>

#include <algorithm>
#include <exception>

namespace sluiced::http {
namespace {

constexpr std::string_view paths = "/metrics, /status, /healthz, /readyz, /readyz?strict";

constexpr std::string_view index_page =
    "sluiced\n"
    "\n"
    "/metrics        for Prometheus\n"
    "/status         everything, as JSON\n"
    "/healthz        503 where a restart would help\n"
    "/readyz         200 once every loop has joined its group, failed once, or has found no broker or no topic\n"
    "/readyz?strict  200 while everything runs and nothing is held\n";

/// A request that lies in memory as a whole, and room for its answer.
class Exchange final : public httplib::Stream {
 public:
  explicit Exchange(std::string_view request) : rest_(request) {}
  bool is_readable() const override { return !rest_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t taken = rest_.copy(to, size);
    rest_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* from, std::size_t size) override {
    answer.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return 0; }

  std::string answer;

 private:
  std::string_view rest_;
};

/// cpp-httplib as a reader of requests and a writer of answers; its listening, its threads and its timeouts are not used (server.h says
/// why), which leaves the one function that is for derived classes.
class Library : public httplib::Server {
 public:
  void answer(Exchange& exchange) {
    bool closed = false;
    // Ranges would let a small request ask for the page a thousand times over, and compressing costs more than it saves.
    const auto plain = [](httplib::Request& request) {
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
    };
    answer(*this, exchange, closed, plain);
  }

 private:
  /// The library's later versions take the peers' addresses besides.
  template <class Self, class Setup>
  static void answer(Self& self, Exchange& exchange, bool& closed, const Setup& setup) {
    if constexpr (requires { self.process_request(exchange, true, closed, setup); }) {
      self.process_request(exchange, true, closed, setup);
    } else {
      self.process_request(exchange, std::string(), 0, std::string(), 0, true, closed, setup);
    }
  }
};

void set(httplib::Response& response, int status, const char* type, std::string body) {
  response.status = status;
  response.set_content(std::move(body), type);
}

void set_text(httplib::Response& response, int status, std::string body) {
  set(response, status, "text/plain; charset=utf-8", std::move(body));
}

void set_health(httplib::Response& response, const Health& health) {
  set_text(response, health.ok ? 200 : 503, (health.ok ? "ok" : health.why) + "\n");
}

bool wants_strict(const httplib::Request& request) {
  const auto value = request.get_param_value("strict");
  return request.has_param("strict") && value != "0" && value != "false";
}

void route(const Handlers& handlers, const httplib::Request& request, httplib::Response& response) {
  if (request.method != "GET" && request.method != "HEAD") {
    response.set_header("Allow", "GET, HEAD");
    return set_text(response, 405, "only GET and HEAD are answered here\n");
  }
  if (request.path == "/metrics") return set(response, 200, "text/plain; version=0.0.4; charset=utf-8", handlers.metrics());
  if (request.path == "/status") return set(response, 200, "application/json", handlers.status());
  if (request.path == "/healthz") return set_health(response, handlers.healthy());
  if (request.path == "/readyz")
    return set_health(response, wants_strict(request) ? handlers.ready_strictly() : handlers.ready());
  if (request.path == "/") return set_text(response, 200, std::string(index_page));
  set_text(response, 404, "nothing here; there are " + std::string(paths) + "\n");
}

/// What went wrong in a handler, as one line; a fault of ours is a bug, and who sees this should be able to report it.
std::string fault_line(std::exception_ptr fault) {
  std::string line = "internal fault";
  try {
    std::rethrow_exception(std::move(fault));
  } catch (const std::exception& error) {
    line += std::string(": ") + error.what();
  } catch (...) {
  }
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line + "\n";
}

}  // namespace

struct Responder::Impl {
  Handlers handlers;
  Library library;
};

Responder::Responder(Handlers handlers) : impl_(std::make_unique<Impl>()) {
  impl_->handlers = std::move(handlers);
  Library& library = impl_->library;
  library.set_default_headers({{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}});
  // Before the library's own routing, which would match regular expressions and read bodies.
  library.set_pre_routing_handler([impl = impl_.get()](const httplib::Request& request, httplib::Response& response) {
    try {
      route(impl->handlers, request, response);
    } catch (...) {
      set_text(response, 500, fault_line(std::current_exception()));
    }
    return httplib::Server::HandlerResponse::Handled;
  });
  library.set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty()) set_text(response, response.status, "not a request that is understood here\n");
  });
}

Responder::~Responder() = default;

std::string Responder::respond(std::string_view head) {
  Exchange exchange(head);
  impl_->library.answer(exchange);
  return std::move(exchange.answer);
}

std::string Responder::head_too_large() {
  return "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: "
         "no-store\r\n\r\n";
}

}  // namespace sluiced::http
