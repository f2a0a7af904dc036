// What references lead to: within a file, into others, through URLs, and dynamically.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

namespace fs = std::filesystem;

/// Schemas in a folder of their own, gone at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fs::path("sluiced-references-XXXXXX")) {
    std::string name = path_.string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

  sluiced::Result<Schema, sluiced::Fault> compile(const std::string& name, const Options& options = {}) const {
    FileLoader loader;
    auto document = loader.load(path(name));
    if (!document) return sluiced::failure(document.error());
    return sluiced::schema::compile(*document, loader, options);
  }
  Schema compiled(const std::string& name, const Options& options = {}) const {
    auto schema = compile(name, options);
    if (!schema) throw std::runtime_error(to_string(schema.error()));
    return *schema;
  }
  /// The fault, with the folder's name left out.
  std::string fault(const std::string& name, const Options& options = {}) const {
    const auto schema = compile(name, options);
    if (schema) return "";
    std::string text = to_string(schema.error());
    for (std::size_t at; (at = text.find(path_.string() + "/")) != std::string::npos;) text.erase(at, path_.string().size() + 1);
    return text;
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("a reference to a file counts from the file it stands in") {
  const Folder folder;
  folder.write("order.json", R"({"properties":{"line":{"$ref":"parts/line.json"}}})");
  folder.write("parts/line.json",
               R"({"properties":{"money":{"$ref":"money.json#/$defs/amount"},"whole":{"$ref":"../order.json"}}})");
  folder.write("parts/money.json", R"({"$defs":{"amount":{"type":"integer"}}})");
  const Schema order = folder.compiled("order.json");
  CHECK(accepts(order, R"({"line":{"money":1,"whole":{"line":{}}}})"));
  CHECK_FALSE(accepts(order, R"({"line":{"whole":{"line":{"money":"1"}}}})"));
  const auto found = violations(order, R"({"line":{"money":"1"}})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].keyword_location == "/properties/line/$ref/properties/money/$ref/type");
  CHECK(found[0].absolute_keyword_location == "file://" + folder.path("parts/money.json") + "#/$defs/amount/type");
  CHECK(found[0].place == sluiced::Place{folder.path("parts/money.json"), 1, 21});
}

TEST_CASE("a schema's hash is of all the files it is made of") {
  const Folder folder;
  folder.write("a.json", R"({"$ref":"b.json"})");
  folder.write("b.json", "{}");
  const std::string before = folder.compiled("a.json").sha256();
  folder.write("b.json", "{ }");
  CHECK(folder.compiled("a.json").sha256() != before);
}

TEST_CASE("a fault in a file that is referred to is told at its place there") {
  const Folder folder;
  folder.write("a.json", R"({"items":{"$ref":"b.json"}})");
  folder.write("b.json", "{\n \"minLength\": -1}");
  CHECK(folder.fault("a.json") == "b.json:2:15: 'minLength' must be a non-negative integer");
  folder.write("b.json", "{\n ");
  CHECK(folder.fault("a.json").starts_with("b.json:2:2: "));
  fs::remove(folder.path("b.json"));
  CHECK(folder.fault("a.json").find("there is no file b.json") != std::string::npos);
}

TEST_CASE("no reference leads out of the folder of the first file") {
  const Folder folder;
  folder.write("secret.json", "{}");
  folder.write("schemas/inner/b.json", R"({"$ref":"../../secret.json"})");
  for (const std::string way : {"../secret.json", "inner/../../secret.json", "inner/%2e%2e/%2e%2e/secret.json", "inner/b.json",
                                "file:///etc/passwd", "inner%2f..%2f..%2fsecret.json"}) {
    folder.write("schemas/a.json", R"({"$ref":")" + way + "\"}");
    CHECK(folder.fault("schemas/a.json").ends_with("it leads out of the folder of the schema's file"));
  }
}

TEST_CASE("a URL is read from the folder that its longest prefix is mapped to, and from nowhere else") {
  const Folder folder;
  Options options;
  options.references = {{"https://example.com/", folder.path("all")}, {"https://example.com/special/", folder.path("special")}};
  folder.write("all/a", R"({"type":"integer"})");
  folder.write("all/b.json", R"({"$ref":"special/c"})");
  folder.write("special/c.json", R"({"minimum":5})");
  folder.write("root.json", R"({"allOf":[{"$ref":"https://example.com/a"},{"$ref":"https://example.com/b"}]})");
  const Schema schema = folder.compiled("root.json", options);
  CHECK(accepts(schema, "5"));
  CHECK_FALSE(accepts(schema, "4"));
  CHECK_FALSE(accepts(schema, "5.5"));
  folder.write("root.json", R"({"$ref":"https://example.com/none"})");
  CHECK(folder.fault("root.json", options) ==
        "root.json:1:9: '$ref' to 'https://example.com/none': there is no such file in the folder that 'references' names");
  folder.write("root.json", R"({"$ref":"https://example.com/special/%2e%2e/all/a"})");
  CHECK(folder.fault("root.json", options).ends_with("there is no such file in the folder that 'references' names"));
}

TEST_CASE("each resource keeps the draft that it names") {
  const Folder folder;
  folder.write("new.json", R"({"$ref":"old.json","maximum":3})");
  folder.write("old.json", R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"integer"}],
                               "properties":{"a":{"$ref":"#/definitions/any","type":"null"}},"definitions":{"any":true}})");
  const Schema schema = folder.compiled("new.json");
  CHECK_FALSE(accepts(schema, "[null]"));
  CHECK(accepts(schema, "[1,null]"));
  CHECK(accepts(schema, R"({"a":1})"));
  CHECK_FALSE(accepts(schema, "4"));
}

TEST_CASE("a dialect of one's own is what its meta-schema says, and nothing is guessed") {
  const Folder folder;
  Options options;
  options.references = {{"https://example.com/", folder.path("meta")}};
  const auto meta = [&](const std::string& vocabularies) {
    folder.write("meta/own.json", R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/own",
      "$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true)" +
                                      vocabularies + "}}");
  };
  folder.write("root.json", R"({"$schema":"https://example.com/own","minimum":5})");
  meta(R"(,"https://json-schema.org/draft/2020-12/vocab/validation":true)");
  CHECK_FALSE(accepts(folder.compiled("root.json", options), "4"));
  meta("");
  CHECK(accepts(folder.compiled("root.json", options), "4"));
  meta(R"(,"https://example.com/vocab/unknown":false)");
  CHECK(folder.fault("root.json", options).empty());
  meta(R"(,"https://example.com/vocab/unknown":true)");
  CHECK(folder.fault("root.json", options) ==
        "meta/own.json:2:78: the vocabulary https://example.com/vocab/unknown is required, and not known");
  folder.write("meta/own.json", R"({"$schema":"https://example.com/own"})");
  CHECK(folder.fault("root.json", options).ends_with("this meta-schema describes itself by no draft that is known"));
  CHECK(folder.fault("root.json").starts_with("root.json:1:12: unknown '$schema' https://example.com/own;"));
}

TEST_CASE("a dynamic reference leads to the outermost schema of that name on the way") {
  const Schema tree = compiled(R"({"$id":"https://example.com/strict","$dynamicAnchor":"node","$ref":"tree",
    "unevaluatedProperties":false,"$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node",
      "properties":{"value":true,"children":{"items":{"$dynamicRef":"#node"}}}}}})");
  CHECK(accepts(tree, R"({"children":[{"value":1,"children":[{"value":2}]}]})"));
  CHECK_FALSE(accepts(tree, R"({"children":[{"value":1,"children":[{"vlaue":2}]}]})"));
  const auto found = violations(tree, R"({"children":[{"vlaue":2}]})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].keyword_location == "/$ref/properties/children/items/$dynamicRef/unevaluatedProperties");
  CHECK(found[0].absolute_keyword_location == "https://example.com/strict#/unevaluatedProperties");
}

TEST_CASE("one schema means what its surroundings make of it, for each of them") {
  const std::string list = R"({"$id":"list","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}})";
  const Schema both =
      compiled(R"({"$id":"https://example.com/","properties":{"n":{"$ref":"numbers"},"s":{"$ref":"strings"},"a":{"$ref":"list"}},
    "$defs":{"l":)" +
               list + R"(,"n":{"$id":"numbers","$ref":"list","$defs":{"i":{"$dynamicAnchor":"item","type":"number"}}},
    "s":{"$id":"strings","$ref":"list","$defs":{"i":{"$dynamicAnchor":"item","type":"string"}}}}})");
  CHECK(accepts(both, R"({"n":[1],"s":["a"],"a":[1,"a"]})"));
  CHECK_FALSE(accepts(both, R"({"n":["a"]})"));
  CHECK_FALSE(accepts(both, R"({"s":[1]})"));
}

