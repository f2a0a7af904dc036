// Opening a file that an operator has named: a file, and nothing that could keep us waiting.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "base/result.h"

namespace sluiced {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, CloseFile>;

/// For reading. Refused without waiting: folders, and pipes, sockets and devices, which may never end or never begin. The error
/// is one clause: "No such file or directory", "it is a pipe, not a file".
Result<FileHandle, std::string> open_file(const std::string& file);

}  // namespace sluiced
