#include "base/base64.h"
#include "json/reader.h"
#include "schema/format_checks.h"

namespace sluiced::schema {

bool is_base64(std::string_view text) { return sluiced::is_base64(text); }

bool is_json(std::string_view text) {
  thread_local json::Tree tree;
  return json::read(text, file_limits, tree).code == json::ReadErrorCode::none;
}

bool is_json_where_base64(std::string_view text) {
  const auto bytes = bytes_of_base64(text);
  return !bytes || is_json(*bytes);
}

}  // namespace sluiced::schema
