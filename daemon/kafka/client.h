// What every client of the broker is told: where it is, who we are, and which of librdkafka's properties hold our promises.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sluiced::kafka {

/// Passwords are in here: never printed, never logged.
struct ClientSettings {
  std::string brokers;
  std::string client_id;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string sasl_mechanism;  ///< "" = none
  std::string sasl_username;
  std::string sasl_password;
  std::string files_sha256;                                ///< of the TLS files' bytes: a renewed certificate is another client
  std::string assignor = "range";                          ///< partition.assignment.strategy: one for all members of a group
  std::string transactional_id;                            ///< "" = at least once
  Duration transaction_timeout{30'000};                    ///< what stays open longer is aborted by the broker
  std::string static_member;                               ///< group.instance.id; "" = a dynamic member
  std::map<std::string, std::string> properties;           ///< of both kinds of client
  std::map<std::string, std::string> consumer_properties;  ///< the group's over the general ones
  std::map<std::string, std::string> producer_properties;
  bool operator==(const ClientSettings&) const = default;
  bool tls() const { return !ca_file.empty() || !certificate_file.empty() || !key_file.empty(); }
};

struct RefusedProperty {
  std::string name;
  std::string complaint;
};

/// Whether librdkafka takes every property, for both kinds of client; else the first it refuses. Makes no client and no connection.
std::optional<RefusedProperty> refused_property(const ClientSettings& settings);

/// "2.0.2", of the library in use.
std::string library_version();

/// What the operator should know about the library in use, once at start.
std::vector<std::string> library_warnings(const ClientSettings& settings);

}  // namespace sluiced::kafka
