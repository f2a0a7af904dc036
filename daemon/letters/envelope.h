// A dead letter as one line of JSON, for export, for filters and for whoever edits it; and the line read back.
//
//   {"id":"orders.dlt/3/88121","topic":"orders.dlt","partition":3,"offset":88121,"timestamp":"2026-11-23T02:58:07.131Z","key":"c-88213",
//    "value":{"amount":"12.50"},"headers":[{"name":"x-version","value":"4.12.0"},…],"origin":{"topic":"orders",…},"code":"not_json"}
//
// What is no UTF-8 text, or as a value no JSON, stands in base64 under `key_base64`, `value_base64`, a header's `name_base64` and
// `value_base64` instead. null is null: a value that is the JSON text `null` stands in base64, so that the two are never mistaken.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "letters/letter.h"
#include "record/record.h"

namespace sluiced::letters {

/// "orders.dlt/3/88121": where the letter stands.
std::string coordinates(const Record& stands);

/// One line, without its newline. A value that is JSON on one line stands in it byte for byte; one of several lines without its white
/// space and with its escapes as we write them, numbers as they were.
std::string envelope(const Record& stands, std::span<const HeaderView> headers, const Letter& letter);

/// What a line says now: the record's bytes. The rest of an envelope is for whoever reads it, and is not read back.
struct Edited {
  std::string id;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  bool operator==(const Edited&) const = default;
};

/// The error is one clause: "expected 'value' or 'value_base64'". The value is the bytes that stand in the line, without white space
/// round them.
Result<Edited, std::string> read_envelope(std::string_view line);

}  // namespace sluiced::letters
