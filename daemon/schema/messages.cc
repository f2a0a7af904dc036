#include <fmt/format.h>

#include "schema/describe.h"
#include "schema/evaluator.h"
#include "schema/excerpt.h"
#include "schema/explain.h"

namespace sluiced::schema {
namespace {

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// ", found number" where that alone rules every value out.
std::string found_type(const ValueSet& values, const TreeView& document, TreeView::Node node) {
  const json::Kind kind = document.kind(node);
  bool is_known = kind == json::Kind::string && values.others.size() != values.size;
  for (const json::NodeIndex value : values.others) is_known = is_known || (*values.tree)[value].kind == kind;
  return is_known ? "" : fmt::format(", found {}", json::to_string(kind));
}

std::string values_message(const Program& program, BlockIndex block, const ValueSet& values, std::string_view keyword) {
  if (values.size == 0) return "no value is allowed here";
  const std::string known = describe_values(program, block, keyword);
  if (!known.empty()) return fmt::format("must be {}{}", values.size == 1 ? "" : "one of ", known);
  if (keyword == "const") return "not the value that the schema fixes";
  return values.size == 1 ? "not the one allowed value" : fmt::format("not one of the {} allowed values", values.size);
}

}  // namespace

std::string type_message(TypeMask types, const TreeView& document, TreeView::Node node) {
  const json::Kind kind = document.kind(node);
  const bool is_fraction = kind == json::Kind::number && (types & types::integer) != 0;
  return fmt::format("expected {}, found {}{}", to_text(types), json::to_string(kind), is_fraction ? " with a fraction" : "");
}

std::string message_of(const Program& program, BlockIndex block, const Instruction& instruction, const TreeView& document,
                       TreeView::Node node) {
  const auto bound = [&] { return excerpt(program.numbers[instruction.operand]); };
  const auto items = [&] { return counted(document.count(node), "item", "items"); };
  const auto members = [&] { return counted(document.count(node), "member", "members"); };
  const auto characters = [&] { return counted(code_points(document.string(node)), "character", "characters"); };
  switch (instruction.op) {
    case Op::min_items: return fmt::format("{}, at least {}", items(), instruction.integer);
    case Op::max_items: return fmt::format("{}, at most {}", items(), instruction.integer);
    case Op::min_properties: return fmt::format("{}, at least {}", members(), instruction.integer);
    case Op::max_properties: return fmt::format("{}, at most {}", members(), instruction.integer);
    case Op::one_of_values: {
      const std::string_view keyword = program.origins[static_cast<std::size_t>(&instruction - program.code.data())].keyword;
      const ValueSet& values = program.values[instruction.operand];
      return values_message(program, block, values, keyword) + (values.size == 0 ? "" : found_type(values, document, node));
    }
    case Op::minimum: return fmt::format("must be at least {}", bound());
    case Op::maximum: return fmt::format("must be at most {}", bound());
    case Op::exclusive_minimum: return fmt::format("must be greater than {}", bound());
    case Op::exclusive_maximum: return fmt::format("must be less than {}", bound());
    case Op::min_length: return fmt::format("{}, at least {}", characters(), instruction.integer);
    case Op::max_length: return fmt::format("{}, at most {}", characters(), instruction.integer);
    case Op::format: return fmt::format("not {} ({})", to_text(static_cast<Format>(instruction.operand)), characters());
    case Op::multiple_of: return fmt::format("must be a multiple of {}", bound());
    case Op::pattern:
      return fmt::format("does not match the pattern {} ({})", excerpt(program.patterns[instruction.operand].source()),
                         characters());
    case Op::ref:
    case Op::object:
    case Op::array:
    case Op::dependents:
    case Op::property_names:
    case Op::contains:
    case Op::all_of:
    case Op::negation:
    case Op::any_of:
    case Op::one_of:
    case Op::condition:
    case Op::unique_items:
    case Op::unevaluated: break;
  }
  return "";
}

}  // namespace sluiced::schema
