// A broker of a test's own that asks who comes.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/places.h"

namespace sluiced::testing {

inline constexpr int guarded_port = 19394;
/// Where the daemon comes in, as User:gate.
inline const std::string guarded_listener = "127.0.0.1:19395";

/// This test's own connections and the broker's are ANONYMOUS and may do anything; the daemon comes as User:gate, over SASL.
inline std::vector<std::string> with_authorizer() {
  const std::string listeners = "PLAINTEXT://127.0.0.1:19394,SASL_PLAINTEXT://127.0.0.1:19395,CONTROLLER://127.0.0.1:19396";
  return {"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "super.users=User:ANONYMOUS",
          "listeners=" + listeners,
          "advertised.listeners=" + listeners,
          "controller.quorum.bootstrap.servers=127.0.0.1:19396",
          "listener.name.sasl_plaintext.sasl.enabled.mechanisms=PLAIN",
          "listener.name.sasl_plaintext.plain.sasl.jaas.config="
          "org.apache.kafka.common.security.plain.PlainLoginModule required user_gate=\"open sesame\";"};
}

inline std::string sasl_settings() {
  const std::string folder = build_folder() + "/broker-tier";
  std::filesystem::create_directories(folder);
  const std::string password_file = folder + "/gate.password";
  std::ofstream(password_file) << "open sesame\n";
  std::filesystem::permissions(password_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return "  sasl: { mechanism: PLAIN, username: gate, password_file: " + password_file + " }\n";
}

}  // namespace sluiced::testing
