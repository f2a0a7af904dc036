// Every way of ours from bytes to a document. Tests that hold for one of them hold for all: they run over this list.
#pragma once

#include <array>
#include <string_view>

#include "json/reader.h"

namespace sluiced::testing {

struct ReaderUnderTest {
  const char* name;
  bool (*accepts)(std::string_view bytes, const DocumentLimits& limits);
};

/// The first one is the strict reader, which alone says why not and where.
inline constexpr std::array readers{
    ReaderUnderTest{"strict reader",
                    [](std::string_view bytes, const DocumentLimits& limits) {
                      json::Tree tree;
                      return json::read(bytes, limits, tree).code == json::ReadErrorCode::none;
                    }},
};

}  // namespace sluiced::testing
