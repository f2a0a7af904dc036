// Events for `sluiced demo`: what the producers of the three topics that ship send on a bad day.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "record/record.h"
#include "record/verdict_code.h"

namespace sluiced::cli {

struct SampleEvent {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  VerdictCode expected = VerdictCode::valid;
};

/// Good ones and ones that are broken in every way the gate knows, a broken one last. Empty for a topic that does not ship.
/// limits: those to be broken. The same arguments give the same events.
std::vector<SampleEvent> sample_events(std::string_view topic, const DocumentLimits& limits);

}  // namespace sluiced::cli
