// What a plain YAML scalar is, by the core schema of YAML 1.2 (section 10.3.2), put in JSON's terms.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "json/tree.h"

namespace sluiced::config {

struct TypedScalar {
  json::Kind kind = json::Kind::string;  ///< never array or object
  bool truth = false;
  std::string number;  ///< a JSON number token: "0x1F" → "31", "+.5" → "0.5", "007" → "7"
};

/// `yes`, `no`, `on`, `off` are text. Refused: infinities and not-a-number, which JSON cannot say, and hexadecimal or octal
/// beyond 64 bits.
Result<TypedScalar, std::string> type_plain_scalar(std::string_view text);

}  // namespace sluiced::config
