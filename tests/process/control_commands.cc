// `sluiced status`, `reload`, `hold`, `release` and `skip` against a daemon whose broker is not there.
#include <sys/stat.h>

#include "json/reader.h"
#include "process/control_scene.h"

using namespace sluiced::testing;

namespace {

/// One line on standard error and nothing else.
bool complains(const Finished& run, const std::string& what) {
  return run.out.empty() && count_lines(run.err) == 1 && run.err.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("status of a daemon without its broker: exit 1, what is wrong, and what to do") {
  const ControlScene scene;
  Finished status;
  // In the first seconds there is no saying yet.
  within(std::chrono::seconds(20), [&] {
    status = scene.command({"status"});
    return status.out.find("no broker answers  2 topics") != std::string::npos;  // each loop by its own clock
  });
  CAPTURE(status.out, status.err);
  CHECK(status.exit_code == 1);
  CHECK(status.err.empty());
  CHECK(status.out.find("no broker answers  2 topics: 2 without broker\n") != std::string::npos);
  CHECK(status.out.find("\nsluiced.orders  orders  NO BROKER ") != std::string::npos);
  CHECK(status.out.find("\nsince the start: lost 0   skipped by hand 0   dead letters 0\n") != std::string::npos);
  CHECK(status.out.find("\ndo  no broker answers: look at kafka.brokers in " + scene.config()) != std::string::npos);
  CHECK(status.out.find('\x1b') == std::string::npos);
}

TEST_CASE("status --output json is the daemon's document on one line, and --topic names what there is") {
  const ControlScene scene;
  const Finished status = scene.command({"status", "--output", "json"});
  CHECK(status.exit_code == 1);
  CHECK(count_lines(status.out) == 1);
  sluiced::json::Tree tree;
  REQUIRE(sluiced::json::read(status.out, sluiced::DocumentLimits{}, tree).code == sluiced::json::ReadErrorCode::none);
  CHECK(sluiced::json::find_member(tree, 0, "ready_strict") != sluiced::json::no_node);
  const Finished one = scene.command({"status", "--topic", "clicks"});
  CHECK(one.exit_code == 1);
  CHECK(one.out.find("\nsluiced.clicks  clicks ") != std::string::npos);
  CHECK(one.out.find("\nsluiced.orders ") == std::string::npos);
  const Finished unknown = scene.command({"status", "--topic", "click"});
  CHECK(unknown.exit_code == 64);
  CHECK(complains(unknown, "the daemon has no topic 'click', did you mean 'clicks'?"));
}

TEST_CASE("reload: 0 where the file is well, and 78 and its place where it is not, and everything goes on") {
  const ControlScene scene;
  const Finished good = scene.command({"reload", "--wait"});
  CHECK(good.exit_code == 0);
  CHECK(good.out == "reloaded: generation 2, every loop works by it\n");
  scene.write_config("limits: { depth_max: deep }\n");
  const Finished bad = scene.command({"reload"});
  CHECK(bad.exit_code == 78);
  CHECK(complains(bad, scene.config() + ":7:22: depth_max: expected a whole number"));
  const Finished status = scene.command({"status"});
  CHECK(status.exit_code == 1);
  CHECK(status.out.find("reload refused: " + scene.config() + ":7:22: depth_max:") != std::string::npos);
  scene.write_config("");
  CHECK(scene.command({"reload", "--wait"}).out == "reloaded: generation 3, every loop works by it\n");
}

TEST_CASE("a reload that is not through in time is exit 1, not an unreachable daemon") {
  const ControlScene scene;
  scene.daemon->signal(SIGSTOP);
  const Finished reload = scene.command({"reload", "--wait", "--timeout", "200ms"});
  const Finished status = scene.command({"status", "--timeout", "200ms"});
  scene.daemon->signal(SIGCONT);
  CHECK(reload.exit_code == 1);
  CHECK(complains(reload, "not reloaded within 200ms"));
  CHECK(status.exit_code == 69);
  CHECK(complains(status, "no answer within 200ms"));
}

TEST_CASE("hold and release answer what they did, and the status shows it with its cure") {
  const ControlScene scene;
  const Finished hold = scene.command({"hold", "orders"});
  CHECK(hold.exit_code == 0);
  CHECK(hold.out == "orders: on hold\n");
  const Finished status = scene.command({"status"});
  CHECK(status.out.find("\nsluiced.orders  orders  HELD by_hand ") != std::string::npos);
  CHECK(status.out.find("\ndo  orders (held ") != std::string::npos);
  CHECK(status.out.find("): `sluiced release orders` when it may go on\n") != std::string::npos);
  CHECK(scene.command({"release", "orders"}).out == "orders: released: by_hand\n");
  CHECK(scene.command({"release", "orders"}).out == "orders: it was not on hold\n");
  const Finished unknown = scene.command({"hold", "ordres"});
  CHECK(unknown.exit_code == 1);
  CHECK(complains(unknown, "topic 'ordres' is not in the configuration"));
}

TEST_CASE("skip of a partition that is not assigned is exit 1, and without place or reason it is a usage error") {
  const ControlScene scene;
  const Finished skip = scene.command({"skip", "orders/0/7", "--reason", "half a record"});
  CHECK(skip.exit_code == 1);
  CHECK(complains(skip, "partition 0 is not assigned here"));
  for (const std::string place : {"orders", "orders/0", "/0/1", "orders/x/1", "orders/0/", "orders/0/-1", "orders/0/1x",
                                  "orders/2147483648/0", "orders/0/9223372036854775808", "\x1b[2J/0"}) {
    const Finished wrong = scene.command({"skip", place, "--reason", "r"});
    CAPTURE(place, wrong.err);
    CHECK(wrong.exit_code == 64);
    CHECK(complains(wrong, "expected TOPIC/PARTITION/OFFSET"));
    CHECK(wrong.err.find('\x1b') == std::string::npos);
  }
  CHECK(complains(scene.command({"skip", "orders/0/7"}), "--reason is required"));
  CHECK(scene.command({"skip", "orders/0/7", "--reason", " "}).exit_code == 64);
}

TEST_CASE("without a daemon every command is exit 69 and one line that names the socket and the cause") {
  const Folder folder;
  const std::string config = folder.write("c.yaml", "control: { socket: c.sock }\ntopcis: []\n");
  const std::string socket = folder.file("c.sock");
  const std::vector<std::vector<std::string>> commands{
      {"status"}, {"reload"}, {"hold", "a"}, {"release", "a"}, {"skip", "a/0/0", "--reason", "r"}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.end(), {"-c", config});
    const Finished run = sluiced::testing::sluiced(command);
    CAPTURE(command[0], run.err);
    CHECK(run.exit_code == 69);
    CHECK(complains(run, "no daemon answers at " + socket + ": No such file or directory; is the daemon running? " + config +
                             " says control.socket: " + socket));
  }
  const Finished named = sluiced::testing::sluiced({"status", "--socket", "/dev/null"});
  CHECK(named.exit_code == 69);
  CHECK(complains(named, "no daemon answers at /dev/null: Connection refused"));
  const Finished too_long = sluiced::testing::sluiced({"status", "--socket", "/" + std::string(200, 'x')});
  CHECK(too_long.exit_code == 69);
  CHECK(complains(too_long, "File name too long"));
}

TEST_CASE("a file that says nothing of a socket that can be used is exit 78 or 69, and --socket does without it") {
  const Folder folder;
  const Finished broken = sluiced::testing::sluiced({"status", "-c", folder.write("b.yaml", "control: [\n")});
  CHECK(broken.exit_code == 78);
  CHECK(complains(broken, "--socket PATH does without the file"));
  CHECK(complains(broken, "b.yaml:2:1: "));
  const Finished none = sluiced::testing::sluiced({"status", "-c", folder.write("n.yaml", "control: { socket: \"\" }\n")});
  CHECK(none.exit_code == 69);
  CHECK(complains(none, "control.socket is empty"));
  const ControlScene scene;
  CHECK(sluiced::testing::sluiced({"status", "--socket", scene.socket()}).exit_code == 1);
}

TEST_CASE("a wrong --timeout is a usage error that says what is expected") {
  for (const std::string timeout : {"5", "0s", "2h", "soon"}) {
    const Finished run = sluiced::testing::sluiced({"status", "--timeout", timeout});
    CAPTURE(timeout, run.err);
    CHECK(run.exit_code == 64);
    CHECK(complains(run, "--timeout: "));
  }
}
