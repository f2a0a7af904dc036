// What the headers of a dead letter say of it, whoever wrote it: one reading for all commands that work with dead letters.
//
//   std::vector<HeaderView> headers;
//   fetched.headers(headers);
//   const Letter letter = read_letter(headers);
//   if (letter.origin) …
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "record/record.h"

namespace sluiced::letters {

/// Who wrote it, told by the names of its headers.
enum class Profile : std::uint8_t { none, sluiced, spring, connect, streams, share_group, smallrye, karafka };

/// "sluiced", "spring", "connect", …; "unknown" for none.
std::string_view to_string(Profile profile);

/// Where the record stood that the letter is of.
struct Origin {
  std::string_view topic;
  PartitionId partition = 0;
  Offset offset;
};

/// Borrowed from the headers; "" = not said. What is no number where one belongs counts as not said.
struct Letter {
  Profile profile = Profile::none;
  std::optional<Origin> origin;
  std::optional<std::int64_t> timestamp_ms;  ///< of the record at its origin
  std::string_view timestamp_type;
  std::string_view group;
  std::string_view client;
  std::string_view at;    ///< RFC 3339
  std::int64_t hops = 1;  ///< how many times the record has been dead-lettered
  std::string_view code;  ///< ours, see record/verdict_code.h; of others the exception's class
  std::string_view keyword;
  std::string_view keyword_location;
  std::string_view instance_location;
  std::optional<std::int64_t> byte_offset;
  std::string_view message;
  std::string_view violations;  ///< JSON, the "basic" output of 2020-12
  std::string_view schema;
  std::string_view schema_sha256;
  std::string_view fingerprint;
  std::string_view truncated;  ///< "headers", "value", "redacted"
};

/// Of a record's or header's timestamp, which may be any number at all: the nearest time of the years 1970 to 9999.
WallTime wall_time(std::int64_t timestamp_ms);

Letter read_letter(std::span<const HeaderView> headers);

/// The record's timestamp at its origin. Connect and Streams write it into no header: the letter has it as its own.
std::optional<std::int64_t> produced_ms(const Letter& letter, const Record& stands);

/// Whether the record's value is all there. Share groups leave key and value out unless told to copy them, and Streams has not always got
/// them: what looks like a tombstone without a key is none.
bool has_value(const Letter& letter, const Record& stands);

/// The same for every letter of the same record that was dead-lettered as many times: what is written twice by a kill is one record.
/// Letters that tell no origin are known by where they stand themselves. Stable: it is a key in the ledger (letters/ledger.h).
std::string identity(const Letter& letter, const Record& stands);

}  // namespace sluiced::letters
