#include "config/secrets.h"

#include <catch2/catch.hpp>

#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

constexpr std::string_view sasl_yaml =
    "kafka:\n  brokers: k\n  sasl: {mechanism: PLAIN, username: u, password_file: secrets/password}\n"
    "topics: [{name: orders, schema: orders.schema.json}]\n";

}  // namespace

TEST_CASE("loading a configuration reads no secret: the file need not be there until the start") {
  const Workspace files;
  const auto config = files.load(std::string(sasl_yaml));
  REQUIRE(config);
  CHECK(config.value().kafka.sasl.password_file == files.path("secrets/password"));
}

TEST_CASE("a password is its file without the newline at the end") {
  const Workspace files;
  const SaslSettings sasl = files.load(std::string(sasl_yaml)).value().kafka.sasl;
  for (const std::string ending : {"", "\n", "\r\n"}) {
    files.write("secrets/password", " s3cret " + ending);
    CHECK(read_password(sasl).value() == " s3cret ");
  }
}

TEST_CASE("a password that cannot be read is refused at the place of password_file") {
  const Workspace files;
  const SaslSettings sasl = files.load(std::string(sasl_yaml)).value().kafka.sasl;
  CHECK(files.without_folder(to_string(read_password(sasl).error())) ==
        "sluiced.yaml:3:56: password_file: secrets/password cannot be read: No such file or directory");
  files.write("secrets/password", "\n");
  CHECK(files.without_folder(to_string(read_password(sasl).error())) ==
        "sluiced.yaml:3:56: password_file: secrets/password is empty");
}

TEST_CASE("a TLS file that cannot be read is refused by name") {
  const Workspace files;
  files.write("tls/ca.pem", "x");
  const auto config = files.load(
      "kafka:\n  brokers: k\n  tls: {ca_file: tls/ca.pem, certificate_file: tls/c.pem, key_file: tls/k.pem}\n"
      "topics: [{name: orders, schema: orders.schema.json}]\n");
  REQUIRE(config);
  CHECK(files.without_folder(to_string(check_tls_files(config.value().kafka.tls).error())) ==
        "sluiced.yaml:3:8: certificate_file: tls/c.pem cannot be read: No such file or directory");
  files.write("tls/c.pem", "x");
  files.write("tls/k.pem", "x");
  CHECK(check_tls_files(config.value().kafka.tls));
}

TEST_CASE("a password in the file is refused without being shown") {
  const Workspace files;
  const auto refused = [&](const std::string& keys) {
    return files.fault("kafka: {brokers: k, " + keys + "}\ntopics: [{name: orders, schema: orders.schema.json}]\n");
  };
  CHECK(refused("sasl: {mechanism: PLAIN, username: u, password_file: p, password: hunter2}") ==
        "sluiced.yaml:1:77: key 'password' is not accepted: a secret stays out of this file; name the file that holds it with "
        "'password_file'");
  CHECK(refused("properties: {sasl.password: hunter2}") ==
        "sluiced.yaml:1:34: properties: 'sasl.password' cannot be set: a secret stays out of this file; use "
        "'kafka.sasl.password_file'");
  CHECK(refused("properties: {ssl.key.password: hunter2}") ==
        "sluiced.yaml:1:34: properties: 'ssl.key.password' cannot be set: a secret stays out of this file; use "
        "'kafka.tls.key_file' with a "
        "key that has no password and that only the daemon can read");
  CHECK(refused("consumer_properties: {x: [hunter2]}").find("hunter2") == std::string::npos);
}
