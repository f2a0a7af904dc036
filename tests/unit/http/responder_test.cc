#include "http/responder.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "unit/http/client.h"

using namespace sluiced::http;
using namespace sluiced::testing;

namespace {

Handlers well() {
  return {.metrics = [] { return std::string("m 1\n"); },
          .status = [] { return std::string("{}"); },
          .healthy =
              [] {
                return Health{true, ""};
              },
          .ready =
              [] {
                return Health{true, ""};
              },
          .ready_strictly =
              [] {
                return Health{false, "payments: held dlt_denied"};
              }};
}

Answer get(Responder& responder, const std::string& target, const std::string& method = "GET", const std::string& headers = "") {
  return split(responder.respond(method + " " + target + " HTTP/1.1\r\nHost: gate\r\n" + headers + "\r\n"));
}

}  // namespace

TEST_CASE("each path answers with its own content type, and nothing is to be cached") {
  Responder responder(well());
  const Answer metrics = get(responder, "/metrics");
  CHECK(metrics.first_line() == "HTTP/1.1 200 OK");
  CHECK(metrics.has("Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  CHECK(metrics.has("Cache-Control: no-store"));
  CHECK(metrics.has("Content-Length: 4"));
  CHECK(metrics.has("Connection: close"));
  CHECK(metrics.body == "m 1\n");
  const Answer status = get(responder, "/status");
  CHECK(status.has("Content-Type: application/json"));
  CHECK(status.body == "{}");
  const Answer health = get(responder, "/healthz");
  CHECK(health.has("Content-Type: text/plain; charset=utf-8"));
  CHECK(health.body == "ok\n");
  CHECK(get(responder, "/").body.find("/readyz?strict") != std::string::npos);
}

TEST_CASE("a probe that fails says 503 and why") {
  Responder responder(well());
  for (const char* target : {"/readyz?strict", "/readyz?strict=1", "/readyz?strict=true", "/readyz?a=b&strict"}) {
    CAPTURE(target);
    const Answer answer = get(responder, target);
    CHECK(answer.first_line() == "HTTP/1.1 503 Service Unavailable");
    CHECK(answer.body == "payments: held dlt_denied\n");
  }
  for (const char* target : {"/readyz", "/readyz?", "/readyz?strict=0", "/readyz?strict=false"}) {
    CAPTURE(target);
    CHECK(get(responder, target).first_line() == "HTTP/1.1 200 OK");
  }
}

TEST_CASE("HEAD is GET without the body") {
  Responder responder(well());
  const Answer answer = get(responder, "/metrics", "HEAD");
  CHECK(answer.first_line() == "HTTP/1.1 200 OK");
  CHECK(answer.has("Content-Length: 4"));
  CHECK(answer.body.empty());
}

TEST_CASE("other methods are refused, whatever the path, and are told which there are") {
  Responder responder(well());
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"}) {
    CAPTURE(method);
    const Answer answer = get(responder, "/metrics", method);
    CHECK(answer.first_line() == "HTTP/1.1 405 Method Not Allowed");
    CHECK(answer.has("Allow: GET, HEAD"));
  }
}

TEST_CASE("an unknown path is told of the known ones in one line") {
  Responder responder(well());
  const Answer answer = get(responder, "/metricz");
  CHECK(answer.first_line() == "HTTP/1.1 404 Not Found");
  CHECK(answer.body == "nothing here; there are /metrics, /status, /healthz, /readyz, /readyz?strict\n");
  CHECK(get(responder, "/../../etc/passwd").first_line() == "HTTP/1.1 404 Not Found");
  CHECK(get(responder, "/metrics/").first_line() == "HTTP/1.1 404 Not Found");
}

TEST_CASE("a handler that throws costs one answer, told in one line") {
  Handlers handlers = well();
  handlers.metrics = []() -> std::string { throw std::logic_error("no such\r\nloop"); };
  handlers.status = []() -> std::string { throw 3; };
  Responder responder(std::move(handlers));
  const Answer answer = get(responder, "/metrics");
  CHECK(answer.first_line() == "HTTP/1.1 500 Internal Server Error");
  CHECK(answer.body == "internal fault: no such  loop\n");
  CHECK(answer.head.find("loop") == std::string::npos);
  CHECK(get(responder, "/status").body == "internal fault\n");
  CHECK(get(responder, "/healthz").body == "ok\n");
}

TEST_CASE("what is not HTTP is answered with 400") {
  Responder responder(well());
  for (const char* head :
       {"\r\n\r\n", "GET\r\n\r\n", "HELO mail\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n", "GET /metrics\r\n\r\n"}) {
    CAPTURE(head);
    const Answer answer = split(responder.respond(head));
    CHECK(answer.first_line() == "HTTP/1.1 400 Bad Request");
    CHECK(answer.has("Connection: close"));
  }
}

TEST_CASE("a small request cannot ask for a large answer many times over") {
  Handlers handlers = well();
  handlers.metrics = [] { return std::string(1000, 'm'); };
  Responder responder(std::move(handlers));
  std::string ranges = "Range: bytes=0-";
  for (int i = 0; i < 500; ++i) ranges += ",0-";
  CHECK(get(responder, "/metrics", "GET", ranges + "\r\n").body == std::string(1000, 'm'));
  CHECK(get(responder, "/metrics", "GET", "Accept-Encoding: br, gzip\r\n").body == std::string(1000, 'm'));
}