TEST_CASE("what looks like an identity is none where no schema can stand") {
  const Schema schema = compiled(R"({"$ref":"urn:a","$defs":{"real":{"$id":"urn:a","type":"string"}},
    "enum":[{"$id":"urn:a","type":"null"},"text"],"default":{"$anchor":"x"},"x-own":{"$id":"urn:a"}})");
  CHECK(accepts(schema, "\"text\""));
  CHECK(fault_of(R"({"$ref":"#x","default":{"$anchor":"x"}})").ends_with("there is no anchor 'x' in s.json"));
}

TEST_CASE("a schema that is no file is known by its base URI, and leads to no file beside the process") {
  Options options;
  options.base_uri = "https://example.com/schemas/order.json";
  options.references = {{"https://example.com/schemas/", "nowhere"}};
  const auto found = violations(
      compiled(R"({"properties":{"a":{"$ref":"order.json#/$defs/b"}},"$defs":{"b":{"type":"null"}}})", options), R"({"a":1})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].absolute_keyword_location == "https://example.com/schemas/order.json#/$defs/b/type");
  CHECK(fault_of(R"({"$ref":"other.json"})", options) ==
        "s.json:1:9: '$ref' to 'https://example.com/schemas/other.json': there is no such file in the folder that 'references' "
        "names");

  const Folder folder;
  folder.write("other.json", "{}");
  options.base_uri = "file://" + folder.path("order.json");
  CHECK(fault_of(R"({"$ref":"other.json"})", options).find("nothing is fetched") != std::string::npos);
  options.base_uri = "order.json";
  CHECK(fault_of("{}", options) == "s.json:1:1: the base URI 'order.json' is not absolute");
}

TEST_CASE("a loader that has a schema of a URI is asked for it once, before any file is") {
  struct Shelf final : Loader {
    sluiced::Result<std::shared_ptr<const sluiced::json::Document>, sluiced::Fault> load(const std::string& file) override {
      return sluiced::failure(sluiced::Fault{{file, 0, 0}, "a file was read"});
    }
    sluiced::Result<std::shared_ptr<const sluiced::json::Document>, sluiced::Fault> find(const std::string& uri) override {
      asked.push_back(uri);
      if (uri.ends_with("broken.json")) return sluiced::json::read_document(uri, "{", sluiced::file_limits);
      return sluiced::json::read_document(uri, R"({"items":{"$ref":"#/$defs/item"},"$defs":{"item":{"type":"integer"}}})",
                                          sluiced::file_limits);
    }
    std::vector<std::string> asked;
  } shelf;
  const auto compiled_of = [&](const std::string& text) {
    return sluiced::schema::compile(*sluiced::json::read_document("s.json", text, sluiced::file_limits), shelf, {});
  };
  const auto both =
      compiled_of(R"({"allOf":[{"$ref":"http://a.example/list.json"},{"$ref":"http://a.example/list.json#/$defs/item"}]})");
  REQUIRE(both);
  CHECK(shelf.asked == std::vector<std::string>{"http://a.example/list.json"});
  CHECK(accepts(*both, "5"));
  CHECK_FALSE(accepts(*both, "[]"));
  const auto broken = compiled_of(R"({"$ref":"http://a.example/broken.json"})");
  REQUIRE_FALSE(broken);
  CHECK(to_string(broken.error()).starts_with("http://a.example/broken.json:1:2: "));
}
