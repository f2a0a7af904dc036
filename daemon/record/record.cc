#include "record/record.h"

namespace sluiced {

std::string_view to_string(TimestampType type) {
  switch (type) {
    case TimestampType::not_available: return "NoTimestampType";
    case TimestampType::create_time: return "CreateTime";
    case TimestampType::log_append_time: return "LogAppendTime";
  }
  return "NoTimestampType";
}

}  // namespace sluiced
