// Any bytes to the readers: none crashes, all agree, a refusal has its place, and what is read can be written and read again.
#include "json/reader.h"

#include <string>

#include "fuzz/expect.h"
#include "fuzz/value.h"
#include "json/decimal.h"
#include "support/readers.h"

namespace sluiced::fuzz {
namespace {

bool same(const json::Node& a, const json::Node& b) {
  if (a.kind != b.kind || a.count != b.count || a.end != b.end || a.name() != b.name() || a.truth != b.truth) return false;
  if (a.kind == json::Kind::number)
    return json::compare_numbers(a.string(), b.string()) == 0 && a.is_int64 == b.is_int64 && a.integer == b.integer;
  return a.kind != json::Kind::string || a.string() == b.string();
}

bool same(const json::Tree& a, const json::Tree& b) {
  if (a.nodes.size() != b.nodes.size()) return false;
  for (std::size_t i = 0; i < a.nodes.size(); ++i)
    if (!same(a.nodes[i], b.nodes[i])) return false;
  return true;
}

void holds_for(std::string_view bytes, const DocumentLimits& limits) {
  json::Tree tree;
  const json::ReadError error = json::read(bytes, limits, tree);
  const bool accepted = error.code == json::ReadErrorCode::none;
  for (const testing::ReaderUnderTest& reader : testing::readers)
    expect(reader.accepts(bytes, limits) == accepted, "the readers agree");
  expect(error.offset <= bytes.size(), "a complaint's place is in the input");
  expect((error.message == nullptr) == accepted, "a complaint has a message");
  expect(tree.empty() != accepted, "there is a tree where there is a document");
  if (!accepted) return;

  const std::string written = to_json(value_of(tree));
  json::Tree again;
  DocumentLimits wide = limits;
  wide.bytes_max = written.size();  // an escape may take more bytes than what was read
  expect(json::read(written, wide, again).code == json::ReadErrorCode::none, "what was read can be written and read");
  expect(same(tree, again), "and is the same then");
  expect(json::read(bytes, limits, again).code == json::ReadErrorCode::none && same(tree, again), "a tree can be used again");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::holds_for(bytes, {});
  fuzz::holds_for(bytes, {.bytes_max = 4096, .depth_max = 3, .members_max = 4, .number_chars_max = 8});
  return 0;
}
