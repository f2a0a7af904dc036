// Any bytes as a schema: compiled, or refused with a place in a file that was read. What was compiled can judge.
#include <string>

#include "fuzz/expect.h"
#include "fuzz/schemas.h"

namespace sluiced::fuzz {
namespace {

void has_a_place(const Fault& fault, std::string_view text) {
  expect(!fault.message.empty(), "a complaint says something");
  expect(!fault.place.file.empty(), "a complaint names its file");
  if (fault.place.file != "s.json") return;
  expect(fault.place.line >= 1 && fault.place.column >= 1, "a complaint has its place");
  expect(fault.place.line <= text.size() + 1 && fault.place.column <= text.size() + 1, "which is in the file");
}

void judges(const schema::Schema& schema) {
  schema::Scratch scratch;
  for (const std::string_view text : {R"({"a":[1,2.0,{"a":"b"}],"bb":null,"next":{"next":{}}})", R"(["a",1,1.0,true,{}])",
                                      R"("2026-11-23T20:26:43Z")", "1e400", "-0.1", "null"}) {
    json::Tree tree;
    expect(json::read(text, {}, tree).code == json::ReadErrorCode::none, "the target's own text is JSON");
    const schema::Outcome outcome = schema.validate(tree, scratch);
    if (outcome == schema::Outcome::limit) continue;
    expect(schema.explain(tree, scratch, 3).empty() == (outcome == schema::Outcome::valid), "validate and explain agree");
  }
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto schema = fuzz::compile(text, fuzz::options_of(fuzz::hash_of(text)));
  if (!schema) {
    fuzz::has_a_place(schema.error(), text);
    return 0;
  }
  for (const Fault& warning : schema->warnings()) fuzz::has_a_place(warning, text);
  fuzz::expect(schema->sha256().size() == 64 && !schema->name().empty(), "a schema has a name and a hash");
  fuzz::judges(*schema);
  return 0;
}
