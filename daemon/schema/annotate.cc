#include "schema/annotate.h"

#include <utility>

#include "json/writer.h"
#include "schema/evaluator.h"
#include "schema/keywords.h"
#include "schema/trail.h"

namespace sluiced::schema {
namespace {

std::string json_list(const std::vector<std::string_view>& names) {
  json::Writer writer;
  writer.begin_array();
  for (const std::string_view name : names) writer.string(name);
  writer.end_array();
  return writer.text();
}

/// Walks what holds. Where that is not known, the evaluator is asked first.
class Annotator : private Evaluator<TreeView> {
 public:
  Annotator(const Program& program, const TreeView& document, Workspace<TreeView>& workspace, ExplanationPaths& paths)
      : Evaluator(program, document, workspace), keyword_path_(paths.keyword), instance_path_(paths.instance) {
    keyword_path_.clear();
    instance_path_.clear();
  }

  Outline run() {
    outline_.valid = true;
    outline_.root = {"", absolute_location(program_, program_.block_origins[program_.root], ""), "", ""};
    annotate(program_.root, view_.root());
    outline_.is_cut = full();
    return std::move(outline_);
  }

 private:
  bool full() const { return outline_.units.size() >= output_units_max || bytes_ > output_bytes_max || limited_; }

  // None of these is put into another: annotate() recurses, and its frame would hold all of theirs.
  void annotate(BlockIndex index, Node node);
  void annotate_parts(BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_schema(BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_applicator(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_object(const ObjectPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_array(const ArrayPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_dependents(const Instruction& instruction, Node node);
  [[gnu::noinline]] void annotate_contains(const Containment& containment, BlockIndex index, Node node);
  [[gnu::noinline]] void annotate_list(const Instruction& instruction, Node node);
  [[gnu::noinline]] void annotate_condition(const Condition& condition, Node node);
  [[gnu::noinline]] void annotate_leftovers(const Leftovers& plan, BlockIndex index, Node node);

  bool is_modern(BlockIndex index) const { return language(index).dialect >= Dialect::draft2019_09; }
  const Language& language(BlockIndex index) const { return program_.languages[program_.block_origins[index].resource]; }
  std::string_view keyword_of(const Instruction& instruction) const {
    return program_.origins[static_cast<std::size_t>(&instruction - program_.code.data())].keyword;
  }

  [[gnu::noinline]] void add(BlockIndex index, std::string_view keyword, std::string value);
  /// What an applicator says of itself: from 2019-09 on, and where it has applied to something.
  void add_names(BlockIndex index, std::string_view keyword, const std::vector<std::string_view>& names) {
    if (!names.empty() && is_modern(index)) add(index, keyword, json_list(names));
  }
  [[gnu::noinline]] void add_group(BlockIndex index, std::size_t first);

  std::string& keyword_path_;
  std::string& instance_path_;
  std::size_t bytes_ = 0;
  Outline outline_;
};

void Annotator::annotate(BlockIndex index, Node node) {
  if (full() || !enter()) return;
  const std::size_t first = outline_.units.size();
  annotate_schema(index, node);
  annotate_parts(index, node);
  leave();
  add_group(index, first);
}

void Annotator::annotate_parts(BlockIndex index, Node node) {
  const Block& block = program_.blocks[index];
  const TypeMask type = type_within(block, node);
  for (const Instruction& instruction : program_.instructions(block))
    if (!full() && is_applicator(instruction.op) && (instruction.applies & type) != 0)
      annotate_applicator(instruction, index, node);
}

/// What the keywords of the schema itself say.
void Annotator::annotate_schema(BlockIndex index, Node node) {
  const BlockOrigin& origin = program_.block_origins[index];
  const json::Tree& tree = program_.files[origin.file].document->tree;
  if (tree[origin.node].kind != json::Kind::object) return;
  if (has_lonely_references(language(index).dialect) && json::find_member(tree, origin.node, "$ref") != json::no_node) return;
  const bool is_string = view_.kind(node) == json::Kind::string;
  const bool has_media_type = json::find_member(tree, origin.node, "contentMediaType") != json::no_node;
  for (const json::NodeIndex value : json::children(tree, origin.node)) {
    const std::string_view name = tree[value].name();
    const KeywordInfo* const info = find_keyword(name, language(index));
    bool annotates = info == nullptr && is_modern(index);
    if (info != nullptr) switch (info->keyword) {
        case Keyword::annotation_text: annotates = name != "$comment"; break;
        case Keyword::annotation_flag:
        case Keyword::annotation_array:
        case Keyword::annotation_any:
        case Keyword::format: annotates = true; break;
        case Keyword::content_encoding:
        case Keyword::content_media_type: annotates = is_string; break;
        case Keyword::content_schema: annotates = is_string && has_media_type; break;
        default: break;  // an assertion, or an applicator: annotate_applicator()
      }
    if (!annotates || full()) continue;
    json::Writer writer;
    writer.value(tree, value);
    add(index, name, writer.text());
  }
}

void Annotator::annotate_applicator(const Instruction& instruction, BlockIndex index, Node node) {
  switch (instruction.op) {
    case Op::ref: {
      const Step step(keyword_path_, keyword_of(instruction));
      return annotate(instruction.operand, node);
    }
    case Op::object: return annotate_object(program_.objects[instruction.operand], index, node);
    case Op::array: return annotate_array(program_.arrays[instruction.operand], index, node);
    case Op::dependents: return annotate_dependents(instruction, node);
    case Op::contains: return annotate_contains(program_.containments[instruction.operand], index, node);
    case Op::all_of:
    case Op::any_of:
    case Op::one_of: return annotate_list(instruction, node);
    case Op::condition: return annotate_condition(program_.conditions[instruction.operand], node);
    case Op::unevaluated: return annotate_leftovers(program_.leftovers[instruction.operand], index, node);
    default: return;  // `not` and `propertyNames` pass nothing on
  }
}

void Annotator::annotate_object(const ObjectPlan& plan, BlockIndex index, Node node) {
  std::vector<std::string_view> declared;
  std::vector<std::string_view> matched;
  std::vector<std::string_view> additional;
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end && !full(); member = view_.next_sibling(member)) {
    const std::string_view name = view_.name(member);
    const Step place(instance_path_, name);
    const std::uint32_t at = plan.table.find(name);
    const bool is_declared = at != NameTable::none && plan.members[at].block != no_block;
    if (is_declared) {
      declared.push_back(name);
      const Step step(keyword_path_, "properties", name);
      annotate(plan.members[at].block, member);
    }
    bool is_matched = false;
    for (const ObjectPlan::PatternMember& known : plan.patterns) {
      if (!finds(program_.patterns[known.pattern], name)) continue;
      is_matched = true;
      const Step step(keyword_path_, "patternProperties", known.source);
      annotate(known.block, member);
    }
    if (is_matched) matched.push_back(name);
    if (is_declared || is_matched || !plan.evaluates_all) continue;
    additional.push_back(name);
    const Step step(keyword_path_, "additionalProperties");
    if (plan.additional != no_block) annotate(plan.additional, member);
  }
  add_names(index, "properties", declared);
  add_names(index, "patternProperties", matched);
  add_names(index, "additionalProperties", additional);
}

void Annotator::annotate_array(const ArrayPlan& plan, BlockIndex index, Node node) {
  const Node end = view_.end_of_children(node);
  std::size_t i = 0;
  for (Node item = view_.first_child(node); item != end && !full(); item = view_.next_sibling(item), ++i) {
    const bool leads = i < plan.prefix.size();
    if (!leads && plan.rest == no_block) break;
    const Step place(instance_path_, std::to_string(i));
    if (leads) {
      const Step step(keyword_path_, plan.prefix_keyword, i);
      annotate(plan.prefix[i], item);
    } else {
      const Step step(keyword_path_, plan.rest_keyword);
      annotate(plan.rest, item);
    }
  }
  const std::size_t count = view_.count(node);
  if (count == 0 || !is_modern(index)) return;
  if (!plan.prefix.empty())
    add(index, plan.prefix_keyword, count <= plan.prefix.size() ? "true" : std::to_string(plan.prefix.size() - 1));
  if (plan.rest != no_block && count > plan.prefix.size()) add(index, plan.rest_keyword, "true");
}

void Annotator::annotate_dependents(const Instruction& instruction, Node node) {
  const DependentPlan& plan = program_.dependents[instruction.operand];
  Flags<TreeView> present(workspace_, plan.names.size());
  mark_present(plan, node, present);
  for (const DependentPlan::Trigger& trigger : plan.triggers) {
    if (!present[trigger.name] || trigger.block == no_block) continue;
    const Step step(keyword_path_, keyword_of(instruction), plan.names[trigger.name]);
    annotate(trigger.block, node);
  }
}

void Annotator::annotate_contains(const Containment& containment, BlockIndex index, Node node) {
  const Node end = view_.end_of_children(node);
  std::size_t i = 0;
  std::string found;
  std::size_t count = 0;
  for (Node item = view_.first_child(node); item != end && !full(); item = view_.next_sibling(item), ++i) {
    if (!accepts(containment.block, item)) continue;
    ++count;
    found += (found.empty() ? "" : ",") + std::to_string(i);
    const Step place(instance_path_, std::to_string(i));
    const Step step(keyword_path_, "contains");
    annotate(containment.block, item);
  }
  if (count == 0 || !containment.evaluates) return;
  add(index, "contains", count == view_.count(node) ? "true" : "[" + found + "]");
}

void Annotator::annotate_list(const Instruction& instruction, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  for (std::size_t i = 0; i < blocks.size() && !full(); ++i) {
    if (instruction.op != Op::all_of && !accepts(blocks[i], node)) continue;
    const Step step(keyword_path_, keyword_of(instruction), i);
    annotate(blocks[i], node);
  }
}

void Annotator::annotate_condition(const Condition& condition, Node node) {
  const bool holds_test = accepts(condition.test, node);
  if (holds_test) {
    const Step step(keyword_path_, "if");
    annotate(condition.test, node);
  }
  const BlockIndex chosen = holds_test ? condition.then : condition.otherwise;
  if (chosen == no_block) return;
  const Step step(keyword_path_, holds_test ? "then" : "else");
  annotate(chosen, node);
}

/// All else in the schema is a block of its own here, but no schema of its own.
void Annotator::annotate_leftovers(const Leftovers& plan, BlockIndex index, Node node) {
  annotate_parts(plan.others, node);
  if (full() || !is_container(node)) return;
  const bool is_object = view_.kind(node) == json::Kind::object;
  const BlockIndex block = is_object ? plan.properties : plan.items;
  Flags<TreeView> evaluated(workspace_, view_.count(node));
  if (block == no_block || !tracks(plan.others, node, evaluated)) return;
  const std::string_view keyword = is_object ? "unevaluatedProperties" : "unevaluatedItems";
  std::vector<std::string_view> left_over;
  const Node end = view_.end_of_children(node);
  std::size_t i = 0;
  for (Node child = view_.first_child(node); child != end && !full(); child = view_.next_sibling(child), ++i) {
    if (evaluated[i]) continue;
    left_over.push_back(view_.name(child));
    const Step place(instance_path_, is_object ? std::string(view_.name(child)) : std::to_string(i));
    const Step step(keyword_path_, keyword);
    annotate(block, child);
  }
  if (is_object)
    add_names(index, keyword, left_over);
  else if (!left_over.empty())
    add(index, keyword, "true");
}

void Annotator::add(BlockIndex index, std::string_view keyword, std::string value) {
  if (full()) return;
  OutputUnit unit;
  unit.keyword_location = keyword_path_;
  json::append_token(unit.keyword_location, keyword);
  unit.absolute_keyword_location = absolute_location(program_, program_.block_origins[index], keyword);
  unit.instance_location = instance_path_;
  unit.text = std::move(value);
  bytes_ += unit.keyword_location.size() + unit.absolute_keyword_location.size() + instance_path_.size() + unit.text.size();
  outline_.units.push_back(std::move(unit));
}

void Annotator::add_group(BlockIndex index, std::size_t first) {
  if (outline_.units.size() - first < 2) return;
  outline_.groups.push_back({first, outline_.units.size(), false, keyword_path_,
                             absolute_location(program_, program_.block_origins[index], ""), instance_path_});
  bytes_ += keyword_path_.size() + instance_path_.size();
}

}  // namespace

Outline outline_annotations(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                            ExplanationPaths& paths) {
  return Annotator(program, document, workspace, paths).run();
}

}  // namespace sluiced::schema
