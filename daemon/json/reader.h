// The strict reader: RFC 8259 and nothing else, with the reason and the exact byte where something is not JSON.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/fault.h"
#include "base/limits.h"
#include "base/result.h"
#include "json/tree.h"

namespace sluiced::json {

/// Why bytes are not a document. One classifier for every reader of ours: judged in the order of docs/architecture.md, Verdicts —
/// size, raw UTF-8 over the whole input, BOM, then syntax, surrogate escapes, depth and duplicate keys where they stand.
enum class ReadErrorCode : std::uint8_t {
  none,
  empty,          ///< no bytes at all
  not_utf8,       ///< an invalid sequence, or an escaped lone surrogate
  not_json,       ///< a syntax error, a BOM, bytes after the value
  duplicate_key,  ///< an object names a member twice (compared after unescaping); offset is the second one's
  limit,          ///< a bound of DocumentLimits
};

struct ReadError {
  ReadErrorCode code = ReadErrorCode::none;
  std::uint32_t offset = 0;         ///< of the offending byte
  const char* message = nullptr;    ///< static text, one clause without final stop, no payload values: "expected ',' or '}' in an object"
};

/// Reads `bytes` into `tree` (cleared first). Returns an error with code none when it is a document. Does not recurse, throws
/// only std::bad_alloc, and does not allocate once `tree` is warm. `bytes` must outlive the tree's use. Not thread-safe per tree.
/// After an error the tree is empty. Offsets: a string that does not end is faulty at the end of the input, a lone surrogate at
/// its backslash, a sequence that is not UTF-8 at its first byte, a bound at what is one too many: the bracket, the member name's
/// quote, the number's first byte, the byte behind bytes_max. Documents of 4 GiB and more are over the limit whatever bytes_max
/// says.
ReadError read(std::string_view bytes, const DocumentLimits& limits, Tree& tree);

/// A whole file as a Document, complaints with their place. `name` is what complaints call it.
Result<std::shared_ptr<const Document>, Fault> read_document(std::string name, std::string bytes, const DocumentLimits& limits);

}  // namespace sluiced::json
