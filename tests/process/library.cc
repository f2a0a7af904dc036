// The schema engine as another program gets it: installed, found by CMake, compiled against and linked.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/places.h"
#include "support/process.h"

using namespace sluiced::testing;

namespace {

namespace fs = std::filesystem;

const std::string example = "docs/examples/schema-library";

std::string text_of(const std::string& file) {
  std::ifstream stream(source_folder() + "/" + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void cmake(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"/usr/bin/env", "cmake"});
  const Finished run = run_program(arguments, {.deadline = std::chrono::seconds(100)});
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
}

/// The example, built against a package that was moved after it was installed.
void build_example(const Folder& folder) {
  cmake({"--install", build_folder(), "--component", "library", "--prefix", folder.file("first")});
  fs::rename(folder.file("first"), folder.file("prefix"));
  const std::string warnings = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror";
  cmake({"-S", source_folder() + "/" + example, "-B", folder.file("build"), "-DCMAKE_PREFIX_PATH=" + folder.file("prefix"),
         "-DCMAKE_CXX_STANDARD=17", "-DCMAKE_CXX_EXTENSIONS=OFF", "-DCMAKE_CXX_FLAGS=" + warnings,
         "-DCMAKE_C_FLAGS=-std=c11 " + warnings});
  cmake({"--build", folder.file("build"), "--parallel", "2"});
}

Finished run(const Folder& folder, const std::string& program, const std::string& schema, const std::string& input) {
  return run_program({folder.file("build/" + program), schema}, {.input = input, .directory = source_folder() + "/" + example});
}

}  // namespace

TEST_CASE("a program that finds the installed library with CMake judges with it, in C++17 and in C") {
  const Folder folder;
  build_example(folder);
  const std::string good = R"({"id":"ord-1","lines":[{"sku":"A-1","amount":12.50}]})";
  const std::string bad = R"({"id":"ord-1","lines":[{"sku":"A-1","amount":"x"}]})";
  const std::string no_schema = folder.write("bad.schema.json", "{\n  \"type\": \"strin\"\n}");

  Finished judged = run(folder, "judge", "order.schema.json", good + "\n");
  CHECK(judged.out == "1 documents: 1 valid, 0 not\n");
  CHECK(judged.exit_code == 0);
  judged = run(folder, "judge", "order.schema.json", text_of(example + "/orders.ndjson"));
  INFO(judged.out);
  CHECK(judged.exit_code == 1);
  CHECK(text_of("docs/schema-library.md").find(judged.out) != std::string::npos);  // what the page shows is what it says
  judged = run(folder, "judge", no_schema, good);
  CHECK(judged.exit_code == 78);
  CHECK(judged.err.find("bad.schema.json:2:11: ") != std::string::npos);

  judged = run(folder, "judge_c", "order.schema.json", good);
  CHECK(judged.out == "valid\n");
  CHECK(judged.exit_code == 0);
  judged = run(folder, "judge_c", "order.schema.json", bad);
  CHECK(judged.out == "byte 45: /lines/0/amount: expected number, found string\nschema_violation\n");
  CHECK(judged.exit_code == 1);
  judged = run(folder, "judge_c", "order.schema.json", "");
  CHECK(judged.out == "byte 0: the document has no bytes\nempty\n");
  judged = run(folder, "judge_c", "order.schema.json", "[1,]");
  CHECK(judged.out == "byte 3: expected a value\nnot_json\n");
  judged = run(folder, "judge_c", no_schema, good);
  CHECK(judged.exit_code == 78);
  CHECK(judged.err.find("bad.schema.json:2:11: ") != std::string::npos);
}

TEST_CASE("the library is configured without the daemon's packages") {
  const Folder folder;
  std::vector<std::string> arguments{"-S", source_folder(), "-B", folder.path(), "-DSLUICED_DAEMON=OFF"};
  for (const std::string package : {"spdlog", "yaml-cpp", "CLI11", "Catch2"})
    arguments.push_back("-DCMAKE_DISABLE_FIND_PACKAGE_" + package + "=ON");
  cmake(arguments);
}

TEST_CASE("the daemon's installation has nothing of the library") {
  const Folder folder;
  cmake({"--install", build_folder(), "--prefix", folder.file("usr"), "--strip"});
  CHECK(fs::exists(folder.file("usr/bin/sluiced")));
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    CAPTURE(entry.path().string());
    CHECK(entry.path().extension() != ".a");
    CHECK(entry.path().filename() != "sluicedConfig.cmake");
    CHECK(entry.path().filename() != "schema.h");
  }
}
