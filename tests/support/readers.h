// Every way of ours from bytes to a document. Tests that hold for one of them hold for all: they run over this list.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "json/indexed_document.h"
#include "json/reader.h"

namespace sluiced::testing {

struct ReaderUnderTest {
  const char* name;
  bool (*accepts)(std::string_view bytes, const DocumentLimits& limits);
};

inline bool reads_strictly(std::string_view bytes, const DocumentLimits& limits) {
  json::Tree tree;
  return json::read(bytes, limits, tree).code == json::ReadErrorCode::none;
}

/// The first one is the strict reader, which alone says why not and where.
inline constexpr std::array readers{
    ReaderUnderTest{"strict reader", &reads_strictly},
    ReaderUnderTest{"fast reader",
                    [](std::string_view bytes, const DocumentLimits& limits) {
                      if (bytes.size() > json::IndexedDocument::bytes_most) return reads_strictly(bytes, limits);
                      // In a block of its own size: a sanitizer sees a step behind its end.
                      const std::vector<char> alone(bytes.begin(), bytes.end());
                      return json::IndexedDocument().read({alone.data(), alone.size()}, limits);
                    }},
};

}  // namespace sluiced::testing
