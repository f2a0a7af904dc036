// Which dead letters are meant: `--where code=schema_violation --where 'rule=*/amount/type'`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "letters/letter.h"

namespace sluiced::letters {

struct Condition {
  enum class What : std::uint8_t {
    code,
    rule,    ///< the keyword's location in the schema
    place,   ///< in the payload, indices as they stand
    schema,  ///< its name, or how its hash begins
    fingerprint,
    group,
    system,  ///< who wrote it: sluiced, spring, …
    origin,  ///< "orders/3/51200433"
    header,
  };
  What what = What::code;
  std::string header;   ///< its name, of What::header
  std::string pattern;  ///< `*` stands for any run of characters; what a letter does not say is ""
};

/// "code=not_json", "rule=*/amount/type", "header:x-version=cart 4.*". The error is one clause.
Result<Condition, std::string> parse_condition(std::string_view text);

/// Whether all of them hold.
bool matches(std::span<const Condition> conditions, const Letter& letter, std::span<const HeaderView> headers);

}  // namespace sluiced::letters
