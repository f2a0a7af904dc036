// The known name somebody probably meant: for "unknown key 'brokrs', did you mean 'brokers'?"
#pragma once

#include <span>
#include <string_view>

namespace sluiced {

/// The known name closest to `name` by edits (insert, delete, replace, swap of neighbours; letter case and '-' for '_' cost
/// nothing), the first of equals; empty where none is close enough to be worth a guess. Bounded: names over 64 bytes are never
/// near.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace sluiced
