// HTTP without sockets: the bytes of one request's head in, the bytes of its answer out (cpp-httplib behind it). Knows the paths, the
// methods and the content types; knows no connection, so every answer says `Connection: close`.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/handlers.h"

namespace sluiced::http {

/// Used by one thread. Making the first one makes the process ignore SIGPIPE (cpp-httplib does so).
class Responder {
 public:
  explicit Responder(Handlers handlers);
  ~Responder();
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;

  /// `head`: request line and headers up to and with the empty line. A body, if one follows, is never looked at.
  std::string respond(std::string_view head);
  /// For a head that is longer than we take.
  static std::string head_too_large();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::http
