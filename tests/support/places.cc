#include "support/places.h"

namespace sluiced::testing {

std::string source_folder() { return SLUICED_SOURCE_DIR; }
std::string build_folder() { return SLUICED_BINARY_DIR; }
std::string sluiced_program() { return build_folder() + "/sluiced"; }
std::string failpoints_program() { return build_folder() + "/tests/sluiced_failpoints"; }

}  // namespace sluiced::testing
