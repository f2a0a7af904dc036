// The official meta-schemas, which are part of the program. Private to this folder.
#pragma once

#include <memory>
#include <string_view>

#include "json/tree.h"

namespace sluiced::schema {

/// The meta-schema with this URI (without fragment), one of a vocabulary too; nullptr for any other. Any thread.
std::shared_ptr<const json::Document> meta_schema_document(std::string_view uri);

}  // namespace sluiced::schema
