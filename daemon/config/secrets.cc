#include "config/secrets.h"

#include <fmt/format.h>

#include "config/file.h"

namespace sluiced::config {

Result<std::string, Fault> read_password(const SaslSettings& sasl) {
  auto text = read_text_file(sasl.password_file);
  if (!text)
    return failure(Fault{sasl.password_file_place, fmt::format("password_file: {} {}", sasl.password_file, text.error())});
  std::string password = std::move(text).value();
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty())
    return failure(Fault{sasl.password_file_place, fmt::format("password_file: {} is empty", sasl.password_file)});
  return password;
}

Result<Done, Fault> check_tls_files(const TlsSettings& tls) {
  for (const auto& [key, file] : {std::pair<std::string_view, const std::string&>("ca_file", tls.ca_file),
                                  std::pair<std::string_view, const std::string&>("certificate_file", tls.certificate_file),
                                  std::pair<std::string_view, const std::string&>("key_file", tls.key_file)}) {
    if (file.empty()) continue;
    if (const std::string why = why_unreadable(file); !why.empty())
      return failure(Fault{tls.place, fmt::format("{}: {} {}", key, file, why)});
  }
  return done;
}

}  // namespace sluiced::config
