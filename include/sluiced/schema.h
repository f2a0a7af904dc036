// JSON Schema for C++: drafts 4, 6, 7, 2019-09 and 2020-12, from bytes to a verdict. The one header of the library (CMake:
// find_package(sluiced CONFIG), target sluiced::schema); C++17 is enough.
//
//   const sluiced::Compiled order = sluiced::Schema::from_file("order.schema.json");
//   if (!order) return fail(to_string(order.fault()));   // "order.schema.json:4:12: …"; or order.value(), which throws that
//   sluiced::Validator validator(*order);                 // one per thread; the schema may be shared
//   if (!validator.valid(bytes))
//     for (const sluiced::Violation& violation : validator.explain(bytes).violations) …
//
// Documents are taken strictly: RFC 8259 and UTF-8, no member named twice, within bounds; numbers are compared exactly, whatever
// their size. Nothing is ever fetched. Besides std::bad_alloc nothing is thrown unless it says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sluiced {

struct SchemaOptions {
  /// Of a schema without `$schema`: the dialect's URI; empty: 2020-12.
  std::string default_dialect;
  /// What a text is known by and its references count from: an absolute URI. Empty: it has no name. A file has its own.
  std::string base_uri;
  /// Asked for the text of a schema that a reference leads to, by its absolute URI; nullopt: not known here. What it throws comes
  /// through. The official meta-schemas are known without it.
  std::function<std::optional<std::string>(const std::string& uri)> resolve;
  /// What `resolve` does not know: a URL <prefix>rest is read from <folder>/rest, or else <folder>/rest.json. The longest prefix
  /// counts. Files besides find what lies in the folder of the first one, or below.
  struct Reference {
    std::string prefix;
    std::string folder;
  };
  std::vector<Reference> references;
  bool asserts_formats = true;                ///< `format` makes a document invalid; false: it is an annotation
  std::vector<std::string> asserted_formats;  ///< only these, whatever the draft; empty: all that the draft knows
  bool asserts_content = false;               ///< `contentEncoding: base64` and `contentMediaType: application/json` do
  bool linear_patterns_only = false;  ///< patterns that do not run in linear time are refused; otherwise they run within bounds
};

/// What is wrong with a schema, and where; line and column count from 1, in bytes; 0: not known.
struct SchemaFault {
  std::string file;  ///< or the URI of what `resolve` gave
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

/// "file:line:column: message", always one line.
std::string to_string(const SchemaFault& fault);

class Compiled;

/// A compiled schema: immutable, cheap to copy (shared), for any number of threads.
class Schema {
 public:
  static Compiled from_file(const std::string& file, const SchemaOptions& options = {});
  static Compiled from_text(std::string text, const SchemaOptions& options = {});

  const std::string& name() const;            ///< its `$id`, or the file, or the base URI
  const std::string& sha256() const;          ///< hex, over all the files and texts that it is made of
  std::vector<SchemaFault> warnings() const;  ///< what is allowed, but probably not meant: a misspelt keyword

 private:
  friend class Compiled;
  friend class Validator;
  struct Impl;
  explicit Schema(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

/// A schema, or what is wrong with it.
class [[nodiscard]] Compiled {
 public:
  Compiled(Schema schema) : state_(std::move(schema)) {}     // NOLINT: implicit on purpose
  Compiled(SchemaFault fault) : state_(std::move(fault)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const Schema& value() const;  ///< throws std::invalid_argument with the fault's text where there is none
  const Schema& operator*() const { return value(); }
  const Schema* operator->() const { return &value(); }
  const SchemaFault& fault() const { return std::get<SchemaFault>(state_); }  ///< throws std::bad_variant_access where it is ok

 private:
  std::variant<Schema, SchemaFault> state_;
};

/// What was found out of a document.
enum class Verdict : std::uint8_t {
  valid,
  schema_violation,  ///< JSON that the schema does not allow
  empty,             ///< no bytes
  not_utf8,          ///< an invalid sequence, or an escaped lone surrogate
  not_json,          ///< anything else that RFC 8259 does not allow, a byte order mark included
  duplicate_key,     ///< an object names a member twice
  limit,             ///< a bound of Limits, or the budget of patterns: neither can be said
};

/// "valid", "schema_violation", …: the names above.
const char* to_string(Verdict verdict);

/// Bounds on one document.
struct Limits {
  std::size_t bytes_max = std::size_t{1} << 20;
  std::uint32_t depth_max = 128;          ///< arrays and objects within each other; a scalar at the root has depth 0
  std::uint32_t members_max = 10'000;     ///< of one object
  std::uint32_t number_chars_max = 1000;  ///< of one number
};

/// One keyword that failed. Locations are JSON Pointers, "" is the root; offsets count bytes.
struct Violation {
  std::string keyword;                    ///< "type"; "" for a schema that is `false`
  std::string keyword_location;           ///< the way through the schema, `$ref` steps included
  std::string absolute_keyword_location;  ///< a URI: the schema's own with the pointer in it
  std::string instance_location;          ///< into the document
  std::string message;                    ///< one sentence, without values of the document: "expected number, found string"
  std::uint32_t offset = 0;               ///< of the value in the document
  SchemaFault rule;                       ///< where the keyword stands: its file, line and column, without a message
};

/// Why a document is not valid.
struct Explanation {
  Verdict verdict = Verdict::valid;
  std::string message;                       ///< for a person: of the first violation with its place; empty for a valid document
  std::optional<std::uint32_t> byte_offset;  ///< where it is no JSON, or passes a bound of Limits
  std::vector<Violation> violations;         ///< of a schema_violation, in the order of the document
};

struct LineColumn {
  std::uint32_t line;    ///< from 1
  std::uint32_t column;  ///< in bytes, from 1
};

/// Where a byte offset is in a document.
LineColumn line_column(std::string_view document, std::size_t offset);

/// The output of section 12 of draft 2020-12's core.
enum class OutputShape : std::uint8_t { flag, basic, detailed };

/// Judges documents, one at a time, with memory that it keeps: judge() allocates nothing once warm. For one thread.
class Validator {
 public:
  explicit Validator(Schema schema, const Limits& limits = {});
  ~Validator();
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;

  bool valid(std::string_view document) { return judge(document) == Verdict::valid; }
  /// Reads nothing behind the document.
  Verdict judge(std::string_view document);
  /// The same verdict with the reasons. Slower: for what judge() refused.
  Explanation explain(std::string_view document, std::size_t violations_max = 5);
  /// Every error, or the annotations of a valid document, as one line of JSON; nullopt where it is no JSON or passes a bound.
  std::optional<std::string> output(std::string_view document, OutputShape shape);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced
