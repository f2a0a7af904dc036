// The control socket against those who do not behave: whatever they send, the daemon goes on and the next one is answered.
#include <chrono>
#include <csignal>

#include "process/control_scene.h"
#include "supervisor/control_server.h"

using namespace sluiced::testing;

namespace {

const std::string no_request =
    R"({"ok":false,"kind":"request","error":"a request is a JSON object on one line of at most 64 KiB"})"
    "\n";

bool answers_well(const ControlScene& scene) {
  const std::string status = scene.ask(R"({"command":"status"})");
  return status.starts_with("{\"version\":") && status.ends_with("}\n") && scene.runs();
}

}  // namespace

TEST_CASE("what is no request is refused in one line, and the daemon goes on") {
  const ControlScene scene;
  const std::vector<std::string> lines{"",
                                       "status",
                                       "[]",
                                       "{",
                                       std::string("\x00\xff\xfe\x80", 4),
                                       R"({"command":"status","command":"reload"})",
                                       "{\"command\":\"stat\xff\"}",
                                       std::string(60'000, '['),
                                       "{\"a\":" + std::string(60'000, '9') + "}"};
  for (const std::string& line : lines) {
    CAPTURE(line.substr(0, 40));
    CHECK(scene.ask(line) == no_request);
  }
  CHECK(scene.ask("{}").starts_with(R"({"ok":false,"kind":"request","error":"unknown command '')"));
  CHECK(answers_well(scene));
}

TEST_CASE("a line of 100 KiB is refused with the reason, whether it ends or not, and the daemon lives") {
  const ControlScene scene;
  const std::string line = R"({"command":")" + std::string(100 * 1024, 'a') + "\"}";
  CHECK(scene.ask(line) == no_request);
  RawClient endless(scene.socket());
  endless.send(line);
  CHECK(endless.receive() == no_request);
  CHECK(answers_well(scene));
}

TEST_CASE("a name from outside comes back short and without control characters") {
  const ControlScene scene;
  const std::string command = scene.ask("{\"command\":\"\\u001b[2J" + std::string(10'000, 'x') + "\"}");
  CHECK(command.size() < 250);
  CHECK(command.find("u001b") == std::string::npos);
  const std::string topic = scene.ask("{\"command\":\"hold\",\"topic\":\"\\u001b[2J" + std::string(10'000, 'x') + "\"}");
  CHECK(topic.starts_with(R"({"ok":false,"kind":"topic","error":"topic '\\x1b[2Jxxx)"));
  CHECK(topic.size() < 400);
}

TEST_CASE("skip wants whole numbers in their range, and a reason that fits a header") {
  const ControlScene scene;
  const auto skip = [&](const std::string& partition, const std::string& offset, const std::string& reason) {
    return scene.ask(R"({"command":"skip","topic":"orders","partition":)" + partition + R"(,"offset":)" + offset +
                     R"(,"reason":")" + reason + "\"}");
  };
  for (const std::string wrong : {"-1", "1.0", "1e0", "\"1\"", "null", "99999999999999999999", "9223372036854775808"}) {
    CAPTURE(wrong);
    CHECK(skip("0", wrong, "why").find(R"("kind":"request")") != std::string::npos);
    CHECK(skip(wrong, "0", "why").find(R"("kind":"request")") != std::string::npos);
  }
  CHECK(skip("2147483648", "0", "why").find(R"("kind":"request")") != std::string::npos);
  for (const std::string& reason : {std::string(), std::string(" \\n "), std::string(1'001, 'r')})
    CHECK(skip("0", "0", reason).find("needs a reason of 1 to 1000 bytes") != std::string::npos);
  CHECK(skip("2147483647", "9223372036854775807", std::string(1'000, 'r')).find(R"("kind":"loop")") != std::string::npos);
  CHECK(answers_well(scene));
}

TEST_CASE("clients that connect and say nothing do not keep others out, however many they are") {
  const ControlScene scene;
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 32; ++i) silent.push_back(std::make_unique<RawClient>(scene.socket()));
  for (const auto& client : silent) client->send("{\"command\":");
  const auto began = std::chrono::steady_clock::now();
  CHECK(answers_well(scene));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(8));  // the polite ones have 10 s
}

TEST_CASE("clients that go away before their answer leave nothing behind") {
  const ControlScene scene;
  for (int i = 0; i < 40; ++i) RawClient(scene.socket()).send("{\"command\":\"status\"}\n");
  for (int i = 0; i < 40; ++i) RawClient(scene.socket()).send("{\"command\":\"reload\",\"wait\":true}\n");
  CHECK(answers_well(scene));
  CHECK(scene.ask(R"({"command":"reload","wait":true})").starts_with(R"({"ok":true,)"));
}

TEST_CASE("many clients at once each get their own answer") {
  const ControlScene scene;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(std::make_unique<RawClient>(scene.socket()));
  for (std::size_t i = 0; i < clients.size(); ++i)
    clients[i]->send(i % 2 == 0 ? "{\"command\":\"status\"}\n" : "{\"command\":\"hold\",\"topic\":\"orders\"}\n");
  for (std::size_t i = clients.size(); i-- > 0;) {
    const std::string answer = clients[i]->receive();
    CAPTURE(i, answer.substr(0, 60));
    CHECK(answer.starts_with(i % 2 == 0 ? "{\"version\":" : R"({"ok":true,"text":"on hold"})"));
  }
}

TEST_CASE("a socket that another process has made in the place of a daemon's own outlives that daemon") {
  const ControlScene scene;
  REQUIRE(unlink(scene.socket().c_str()) == 0);
  const sluiced::SystemClock clock;
  const auto successor = sluiced::supervisor::ControlServer::listen(scene.socket(), clock);
  REQUIRE(successor.ok());
  scene.daemon->signal(SIGTERM);
  CHECK(scene.daemon->await_exit(std::chrono::seconds(30)) == 0);
  CHECK(RawClient(scene.socket()).connected());
}

TEST_CASE("the socket is for owner and group, and gone when the daemon is") {
  const ControlScene scene;
  const Finished mode = run_program({"/usr/bin/stat", "-c", "%a", scene.socket()});
  CHECK(mode.out == "660\n");
  scene.daemon->signal(SIGTERM);
  CHECK(scene.daemon->await_exit(std::chrono::seconds(30)) == 0);
  CHECK_FALSE(RawClient(scene.socket()).connected());
}
