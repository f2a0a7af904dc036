// From a record to what is written for it: its dead letter, with the headers that explain it (docs/architecture.md), or its copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/io.h"
#include "gate/judge.h"
#include "record/header_profile.h"
#include "record/record.h"

namespace sluiced::gate {

inline constexpr std::string_view header_prefix = "dlt.";
inline constexpr std::size_t message_bytes_max = 1024;
inline constexpr std::size_t violations_bytes_max = 1024;

/// Who rejects, and by what.
struct Rejecter {
  std::string group;
  std::string client;
  std::string dead_letter_topic;
  std::string schema_name;  ///< of the topic; the schema that a verdict names goes before
  std::string schema_sha256;
  std::vector<HeaderProfile> header_profiles = {};  ///< systems whose names are written too, behind ours
  bool redact = false;                              ///< sensitive places are blanked, and so is what cannot be looked into
};

/// The same partition number while the dead-letter topic has it, else partition % count.
PartitionId letter_partition(PartitionId source, PartitionId count);

/// Key and value are copied, null kept apart from empty; the record's own headers stay in order, ours follow. Headers `dlt.*` that came
/// with the record are believed only where they say that this very topic was its origin (a replayed record): then the first origin stays
/// and dlt.hops counts up; otherwise they are kept under `dlt.inbound.`.
OutgoingRecord make_dead_letter(const Rejecter& rejecter, const Record& record, std::span<const HeaderView> headers,
                                const Verdict& verdict, PartitionId partition_count, WallTime now);

/// A record that passes: its key, value, headers and timestamp as they are.
OutgoingRecord make_forwarded(const std::string& topic, const Record& record, std::span<const HeaderView> headers,
                              PartitionId partition);

/// What is left of a letter that its topic does not take as a whole.
enum class LetterForm : std::uint8_t {
  whole,
  without_detail,  ///< the headers that only explain: dlt.message, dlt.violations, dlt.inbound.*
  reference,       ///< no value: where the record stands, its size and its sum
};

/// As the header dlt.truncated then says.
OutgoingRecord reduced(const OutgoingRecord& letter, LetterForm form);

/// "/lines/3/amount" → "/lines/*/amount", behind what stands in `out`: places that are grouped together.
void append_without_indices(std::string& out, std::string_view pointer);

/// 16 hex digits that are the same for records that fail alike: over code, keyword location, and instance location with indices as '*'.
std::string fingerprint(const Verdict& verdict);

}  // namespace sluiced::gate
