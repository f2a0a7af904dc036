// JSON Schema, compiled once and evaluated over documents: the one header of this folder (the library has <sluiced/schema.h>).
//
//   schema::FileLoader loader;                                       // JSON files; config/ injects one that reads YAML too
//   auto document = loader.load("order.schema.json");
//   auto schema = schema::compile(*document, loader, {});            // or a Fault with file:line:column
//   schema::Scratch scratch;                                         // one per thread, reused
//   json::Tree tree;
//   if (json::read(bytes, limits, tree).code == json::ReadErrorCode::none &&
//       schema->validate(tree, scratch) == schema::Outcome::invalid)
//     for (const auto& violation : schema->explain(tree, scratch, 5)) …
//
// Drafts 4, 6, 7, 2019-09 and 2020-12. A dialect, a vocabulary or a reference that the compiler does not know is refused with its
// place, never passed over; a name that is no keyword is an annotation, as the specification has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "base/limits.h"
#include "base/result.h"
#include "json/indexed_document.h"
#include "json/tree.h"

namespace sluiced::schema {

enum class Dialect : std::uint8_t { draft4, draft6, draft7, draft2019_09, draft2020_12 };  ///< in the order of their age

/// What `format` does: asserted (a document that breaks it is invalid), or only noted.
enum class FormatMode : std::uint8_t { assertion, annotation };

/// What `contentEncoding` and `contentMediaType` do: noted only, as the specification wants it unless somebody asks, or asserted of
/// strings (base64; JSON), from draft 7 on.
enum class ContentMode : std::uint8_t { annotation, assertion };

/// Which patterns may be: all of ECMA-262, or only those that RE2 runs in linear time. Others run within limits.
enum class RegexMode : std::uint8_t { any, linear };

struct Options {
  /// Used where a schema has no `$schema`; the dialect's URI, or empty for 2020-12. An unknown one is refused by compile().
  std::string default_dialect;
  FormatMode formats = FormatMode::assertion;
  /// With FormatMode::assertion: only these are asserted, whatever the draft; empty = all that the draft knows.
  std::vector<std::string> asserted_formats;
  ContentMode contents = ContentMode::annotation;
  /// Where schemas with these URLs stand: `$ref` to <prefix>rest is read from <folder>/rest, or else <folder>/rest.json. The
  /// longest prefix counts. Nothing is ever fetched.
  struct Reference {
    std::string prefix;
    std::string folder;
    bool operator==(const Reference&) const = default;
  };
  std::vector<Reference> references;
  /// What the schema is known by, and its references count from, where it is no file: an absolute URI. Then no reference leads to a
  /// file that `references` does not name. Empty: its file's.
  std::string base_uri;
  RegexMode regex = RegexMode::any;
};

enum class Outcome : std::uint8_t {
  valid,
  invalid,
  limit,  ///< a match budget was hit: neither can be said
};

/// One failed keyword, in the terms of 2020-12 core, section 12. Pointers are JSON Pointers; "" is the root.
struct Violation {
  std::string keyword;                    ///< "type"; "" for a schema that is `false`
  std::string keyword_location;           ///< the way taken through the schema, `$ref` steps included: "/properties/a/$ref/type"
  std::string absolute_keyword_location;  ///< a URI: the schema's own (its $id, or its file's) with the pointer in it
  std::string instance_location;          ///< into the document
  std::string message;                    ///< one sentence, no values of the document: "expected number, found string"
  std::uint32_t instance_offset = 0;      ///< byte offset of the value in the document
  Place place;                            ///< of the keyword, in the schema's file
};

/// The output shapes of 2020-12 core, section 12.
enum class OutputShape : std::uint8_t {
  flag,      ///< valid or not
  basic,     ///< a list
  detailed,  ///< as the schemas stand within each other
};

/// Memory that an evaluation needs besides the document; reused so that nothing is allocated once warm. One per thread.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

struct Program;

/// Immutable and cheap to copy (shared). Threads may share one; see Scratch.
class Schema {
 public:
  explicit Schema(std::shared_ptr<const Program> program);

  /// The fast path. Does not recurse on the document's depth without bound (the reader bounds it), does not allocate once warm.
  Outcome validate(const json::Tree& document, Scratch& scratch) const;
  /// The same, of a document in its bytes: the quicker way from bytes to a verdict.
  Outcome validate(const json::IndexedDocument& document, Scratch& scratch) const;

  /// Both in one pass over the bytes, which is quicker still: whether they are a document within the limits that is valid. False says
  /// that this is not known yet: `document.read()` and the above find out. `document` keeps nothing worth looking at.
  bool accepts(std::string_view bytes, const DocumentLimits& limits, json::IndexedDocument& document, Scratch& scratch) const;

  /// Why: at most `at_most` violations, the leaves that failed, first in document order of evaluation. Empty exactly when
  /// validate() says valid. Taken only for what failed; allocates.
  std::vector<Violation> explain(const json::Tree& document, Scratch& scratch, std::size_t at_most) const;

  /// What section 12 asks to be told, as one line of JSON: the errors of every alternative, or the annotations of what is valid.
  /// At most 1000 of them; `"truncated":true` says that there are more. Where validate() gives up, so does this: not valid, and an
  /// error that says so. Slow: for people and their tools.
  std::string output(const json::Tree& document, Scratch& scratch, OutputShape shape) const;

  /// Whether any of its schemas says `"x-sensitive": true`. Then explain() writes `*` in instance locations for whatever lies below such
  /// a place, and for names that `propertyNames` marks.
  bool marks_sensitive() const;
  /// The document on one line, "***" for each value that is marked, in whatever branch, and "***1", … for names; nullopt: nothing of
  /// this document is.
  std::optional<std::string> masked(const json::Tree& document, Scratch& scratch) const;

  const std::string& name() const;    ///< the root's `$id`, or its file
  const std::string& sha256() const;  ///< hex, over the root's and the referenced files' bytes in resolution order

  const std::vector<Fault>& warnings() const;  ///< what is allowed, but probably not meant: a misspelt keyword

  /// The same compiled schema; two that were compiled apart are never equal.
  bool operator==(const Schema&) const = default;

 private:
  std::shared_ptr<const Program> program_;
};

/// Where documents come from: a file name → a tree. The seam through which config/ lets schemas be written in YAML.
class Loader {
 public:
  virtual ~Loader() = default;
  virtual Result<std::shared_ptr<const json::Document>, Fault> load(const std::string& file) = 0;
  /// The schema with this URI, absolute and without fragment, where it stands in no file: asked before any file is looked for. Null: none.
  virtual Result<std::shared_ptr<const json::Document>, Fault> find(const std::string& uri);
};

/// JSON files from disk.
class FileLoader final : public Loader {
 public:
  Result<std::shared_ptr<const json::Document>, Fault> load(const std::string& file) override;
};

/// Compiles a schema, or says what is wrong with it and where. Unknown `$schema`, unresolvable `$ref`, a pattern that is none, a
/// keyword with a value of the wrong type and a keyword that is not built yet are all faults.
Result<Schema, Fault> compile(std::shared_ptr<const json::Document> document, Loader& loader, const Options& options);

}  // namespace sluiced::schema
