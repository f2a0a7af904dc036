#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "record/header_profile.h"
#include "record/hold_reason.h"
#include "record/verdict_code.h"

using namespace sluiced;

TEST_CASE("every verdict code has a name of its own, and is found again by it") {
  std::set<std::string_view> names;
  for (const VerdictCode code : all_verdict_codes) {
    const std::string_view name = to_string(code);
    CHECK_FALSE(name.empty());
    CHECK(names.insert(name).second);
    CHECK(verdict_code_from(name) == code);
    CHECK(index_of(code) < all_verdict_codes.size());
  }
  CHECK_FALSE(verdict_code_from("no_such_code"));
}

TEST_CASE("the names that others rely on do not change") {
  CHECK(to_string(VerdictCode::tombstone) == "tombstone");
  CHECK(to_string(VerdictCode::empty) == "empty");
  CHECK(to_string(VerdictCode::not_utf8) == "not_utf8");
  CHECK(to_string(VerdictCode::not_json) == "not_json");
  CHECK(to_string(VerdictCode::duplicate_key) == "duplicate_key");
  CHECK(to_string(VerdictCode::limit) == "limit");
  CHECK(to_string(VerdictCode::schema_violation) == "schema_violation");
  CHECK(to_string(VerdictCode::schema_unknown) == "schema_unknown");
  CHECK(to_string(VerdictCode::skipped) == "skipped");
}

TEST_CASE("every hold reason has a name of its own") {
  std::set<std::string_view> names;
  for (const HoldReason reason : all_hold_reasons) CHECK(names.insert(to_string(reason)).second);
  CHECK(names.count("") == 0);
}

TEST_CASE("every header profile is found by its name") {
  for (const HeaderProfile profile : all_header_profiles) CHECK(header_profile_from(to_string(profile)) == profile);
  CHECK(to_string(HeaderProfile::spring) == "spring");
  CHECK(to_string(HeaderProfile::connect) == "connect");
  CHECK(to_string(HeaderProfile::streams) == "streams");
  CHECK_FALSE(header_profile_from("Spring"));
}

TEST_CASE("unless it is told otherwise, a topic rejects all but what is valid and tombstones") {
  const VerdictPolicy policy;
  for (const VerdictCode code : all_verdict_codes) {
    const bool passes = code == VerdictCode::valid || code == VerdictCode::tombstone;
    CHECK(policy.action(code) == (passes ? Action::pass : Action::reject));
  }
}
