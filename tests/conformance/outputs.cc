#include "conformance/outputs.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "json/pointer.h"
#include "json/reader.h"

namespace sluiced::testing {
namespace {

using json::Kind;
using json::NodeIndex;
using json::Tree;
using schema::OutputShape;

/// A text and its tree.
struct Json {
  explicit Json(std::string bytes) : text(std::move(bytes)) {
    if (json::read(text, file_limits, tree).code != json::ReadErrorCode::none) throw std::runtime_error("no JSON: " + text);
  }
  std::string text;
  Tree tree;
};

Json load(const std::string& file) {
  schema::FileLoader loader;
  const auto document = loader.load(file);
  if (!document) throw std::runtime_error(to_string(document.error()));
  return Json((*document)->bytes);
}

NodeIndex member(const Tree& tree, NodeIndex object, std::string_view name) {
  const NodeIndex found = json::find_member(tree, object, name);
  if (found == json::no_node) throw std::runtime_error("the suite has no '" + std::string(name) + "' where one is expected");
  return found;
}

std::string text_at(const Tree& tree, NodeIndex object, std::string_view name) {
  return std::string(tree[member(tree, object, name)].string());
}

schema::Schema compiled(const std::string& text, const Draft& draft) {
  auto schema = compile_suite_schema(text, draft, Part::required);
  if (!schema) throw std::runtime_error(to_string(schema.error()) + ": " + text);
  return std::move(*schema);
}

bool accepts(const schema::Schema& schema, const std::string& text) {
  const Json document(text);
  schema::Scratch scratch;
  return schema.validate(document.tree, scratch) == schema::Outcome::valid;
}

std::string output_schema(const Draft& draft) {
  return load(suite_folder() + "/output-tests/" + draft.folder + "/output-schema.json").text;
}

/// The output's schema of 2020-12, at the definition of one shape: by itself it takes anything with a "valid" in it.
schema::Schema schema_of_shape(const std::string& shape) {
  return compiled(R"({"$ref":"https://json-schema.org/draft/2020-12/output/schema#/$defs/)" + shape + R"(","$defs":{"output":)" +
                      output_schema(drafts.back()) + "}}",
                  drafts.back());
}

/// "4", "7", "<=2019", "6,<=2019", "=2020".
bool is_compatible(std::string_view compatibility, int release) {
  while (!compatibility.empty()) {
    std::string_view one = compatibility.substr(0, compatibility.find(','));
    compatibility.remove_prefix(std::min(compatibility.size(), one.size() + 1));
    const std::string_view sign = one.substr(0, one.find_first_of("0123456789"));
    one.remove_prefix(sign.size());
    int number = 0;
    std::from_chars(one.data(), one.data() + one.size(), number);
    if (sign == "<=" ? release > number : sign == "=" ? release != number : release < number) return false;
  }
  return true;
}

using Annotations = std::map<std::string, std::string>;  ///< by the schema's fragment, as JSON

/// What the keyword of that name says of one place of the document.
Annotations annotations(const Tree& output, std::string_view location, std::string_view keyword) {
  Annotations found;
  const NodeIndex units = json::find_member(output, 0, "annotations");
  if (units == json::no_node) return found;
  for (const NodeIndex unit : json::children(output, units)) {
    if (text_at(output, unit, "instanceLocation") != location) continue;
    std::string schema = text_at(output, unit, "absoluteKeywordLocation");
    const std::size_t last = schema.rfind('/');
    if (schema.substr(last + 1) != keyword) continue;
    schema.erase(last);
    found.emplace(schema.substr(schema.find('#')), to_json(output, member(output, unit, "annotation")));
  }
  return found;
}

void run_annotation_group(const Tree& tree, NodeIndex group, const Draft& draft, const std::string& file, Tally& tally) {
  const schema::Schema schema = compiled(to_json(tree, member(tree, group, "schema")), draft);
  for (const NodeIndex test : json::children(tree, member(tree, group, "tests"))) {
    const Json instance(to_json(tree, member(tree, test, "instance")));
    schema::Scratch scratch;
    const Json output(schema.output(instance.tree, scratch, OutputShape::basic));
    for (const NodeIndex assertion : json::children(tree, member(tree, test, "assertions"))) {
      ++tally.run;
      const std::string location = text_at(tree, assertion, "location");
      const std::string keyword = text_at(tree, assertion, "keyword");
      Annotations expected;
      for (const NodeIndex one : json::children(tree, member(tree, assertion, "expected")))
        expected.emplace(tree[one].name(), to_json(tree, one));
      if (annotations(output.tree, location, keyword) == expected)
        ++tally.passed;
      else
        tally.wrong.push_back(file + ": " + text_at(tree, group, "description") + ": " + location + " " + keyword + ": " +
                              output.text);
    }
  }
}

}  // namespace

bool outputs_hold(const schema::Schema& schema, const Tree& document, bool valid) {
  static const schema::Schema basic = schema_of_shape("basic");
  static const schema::Schema detailed = schema_of_shape("detailed");
  schema::Scratch scratch;
  const std::string verdict = std::string(R"({"valid":)") + (valid ? "true" : "false");
  const std::string in_basic = schema.output(document, scratch, OutputShape::basic);
  const std::string in_detail = schema.output(document, scratch, OutputShape::detailed);
  return schema.output(document, scratch, OutputShape::flag) == verdict + "}" && in_basic.starts_with(verdict) &&
         in_detail.starts_with(verdict) && accepts(basic, in_basic) && accepts(detailed, in_detail);
}

Tally run_output_tests(const Draft& draft) {
  Tally tally;
  if (draft.release < 2019) return tally;
  for (const std::string& file : suite_files(std::string("output-tests/") + draft.folder + "/content")) {
    const Json groups = load(file);
    for (const NodeIndex group : json::children(groups.tree, 0)) {
      const schema::Schema schema = compiled(to_json(groups.tree, member(groups.tree, group, "schema")), draft);
      for (const NodeIndex test : json::children(groups.tree, member(groups.tree, group, "tests"))) {
        const Tree& tree = groups.tree;
        const NodeIndex wanted = member(tree, member(tree, test, "output"), "basic");
        const schema::Schema shape = compiled(R"({"$ref":")" + text_at(tree, wanted, "$id") + R"(","$defs":{"shape":)" +
                                                  output_schema(draft) + R"(,"test":)" + to_json(tree, wanted) + "}}",
                                              draft);
        const Json data(to_json(tree, member(tree, test, "data")));
        schema::Scratch scratch;
        const std::string output = schema.output(data.tree, scratch, OutputShape::basic);
        ++tally.run;
        if (accepts(shape, output))
          ++tally.passed;
        else
          tally.wrong.push_back(file + ": " + text_at(tree, test, "description") + ": " + output);
      }
    }
  }
  return tally;
}

Tally run_annotation_tests(const Draft& draft) {
  Tally tally;
  for (const std::string& file : suite_files("annotations/tests")) {
    const Json suite = load(file);
    const Tree& tree = suite.tree;
    for (const NodeIndex group : json::children(tree, member(tree, 0, "suite"))) {
      const NodeIndex compatibility = json::find_member(tree, group, "compatibility");
      if (compatibility == json::no_node || is_compatible(tree[compatibility].string(), draft.release))
        run_annotation_group(tree, group, draft, file, tally);
    }
  }
  return tally;
}

}  // namespace sluiced::testing
