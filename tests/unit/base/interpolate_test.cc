#include "base/interpolate.h"

#include <catch2/catch.hpp>
#include <map>

using namespace sluiced;

namespace {

std::optional<std::string> lookup(const std::string& name) {
  static const std::map<std::string, std::string> variables{
      {"HOST", "kafka-1"}, {"PORT", "9092"}, {"EMPTY", ""}, {"TRICKY", "${HOST}"}};
  const auto found = variables.find(name);
  return found == variables.end() ? std::nullopt : std::optional(found->second);
}

std::string replaced(std::string_view text) {
  const auto result = interpolate(text, lookup);
  return result ? result.value() : "refused: " + result.error().message;
}

}  // namespace

TEST_CASE("a variable is replaced wherever it stands in the text") {
  CHECK(replaced("${HOST}:${PORT}") == "kafka-1:9092");
  CHECK(replaced("a ${HOST} b") == "a kafka-1 b");
  CHECK(replaced("no variable, $HOST, $ and {}") == "no variable, $HOST, $ and {}");
  CHECK(replaced("${EMPTY}").empty());
}

TEST_CASE("a default stands in for a variable that is unset or empty") {
  CHECK(replaced("${HOST:-localhost}") == "kafka-1");
  CHECK(replaced("${NONE:-localhost:9092}") == "localhost:9092");
  CHECK(replaced("${EMPTY:-x}") == "x");
  CHECK(replaced("${NONE:-}").empty());
}

TEST_CASE("$${ is a literal ${") {
  CHECK(replaced("$${HOST}") == "${HOST}");
  CHECK(replaced("$$${HOST}") == "$${HOST}");
  CHECK(replaced("$$") == "$$");
}

TEST_CASE("what a variable holds is not looked at again") { CHECK(replaced("${TRICKY}") == "${HOST}"); }

TEST_CASE("an unset variable without default is refused by name") {
  CHECK(replaced("${NONE}") == "refused: the environment variable NONE is not set; set it or write ${NONE:-default}");
}

TEST_CASE("anything else between braces is refused, with the place of its dollar") {
  CHECK(replaced("${}") == "refused: expected ${NAME} or ${NAME:-default}, found '${}'");
  CHECK(replaced("${1A}") == "refused: expected ${NAME} or ${NAME:-default}, found '${1A}'");
  CHECK(replaced("${HOST:?missing}") == "refused: expected ${NAME} or ${NAME:-default}, found '${HOST:?missing}'");
  CHECK(replaced("${HOST-x}") == "refused: expected ${NAME} or ${NAME:-default}, found '${HOST-x}'");
  CHECK(replaced("${HOST") == "refused: '${' without '}'; a literal '${' is written '$${'");
  CHECK(replaced("${NONE:-${HOST}}") == "refused: ${…} cannot stand within another ${…}");
  CHECK(interpolate("ab${HOST}${NONE}", lookup).error().at == 9);
}
