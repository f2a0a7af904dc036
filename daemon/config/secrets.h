// What the configuration only names: secrets and key files. Asked at start, where the daemon runs; never kept, never logged.
#pragma once

#include <string>

#include "base/fault.h"
#include "base/result.h"
#include "config/config.h"

namespace sluiced::config {

/// The password, without the newline at its end; a fault at the place of `password_file` where the file is unreadable or empty.
/// Only where sasl.used(). Hand it to librdkafka and forget it.
Result<std::string, Fault> read_password(const SaslSettings& sasl);

/// Whether the files that `tls` names can be read: librdkafka's own complaint would name no place.
Result<Done, Fault> check_tls_files(const TlsSettings& tls);

}  // namespace sluiced::config
