#include "gate/schema_table.h"

#include <fmt/format.h>

#include "base/sha256.h"

namespace sluiced::gate {
namespace {

/// Of the last header of that name; nothing where there is none, or it has no value.
std::optional<std::string_view> value_of(std::span<const HeaderView> headers, std::string_view name) {
  for (auto header = headers.rbegin(); header != headers.rend(); ++header)
    if (header->name == name) return header->value;
  return std::nullopt;
}

bool has(std::span<const HeaderView> headers, std::string_view name) {
  for (const HeaderView& header : headers)
    if (header.name == name) return true;
  return false;
}

std::string sha256_of(const SchemaTable::Schemas& schemas) {
  Sha256 sum;
  for (const auto& [key, schema] : schemas) {
    sum.update(key);
    sum.update("\n" + schema.sha256() + "\n");
  }
  return sum.hex();
}

}  // namespace

std::string by_text(const std::string& header, const std::string& field) {
  std::string words = header.empty() ? "" : "header " + header;
  if (!field.empty()) words += (words.empty() ? "field " : " or field ") + field;
  return words;
}

struct SchemaTable::Contents {
  std::optional<schema::Schema> only;
  SchemaSelector by;
  std::optional<schema::TextAt> field;
  Schemas schemas;
  std::string sha256;
};

SchemaTable::SchemaTable(schema::Schema schema)
    : contents_(std::make_shared<const Contents>(
          Contents{.only = std::move(schema), .by = {}, .field = std::nullopt, .schemas = {}, .sha256 = {}})) {}

SchemaTable::SchemaTable(SchemaSelector by, Schemas schemas) {
  Contents contents{
      .only = std::nullopt, .by = std::move(by), .field = std::nullopt, .schemas = std::move(schemas), .sha256 = {}};
  if (!contents.by.field.empty()) contents.field.emplace(contents.by.field);
  contents.sha256 = sha256_of(contents.schemas);
  contents_ = std::make_shared<const Contents>(std::move(contents));
}

const schema::Schema* SchemaTable::find(std::string_view key) const {
  const auto found = contents_->schemas.find(key);
  return found == contents_->schemas.end() ? nullptr : &found->second;
}

template <class Document>
const schema::Schema* SchemaTable::choose_by(std::span<const HeaderView> headers, const Document& document) const {
  if (contents_->only) return &*contents_->only;
  if (by_header())
    if (const auto value = value_of(headers, contents_->by.header)) return find(*value);
  if (!contents_->field) return nullptr;
  const schema::TextAt::Found found = contents_->field->in(document);
  return found.kind == json::Kind::string ? find(found.text) : nullptr;
}

const schema::Schema* SchemaTable::choose(std::span<const HeaderView> headers, const json::Tree& document) const {
  return choose_by(headers, document);
}

const schema::Schema* SchemaTable::choose(std::span<const HeaderView> headers, const json::IndexedDocument& document) const {
  return choose_by(headers, document);
}

const schema::Schema* SchemaTable::choose(std::span<const HeaderView> headers) const {
  if (contents_->only) return &*contents_->only;
  const auto value = by_header() ? value_of(headers, contents_->by.header) : std::nullopt;
  return value ? find(*value) : nullptr;
}

std::string SchemaTable::why_none(std::span<const HeaderView> headers, const json::Tree& document) const {
  const SchemaSelector& by = contents_->by;
  const auto unknown = [&](std::string_view what, std::string_view value) {
    return fmt::format("{} (of {} bytes) names no schema of {}", what, value.size(), by.from);
  };
  std::string header;
  if (by_header()) {
    if (const auto value = value_of(headers, by.header)) return unknown("the header " + by.header, *value);
    header = fmt::format("the header {} {}", by.header, has(headers, by.header) ? "is null" : "is missing");
  }
  if (!contents_->field) return header;
  const schema::TextAt::Found found = contents_->field->in(document);
  if (found.kind == json::Kind::string) return unknown("the field " + by.field, found.text);
  std::string field = "the field " + by.field;
  field += found.kind ? fmt::format(" is no string but {}", json::to_string(*found.kind)) : " is missing";
  return header.empty() ? field : header + ", " + field;
}

bool SchemaTable::by_header() const { return !contents_->by.header.empty(); }

std::string SchemaTable::by() const { return by_text(contents_->by.header, contents_->by.field); }

std::size_t SchemaTable::size() const { return contents_->only ? 1 : contents_->schemas.size(); }

const std::string& SchemaTable::name() const { return contents_->only ? contents_->only->name() : contents_->by.from; }

const std::string& SchemaTable::sha256() const { return contents_->only ? contents_->only->sha256() : contents_->sha256; }

bool SchemaTable::operator==(const SchemaTable& other) const {
  return contents_ == other.contents_ || (contents_->only == other.contents_->only && contents_->by == other.contents_->by &&
                                          contents_->schemas == other.contents_->schemas);
}

}  // namespace sluiced::gate
