// What a schema asks for, in a few of its own words: parts of the explanation's sentences. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "schema/program.h"

namespace sluiced::schema {

/// The values of the block's `enum` or `const`: `"a", 1 or null`. Empty where they do not fit into a sentence.
std::string describe_values(const Program& program, BlockIndex block, std::string_view keyword);

/// "string or null", `"card"`, "text that matches ^a", "an object with 'a' and 'b'". Empty where it takes more words than that.
std::string describe(const Program& program, BlockIndex block);

/// The types that a block leaves open, as far as its own `type`, its references and its `allOf` say.
TypeMask types_open_to(const Program& program, BlockIndex block);

/// The instruction that is all that the block has; its types do not count. Nullptr where it has none or more.
const Instruction* only_instruction(const Program& program, BlockIndex block);

/// The block itself or, where it is a reference and nothing else, the one that it leads to.
BlockIndex behind_references(const Program& program, BlockIndex block);

/// "'a', 'b' and 'c'".
std::string quoted_list(const std::vector<std::string_view>& names);

}  // namespace sluiced::schema
