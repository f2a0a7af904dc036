// Asks the daemon over HTTP as a probe does: one GET, one connection, and what Prometheus would read from a page of metrics.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace sluiced::testing {

struct HttpAnswer {
  int status = 0;  ///< 0: nobody answered
  std::string body = {};
};

/// address: "127.0.0.1:9610".
HttpAnswer http_get(const std::string& address, const std::string& path,
                    std::chrono::milliseconds deadline = std::chrono::milliseconds(5'000));

using Labels = std::map<std::string, std::string>;

/// The sum of the series of that name which have these labels, whatever others they have; nullopt: there is none.
std::optional<double> sample_of(const std::string& page, const std::string& name, const Labels& labels = {});

}  // namespace sluiced::testing
