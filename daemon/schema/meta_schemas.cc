#include "schema/meta_schemas.h"

#include <array>
#include <map>
#include <stdexcept>
#include <string>

#include "json/reader.h"

namespace sluiced::schema {

// Made of meta_schemas/*.json.
std::string_view meta_2019_09();
std::string_view meta_2019_09_applicator();
std::string_view meta_2019_09_content();
std::string_view meta_2019_09_core();
std::string_view meta_2019_09_format();
std::string_view meta_2019_09_meta_data();
std::string_view meta_2019_09_validation();
std::string_view meta_2020_12();
std::string_view meta_2020_12_applicator();
std::string_view meta_2020_12_content();
std::string_view meta_2020_12_core();
std::string_view meta_2020_12_format_annotation();
std::string_view meta_2020_12_format_assertion();
std::string_view meta_2020_12_meta_data();
std::string_view meta_2020_12_unevaluated();
std::string_view meta_2020_12_validation();
std::string_view meta_draft4();
std::string_view meta_draft6();
std::string_view meta_draft7();

namespace {

struct Published {
  std::string_view uri;
  std::string_view (*text)();
};
constexpr std::array<Published, 19> published{{
    {"https://json-schema.org/draft/2019-09/schema", meta_2019_09},
    {"https://json-schema.org/draft/2019-09/meta/applicator", meta_2019_09_applicator},
    {"https://json-schema.org/draft/2019-09/meta/content", meta_2019_09_content},
    {"https://json-schema.org/draft/2019-09/meta/core", meta_2019_09_core},
    {"https://json-schema.org/draft/2019-09/meta/format", meta_2019_09_format},
    {"https://json-schema.org/draft/2019-09/meta/meta-data", meta_2019_09_meta_data},
    {"https://json-schema.org/draft/2019-09/meta/validation", meta_2019_09_validation},
    {"https://json-schema.org/draft/2020-12/schema", meta_2020_12},
    {"https://json-schema.org/draft/2020-12/meta/applicator", meta_2020_12_applicator},
    {"https://json-schema.org/draft/2020-12/meta/content", meta_2020_12_content},
    {"https://json-schema.org/draft/2020-12/meta/core", meta_2020_12_core},
    {"https://json-schema.org/draft/2020-12/meta/format-annotation", meta_2020_12_format_annotation},
    {"https://json-schema.org/draft/2020-12/meta/format-assertion", meta_2020_12_format_assertion},
    {"https://json-schema.org/draft/2020-12/meta/meta-data", meta_2020_12_meta_data},
    {"https://json-schema.org/draft/2020-12/meta/unevaluated", meta_2020_12_unevaluated},
    {"https://json-schema.org/draft/2020-12/meta/validation", meta_2020_12_validation},
    {"http://json-schema.org/draft-04/schema", meta_draft4},
    {"http://json-schema.org/draft-06/schema", meta_draft6},
    {"http://json-schema.org/draft-07/schema", meta_draft7},
}};

using Documents = std::map<std::string_view, std::shared_ptr<const json::Document>>;

Documents read_all() {
  Documents documents;
  for (const auto& [uri, text] : published) {
    auto document = json::read_document(std::string(uri), std::string(text()), file_limits);
    if (!document) throw std::logic_error(to_string(document.error()));
    documents.emplace(uri, std::move(document).value());
  }
  return documents;
}

}  // namespace

std::shared_ptr<const json::Document> meta_schema_document(std::string_view uri) {
  static const Documents documents = read_all();
  const auto found = documents.find(uri);
  return found == documents.end() ? nullptr : found->second;
}

}  // namespace sluiced::schema
