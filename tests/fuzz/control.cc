// Any bytes from who connects to the control socket: one request at most is made of them, and it is answered in one line.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "fuzz/folder.h"
#include "fuzz/schemas.h"
#include "json/utf8.h"
#include "supervisor/control_server.h"
#include "supervisor/operations.h"
#include "supervisor/supervisor.h"
#include "support/manual_clock.h"

namespace sluiced::fuzz {
namespace {

using supervisor::ControlServer;
using supervisor::Operations;

constexpr std::string_view status = R"({"ok":true,"node":"n"})";

/// A loop that reads the topic "orders". It never starts: that is why nobody needs its clients.
supervisor::Plan plan() {
  auto schema = compile("{}", {});
  expect(schema.ok(), "the target's own schema compiles");
  supervisor::Plan plan;
  plan.loops.emplace_back();
  plan.loops[0].settings.group = "g";
  plan.loops[0].settings.topics.push_back(
      {.name = "orders", .schema = *schema, .verdicts = {}, .start_at = {}, .dead_letter_topic = "orders.dlt"});
  return plan;
}

/// A daemon as far as its socket goes.
struct Daemon {
  Folder folder;
  std::string path = folder.file("control.sock");
  testing::ManualClock clock;
  supervisor::Supervisor supervisor{plan(), clock};
  std::uint64_t reloads = 0;
  Operations operations{{.supervisor = supervisor,
                         .clock = clock,
                         .status = [] { return std::string(status); },
                         .start_reload = [this] { return ++reloads; }}};
  std::unique_ptr<ControlServer> server = std::move(ControlServer::listen(path, clock)).value();
};

class Client {
 public:
  explicit Client(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    expect(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "the daemon lets in who comes");
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Who has said enough already is not listened to: that is no fault.
  void say(std::string_view bytes) { (void)!send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT); }
  void says_no_more() { shutdown(fd_, SHUT_WR); }
  /// What has been said to it. closed: the daemon has hung up.
  std::string heard(bool& closed) {
    std::string text;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT)) > 0) text.append(buffer, static_cast<std::size_t>(count));
    closed = count == 0 || errno == ECONNRESET;
    return text;
  }

 private:
  int fd_;
};

std::string text_in(const json::Tree& tree, const char* name) {
  const json::NodeIndex at = json::find_member(tree, 0, name);
  expect(at != json::no_node && tree[at].kind == json::Kind::string, "an answer says what it should");
  return std::string(tree[at].string());
}

void is_an_answer(const std::string& heard, const std::string& request) {
  expect(heard.find('\n') == heard.size() - 1, "an answer is one line");
  json::Tree tree;
  const std::string_view line = std::string_view(heard).substr(0, heard.size() - 1);
  expect(json::read(line, file_limits, tree).code == json::ReadErrorCode::none, "of JSON");
  if (line == status) return;
  const json::NodeIndex ok = json::find_member(tree, 0, "ok");
  expect(ok != json::no_node && tree[ok].kind == json::Kind::boolean, "that says whether it was done");
  const std::string text = text_in(tree, tree[ok].truth ? "text" : "error");
  expect(!text.empty() && text.size() <= 1'000, "in a sentence");
  expect(text.find_first_of("\n\r\x1b") == std::string::npos, "that fits a terminal");
  if (!tree[ok].truth && text_in(tree, "kind") == to_string(supervisor::Refusal::request)) return;
  json::Tree asked;
  expect(json::read(request, file_limits, asked).code == json::ReadErrorCode::none && asked.root().kind == json::Kind::object,
         "only an object of JSON is a request");
}

/// What the daemon's main thread does about it.
std::string answer_of(Daemon& daemon, const ControlServer::Request& request, std::uint64_t number) {
  auto text = daemon.operations.ask(request.connection, request.line);
  if (!text) {
    daemon.operations.reloaded(daemon.reloads, number % 2 == 0 ? "" : "sluiced.yaml:1:1: the file is empty");
    auto answers = daemon.operations.answers();
    if (answers.empty()) {
      daemon.clock.advance(Duration{60'000});
      answers = daemon.operations.answers();
    }
    expect(answers.size() == 1 && answers[0].connection == request.connection,
           "what cannot be answered at once is answered once");
    text = answers[0].text;
  }
  expect(!daemon.operations.waiting(), "nothing is left to be answered");
  return *text;
}

/// Says the bytes in pieces, as they may come in.
std::vector<ControlServer::Request> told(Daemon& daemon, Client& client, std::string_view bytes, std::uint64_t number) {
  std::vector<ControlServer::Request> requests;
  for (bool first = true; first || !bytes.empty(); first = false) {
    const std::size_t piece = std::min<std::size_t>(bytes.size(), 1 + number % 5 * 700);
    number = number / 5 + 1;
    client.say(bytes.substr(0, piece));
    bytes.remove_prefix(piece);
    for (ControlServer::Request& request : daemon.server->work()) requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  using fuzz::expect;
  using supervisor::ControlServer;
  static fuzz::Daemon running;
  static fuzz::Daemon draining;
  if (!draining.supervisor.draining()) draining.supervisor.drain();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::uint64_t number = fuzz::hash_of(bytes);
  fuzz::Daemon& daemon = number % 16 == 0 ? draining : running;
  bool closed = false;
  fuzz::Client client(daemon.path);
  const auto requests = fuzz::told(daemon, client, bytes, number / 16);
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos && size <= ControlServer::request_bytes_max) {
    expect(requests.empty() && client.heard(closed).empty() && !closed, "what may go on is waited for");
    client.says_no_more();
    daemon.server->work();
    expect(client.heard(closed).empty() && closed, "who leaves without a request is let go");
    return 0;
  }
  expect(requests.size() == 1, "one request comes of one connection");
  expect(bytes.starts_with(requests[0].line) && (end == std::string_view::npos || requests[0].line.size() == end),
         "the request is what came before the line feed");
  const std::string answer = fuzz::answer_of(daemon, requests[0], number);
  daemon.server->answer(requests[0].connection, answer);
  const std::string heard = client.heard(closed);
  expect(heard == answer + "\n" && closed, "the answer is heard, and then the daemon hangs up");
  fuzz::is_an_answer(heard, requests[0].line);
  return 0;
}
