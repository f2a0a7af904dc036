// What `sluiced dlt show` prints of one dead letter. Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/letter_reading.h"
#include "gate/judge.h"
#include "letters/ledger.h"

namespace sluiced::cli {

/// What the schema as it is now says of the record.
struct VerdictNow {
  gate::Verdict verdict;
  std::string schema;  ///< its name
  std::string schema_sha256;
  Action action = Action::reject;  ///< what the topic does about such a verdict
};

struct ShownLetter {
  StoredLetter letter;
  std::optional<letters::Done> done;          ///< nullopt: open
  std::variant<VerdictNow, std::string> now;  ///< or why it cannot be told
  std::vector<std::string> others;            ///< where else letters of the same record stand
  std::optional<std::string> masked = {};     ///< what may be shown of the value (letter_mask.h); nullopt: all of it
};

std::string show_text(const ShownLetter& shown, bool colour);
std::string show_json(const ShownLetter& shown);

/// What a letter says is wrong, or what is now: a place in the schema and one in the payload.
struct ToldViolation {
  std::string keyword_location;
  std::string instance_location;
  std::string error;
};

/// What the header `dlt.violations` says, or the headers of the first where that was left out.
std::vector<ToldViolation> violations_of(const letters::Letter& letter);

/// The document that excerpts of a letter's value are taken from: the one way to them for all that is shown. nullopt: the value is not
/// there, or is no JSON, and then nothing of its bytes is shown.
std::optional<std::string> shown_document(const ShownLetter& shown);

}  // namespace sluiced::cli
