// The C face of the library (include/sluiced/schema_c.h) over its C++ one.
#include <sluiced/schema.h>
#include <sluiced/schema_c.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>

struct sluiced_schema {
  sluiced::Schema schema;
};

struct sluiced_validator {
  sluiced::Validator validator;
};

namespace {

void tell(std::string_view text, char* fault, std::size_t fault_size) {
  if (fault_size == 0) return;
  const std::size_t length = std::min(text.size(), fault_size - 1);
  std::memcpy(fault, text.data(), length);
  fault[length] = '\0';
}

/// `compile` gives a Compiled. What it throws is told as the fault that it is.
template <class Compile>
sluiced_schema* made_by(const Compile& compile, char* fault, std::size_t fault_size) {
  try {
    const sluiced::Compiled compiled = compile();
    if (compiled) return std::make_unique<sluiced_schema>(sluiced_schema{*compiled}).release();
    tell(to_string(compiled.fault()), fault, fault_size);
  } catch (const std::exception& error) {
    tell(error.what(), fault, fault_size);
  }
  return nullptr;
}

/// The two enums have the same order.
sluiced_verdict verdict_of(sluiced::Verdict verdict) { return static_cast<sluiced_verdict>(verdict); }
static_assert(SLUICED_VALID == static_cast<int>(sluiced::Verdict::valid) &&
              SLUICED_SCHEMA_VIOLATION == static_cast<int>(sluiced::Verdict::schema_violation) &&
              SLUICED_EMPTY == static_cast<int>(sluiced::Verdict::empty) &&
              SLUICED_NOT_UTF8 == static_cast<int>(sluiced::Verdict::not_utf8) &&
              SLUICED_NOT_JSON == static_cast<int>(sluiced::Verdict::not_json) &&
              SLUICED_DUPLICATE_KEY == static_cast<int>(sluiced::Verdict::duplicate_key) &&
              SLUICED_LIMIT == static_cast<int>(sluiced::Verdict::limit));

void report_all(const sluiced::Explanation& explanation, sluiced_report* report, void* context) {
  for (const sluiced::Violation& violation : explanation.violations) {
    const sluiced_violation told{violation.instance_location.c_str(), violation.keyword_location.c_str(),
                                 violation.message.c_str(), violation.offset};
    report(context, &told);
  }
  if (explanation.verdict == sluiced::Verdict::valid || explanation.verdict == sluiced::Verdict::schema_violation) return;
  const sluiced_violation told{"", "", explanation.message.c_str(), explanation.byte_offset.value_or(0)};
  report(context, &told);
}

}  // namespace

sluiced_schema* sluiced_schema_from_text(const char* text, size_t length, const char* base_uri, char* fault, size_t fault_size) {
  const auto compile = [&] {
    sluiced::SchemaOptions options;
    if (base_uri != nullptr) options.base_uri = base_uri;
    return sluiced::Schema::from_text(std::string(text, length), options);
  };
  return made_by(compile, fault, fault_size);
}

sluiced_schema* sluiced_schema_from_file(const char* file, char* fault, size_t fault_size) {
  return made_by([&] { return sluiced::Schema::from_file(file); }, fault, fault_size);
}

void sluiced_schema_free(sluiced_schema* schema) { std::default_delete<sluiced_schema>()(schema); }

sluiced_validator* sluiced_validator_new(const sluiced_schema* schema) {
  try {
    return std::make_unique<sluiced_validator>(sluiced_validator{sluiced::Validator(schema->schema)}).release();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void sluiced_validator_free(sluiced_validator* validator) { std::default_delete<sluiced_validator>()(validator); }

sluiced_verdict sluiced_judge(sluiced_validator* validator, const char* document, size_t length) {
  try {
    return verdict_of(validator->validator.judge({document, length}));
  } catch (const std::bad_alloc&) {
    return SLUICED_NO_MEMORY;
  }
}

sluiced_verdict sluiced_explain(sluiced_validator* validator, const char* document, size_t length, size_t violations_max,
                                sluiced_report* report, void* context) {
  try {
    const sluiced::Explanation explanation = validator->validator.explain({document, length}, violations_max);
    report_all(explanation, report, context);
    return verdict_of(explanation.verdict);
  } catch (const std::bad_alloc&) {
    return SLUICED_NO_MEMORY;
  }
}

const char* sluiced_verdict_name(sluiced_verdict verdict) {
  return verdict == SLUICED_NO_MEMORY ? "no_memory" : to_string(static_cast<sluiced::Verdict>(verdict));
}
