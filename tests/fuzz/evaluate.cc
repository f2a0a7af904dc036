// A schema and documents, as one array: the fast path, the explanation and every view agree on each document and on others made
// from it, and so do spellings of schema and document that mean the same.
#include <algorithm>
#include <string>

#include "fuzz/expect.h"
#include "fuzz/mutator.h"
#include "fuzz/schemas.h"
#include "json/pointer.h"
#include "support/views.h"

namespace sluiced::fuzz {
namespace {

using schema::Outcome;
using schema::Schema;

void turn_round(Value& value) {
  if (value.is_object()) {
    std::reverse(value.names.begin(), value.names.end());
    std::reverse(value.children.begin(), value.children.end());
  }
  for (Value& child : value.children) turn_round(child);
}

void is_explained(const Schema& schema, const json::Tree& tree, schema::Scratch& scratch, std::size_t document_bytes) {
  const auto all = schema.explain(tree, scratch, 100);
  expect(!all.empty(), "what is invalid has a reason");
  expect(schema.explain(tree, scratch, 1).size() == 1, "the first reason can be had alone");
  for (const schema::Violation& violation : all) {
    expect(json::resolve_pointer(tree, 0, violation.instance_location) != json::no_node, "a reason's place is in the document");
    expect(violation.instance_offset < document_bytes, "and so is its byte");
    expect(!violation.message.empty(), "a reason has a message");
    expect(violation.place.line >= 1 && violation.place.column >= 1, "and a place in the schema");
  }
}

void is_told_in_every_shape(const Schema& schema, const json::Tree& tree, schema::Scratch& scratch, bool valid) {
  const std::string verdict = valid ? "{\"valid\":true" : "{\"valid\":false";
  for (const auto shape : {schema::OutputShape::flag, schema::OutputShape::basic, schema::OutputShape::detailed}) {
    const std::string output = schema.output(tree, scratch, shape);
    json::Tree read;
    expect(json::read(output, file_limits, read).code == json::ReadErrorCode::none, "an output is JSON");
    expect(output.starts_with(verdict), "every output has the verdict");
    expect(valid || output.find("\"errors\":[]") == std::string::npos, "what is invalid has an error");
  }
}

/// Nothing where the document is none that may be judged, or the outcome is a limit.
std::optional<bool> judge(const Schema& schema, const std::string& document, schema::Scratch& scratch) {
  json::Tree tree;
  if (json::read(document, {}, tree).code != json::ReadErrorCode::none) return std::nullopt;
  const Outcome outcome = schema.validate(tree, scratch);
  // Looked at no further: what comes near a budget takes its time.
  if (outcome == Outcome::limit) return std::nullopt;
  expect(schema.validate(tree, scratch) == outcome, "asked twice, the outcome is the same");
  schema::Scratch cold;
  for (const testing::ViewUnderTest& view : testing::views)
    expect(view.judge(schema, document, {}, cold) == outcome, "every view gives the same outcome");
  if (outcome == Outcome::invalid)
    is_explained(schema, tree, scratch, document.size());
  else
    expect(schema.explain(tree, scratch, 1).empty(), "what is valid has no reason why not");
  is_told_in_every_shape(schema, tree, scratch, outcome == Outcome::valid);
  return outcome == Outcome::valid;
}

/// Another spelling of the same schema; no schema where its own references would then lead elsewhere.
std::optional<Schema> respelt(const std::string& text, const schema::Options& options, std::uint64_t number) {
  if (text.find("\"$") != std::string::npos || text.find("\"id\"") != std::string::npos) return std::nullopt;
  const std::string spellings[] = {"{\"allOf\":[" + text + "]}", "{\"not\":{\"not\":" + text + "}}",
                                   "{\"anyOf\":[" + text + "," + text + "]}", "{\"oneOf\":[" + text + ",{\"not\":{}}]}"};
  auto schema = compile(spellings[number % std::size(spellings)], options);
  if (!schema) return std::nullopt;
  return std::move(*schema);
}

void holds_for(const Schema& schema, const std::optional<Schema>& other, const Value& document, schema::Scratch& scratch) {
  const std::optional<bool> outcome = judge(schema, to_json(document), scratch);
  if (!outcome) return;
  Value turned = document;
  turn_round(turned);
  const std::optional<bool> of_turned = judge(schema, to_json(turned), scratch);
  expect(!of_turned || *of_turned == *outcome, "the order of members does not count");
  if (!other) return;
  const std::optional<bool> of_other = judge(*other, to_json(document), scratch);
  expect(!of_other || *of_other == *outcome, "a schema spelt otherwise gives the same outcome");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  json::Tree tree;
  if (json::read(bytes, {}, tree).code != json::ReadErrorCode::none || tree.root().kind != json::Kind::array) return 0;
  const fuzz::Value input = fuzz::value_of(tree);
  if (input.children.empty()) return 0;
  const std::uint64_t number = fuzz::hash_of(bytes);
  const std::string text = fuzz::to_json(input.children[0]);
  const schema::Options options = fuzz::options_of(number);
  const auto schema = fuzz::compile(text, options);
  if (!schema) return 0;
  const auto other = fuzz::respelt(text, options, number / 64);
  schema::Scratch scratch;
  fuzz::Mutator mutator(number);
  for (std::size_t i = 1; i < input.children.size() && i < 8; ++i) {
    fuzz::Value document = input.children[i];
    for (int more = 0; more < 3; ++more) {
      fuzz::holds_for(*schema, other, document, scratch);
      mutator.change_document(document, input.children[0]);
    }
  }
  return 0;
}
