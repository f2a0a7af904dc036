// The walk behind explain.h. Private to explain*.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/evaluator.h"
#include "schema/explain.h"
#include "schema/trail.h"

namespace sluiced::schema {

/// Lives for one document.
class Explainer : private Evaluator<TreeView> {
 public:
  /// closest: of alternatives that all fail, the one that was probably meant. all: every one, and groups of what belongs together.
  enum class Reach : std::uint8_t { closest, all };

  Explainer(const Program& program, const TreeView& document, Workspace<TreeView>& workspace, ExplanationPaths& paths,
            Reach reach, std::size_t at_most)
      : Evaluator(program, document, workspace),
        keyword_path_(paths.keyword),
        instance_path_(paths.instance),
        reach_(reach),
        at_most_(at_most) {
    keyword_path_.clear();
    instance_path_.clear();
  }

  std::vector<Violation> run();
  Outline outline();

 private:
  bool full() const { return found_.size() >= at_most_ || limited_ || (reach_ == Reach::all && bytes_ > output_bytes_max); }

  // None of these is put into another: explain() recurses, and its frame would hold all of theirs.
  void explain(BlockIndex index, Node node);
  [[gnu::noinline]] void explain_applicator(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_object(const ObjectPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_required(const ObjectPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_member(const ObjectPlan& plan, BlockIndex index, Node node, Node member);
  [[gnu::noinline]] void explain_array(const ArrayPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_dependents(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_names(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_contains(const Containment& containment, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_unique_items(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_leftovers(const Leftovers& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_negation(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_all_of(const Instruction& instruction, Node node);
  [[gnu::noinline]] void explain_any_of(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_one_of(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_alternatives(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_closest(const std::vector<BlockIndex>& blocks, std::string_view keyword, Node node);
  [[gnu::noinline]] void explain_condition(const Condition& condition, Node node);

  // The sentences of applicators.
  std::string stray_member(const ObjectPlan& plan, Node node, std::string_view name);
  std::string why_name_fails(BlockIndex block, Node name);
  std::string ruled_out(BlockIndex block, Node node);
  std::string reason_text() const;
  bool has_member(Node object, std::string_view name) const;

  /// The condition whose branch is being walked.
  struct Reason {
    const Condition* condition = nullptr;
    Node node = nullptr;
    std::size_t path_length = 0;  ///< of the way to the node
    bool holds = false;
  };

  /// How far an alternative is from the value: the smaller the closer, its first part first.
  struct Distance;
  Distance distance() const;

  /// That a value of the wrong type is none of the allowed ones either is not worth a sentence.
  bool is_implied(const Instruction& instruction) const {
    return reach_ == Reach::closest && instruction.op == Op::one_of_values;
  }
  bool is_false(BlockIndex index) const { return program_.blocks[index].types == types::none; }
  const Origin& origin(const Instruction& instruction) const {
    return program_.origins[static_cast<std::size_t>(&instruction - program_.code.data())];
  }
  [[gnu::noinline]] void add(BlockIndex index, const Origin& origin, Node node, std::string message);
  [[gnu::noinline]] void add_type(BlockIndex index, Node node);
  [[gnu::noinline]] void add_group(BlockIndex index, std::size_t first);
  void add_limit();

  std::string& keyword_path_;
  std::string& instance_path_;
  Reach reach_;
  std::size_t at_most_;
  std::size_t bytes_ = 0;
  std::uint32_t closest_depth_ = 0;
  Reason reason_;
  std::vector<Violation> found_;
  std::vector<OutputGroup> groups_;
};

}  // namespace sluiced::schema
