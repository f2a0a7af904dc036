// Where the sources and the built programs lie. Only places.cc is compiled with their paths: what ccache keeps of every other
// test then serves a clone in another folder too.
#pragma once

#include <string>

namespace sluiced::testing {

std::string source_folder();
std::string build_folder();
std::string sluiced_program();     // as its users run it
std::string failpoints_program();  // the same with failpoints that a test can switch on

}  // namespace sluiced::testing
