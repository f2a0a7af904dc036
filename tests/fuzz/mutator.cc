#include "fuzz/mutator.h"

#include <utility>

namespace sluiced::fuzz {
namespace {

struct Keyword {
  std::string_view name;
  std::string_view value;
};

constexpr Keyword assertions[] = {
    {"type", R"("integer")"},
    {"type", R"("number")"},
    {"type", R"("object")"},
    {"type", R"(["null","array","string"])"},
    {"enum", R"([1,"a",{"a":[1.0]},null])"},
    {"enum", R"(["a","bb","abcdefghijklmnopq",""])"},
    {"const", R"({"a":1e0,"b":[0.10]})"},
    {"const", "10000000000000000000000"},
    {"minimum", "0"},
    {"maximum", "1.5"},
    {"exclusiveMinimum", "-1e400"},
    {"exclusiveMaximum", "9223372036854775808"},
    {"exclusiveMaximum", "true"},
    {"multipleOf", "0.1"},
    {"multipleOf", "3"},
    {"multipleOf", "1e-300"},
    {"minLength", "2"},
    {"maxLength", "1"},
    {"pattern", R"("^a+$")"},
    {"pattern", R"("(?=a)\\w|^[^\\d]{2,}$")"},
    {"pattern", R"("(a|b)\\1")"},
    {"format", R"("date-time")"},
    {"format", R"("idn-hostname")"},
    {"format", R"("uri")"},
    {"minItems", "1"},
    {"maxItems", "2.0"},
    {"uniqueItems", "true"},
    {"minContains", "0"},
    {"maxContains", "1"},
    {"required", R"(["a"])"},
    {"required", R"(["a","cc","a_rather_long_name_1"])"},
    {"minProperties", "1"},
    {"maxProperties", "2"},
    {"dependentRequired", R"({"a":["b"],"b":["cc"]})"},
    {"dependencies", R"({"a":["b"],"b":{"required":["a"]}})"},
};

constexpr Keyword applicators[] = {
    {"properties", R"({"a":{"type":"integer"},"b":{"$ref":"#"}})"},
    {"properties", R"({"a_rather_long_name_1":true,"a_rather_long_name_2":false})"},
    {"additionalProperties", "false"},
    {"additionalProperties", R"({"$ref":"#"})"},
    {"patternProperties", R"({"^a":{"type":"string"},"b$":{}})"},
    {"propertyNames", R"({"maxLength":2})"},
    {"items", R"({"type":"integer"})"},
    {"items", R"([{"type":"integer"},{"$ref":"#"}])"},
    {"prefixItems", R"([{"const":1},{}])"},
    {"additionalItems", "false"},
    {"contains", R"({"type":"string"})"},
    {"allOf", R"([{"minimum":1},{"maximum":5}])"},
    {"anyOf", R"([{"type":"string"},{"required":["a"]}])"},
    {"oneOf", R"([{"type":"integer"},{"minimum":2}])"},
    {"not", R"({"type":"null"})"},
    {"if", R"({"properties":{"a":{"const":1}}})"},
    {"then", R"({"required":["b"]})"},
    {"else", R"({"minProperties":1})"},
    {"dependentSchemas", R"({"a":{"properties":{"cc":true}}})"},
    {"unevaluatedProperties", "false"},
    {"unevaluatedItems", R"({"type":"integer"})"},
    {"$ref", R"("#")"},
    {"$ref", R"("#/$defs/a")"},
    {"$ref", R"("#a")"},
    {"$ref", R"("other.json#/$defs/node")"},
    {"$ref", R"("http://json-schema.org/draft-07/schema#")"},
    {"$defs", R"({"a":{"type":"integer"},"b":{"$anchor":"a"}})"},
    {"definitions", R"({"a":{"$ref":"#"}})"},
    {"$anchor", R"("a")"},
    {"$dynamicAnchor", R"("a")"},
    {"$dynamicRef", R"("#a")"},
    {"$recursiveAnchor", "true"},
    {"$recursiveRef", R"("#")"},
    {"$id", R"("http://example.com/a.json")"},
    {"$id", R"("other")"},
    {"$schema", R"("http://json-schema.org/draft-04/schema#")"},
    {"$schema", R"("http://json-schema.org/draft-06/schema#")"},
    {"$schema", R"("http://json-schema.org/draft-07/schema#")"},
    {"$schema", R"("https://json-schema.org/draft/2019-09/schema")"},
    {"$schema", R"("https://json-schema.org/draft/2020-12/schema")"},
};

void collect(Value& value, std::vector<Value*>& all) {
  all.push_back(&value);
  for (Value& child : value.children) collect(child, all);
}

void collect(const Value& value, std::vector<const Value*>& all) {
  all.push_back(&value);
  for (const Value& child : value.children) collect(child, all);
}

Value array_of(Value first, Value second) {
  Value array;
  array.kind = json::Kind::array;
  array.children.push_back(std::move(first));
  array.children.push_back(std::move(second));
  return array;
}

Value object_of(std::string_view name, Value value) {
  Value object;
  object.kind = json::Kind::object;
  object.set(name, std::move(value));
  return object;
}

}  // namespace

Value& Mutator::pick(Value& root) {
  std::vector<Value*> all;
  collect(root, all);
  return *all[below(all.size())];
}

const Value& Mutator::pick(const Value& root) {
  std::vector<const Value*> all;
  collect(root, all);
  return *all[below(all.size())];
}

Value Mutator::scalar() {
  return value_of(pick({"null",
                        "true",
                        "false",
                        "0",
                        "-0",
                        "1",
                        "2",
                        "-1",
                        "1.0",
                        "1.5",
                        "0.1",
                        "0.3",
                        "1e2",
                        "1e400",
                        "-1e-400",
                        "9007199254740993",
                        "9223372036854775807",
                        "18446744073709551616",
                        "0.10000000000000001",
                        R"("")",
                        R"("a")",
                        R"("bb")",
                        R"("abcdefghijklmnopq")",
                        R"("\u00e9\ud83d\ude00")",
                        R"("2026-11-23T20:26:43Z")",
                        R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")",
                        "[]",
                        "{}",
                        R"([1,1.0,"a"])",
                        R"({"a":1,"b":2})"}));
}

std::string Mutator::name(const Value& schema) {
  if (below(2) == 0)
    for (int i = 0; i < 5; ++i)
      if (const Value& there = pick(schema); there.is_object() && !there.names.empty())
        return there.names[below(there.names.size())];
  return std::string(
      pick({"a", "b", "cc", "ab", "", "x", "a_rather_long_name_1", "a_rather_long_name_2", "a_rather_other_name_1"}));
}

void Mutator::change_scalar(Value& value) {
  if (value.kind == json::Kind::number && below(2) == 0) {
    value.text = std::string(pick({"1", "2", "-1", "10", "0.5"})) + std::string(pick({"", "0", "e1", "E-1", "e999999999"}));
    return;
  }
  if (value.kind == json::Kind::string && below(2) == 0) {
    value.text = below(2) == 0 ? value.text + std::string(pick({"a", "b", "1", "\xc3\xa9", " "})) : std::string();
    return;
  }
  value = scalar();
}

void Mutator::change_children(Value& value) {
  if (value.children.empty()) return;
  const std::size_t at = below(value.children.size());
  const std::size_t other = below(value.children.size());
  switch (below(3)) {
    case 0: return value.erase(at);
    case 1: return std::swap(value.children[at], value.children[other]);
    default:
      if (value.is_object())
        value.set(pick({"a", "b", "cc"}), Value(value.children[at]));
      else
        value.children.push_back(Value(value.children[at]));
  }
}

void Mutator::add_keyword(Value& schema) {
  const Keyword& keyword = below(2) == 0 ? assertions[below(std::size(assertions))] : applicators[below(std::size(applicators))];
  if (schema.kind == json::Kind::boolean) schema = value_of("{}");
  if (schema.is_object()) schema.set(keyword.name, value_of(keyword.value));
}

void Mutator::wrap(Value& schema) {
  Value inner = std::move(schema);
  Value other = below(2) == 0 ? inner : value_of("{}");
  switch (below(6)) {
    case 0: schema = object_of("not", std::move(inner)); return;
    case 1: schema = object_of("items", std::move(inner)); return;
    case 2: schema = object_of("additionalProperties", std::move(inner)); return;
    case 3: schema = object_of("properties", object_of(pick({"a", "b", "cc"}), std::move(inner))); return;
    default: schema = object_of(pick({"allOf", "anyOf", "oneOf"}), array_of(std::move(inner), std::move(other)));
  }
}

void Mutator::change_schema(Value& schema) {
  Value& there = pick(schema);
  switch (below(8)) {
    case 0: return change_scalar(there);
    case 1: return change_children(there);
    case 2: return wrap(there);
    case 3: {
      Value copy = pick(std::as_const(schema));
      there = std::move(copy);
      return;
    }
    default: return add_keyword(there);
  }
}

void Mutator::change_document(Value& document, const Value& schema) {
  Value& there = pick(document);
  switch (below(6)) {
    case 0: return change_scalar(there);
    case 1: return change_children(there);
    case 2: {
      Value copy = pick(schema);
      there = std::move(copy);
      return;
    }
    case 3: there = below(2) == 0 ? array_of(there, scalar()) : object_of(name(schema), there); return;
    default:
      if (there.is_object())
        there.set(name(schema), below(3) == 0 ? Value(pick(schema)) : scalar());
      else if (there.is_container())
        there.children.push_back(scalar());
      else
        change_scalar(there);
  }
}

}  // namespace sluiced::fuzz
