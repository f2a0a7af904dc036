#include <algorithm>

#include "schema/regex_text.h"

namespace sluiced::schema {
namespace {

using Index = RegexNode::Index;
using Kind = RegexNode::Kind;
using Path = std::vector<Index>;  ///< from the root down

class ReferenceCheck {
 public:
  explicit ReferenceCheck(const Regex& regex) : regex_(regex), nullable_(regex.nodes.size()), groups_(regex.capture_count + 1) {
    // Nodes stand behind their children.
    for (Index i = 0; i < regex.nodes.size(); ++i) nullable_[i] = may_be_empty(regex.nodes[i]);
  }

  std::string run() {
    walk(static_cast<Index>(regex_.nodes.size() - 1));
    for (const Path& reference : references_)
      if (is_doubtful(reference, groups_[at(reference.back()).number]))
        return "a back-reference in look-behind, or to a group that a repetition may pass over, is not supported";
    return "";
  }

 private:
  const RegexNode& at(Index index) const { return regex_.nodes[index]; }

  bool may_be_empty(const RegexNode& node) const {
    const auto empty = [this](Index child) { return nullable_[child]; };
    switch (node.kind) {
      case Kind::character:
      case Kind::char_class: return false;
      case Kind::sequence: return std::all_of(node.children.begin(), node.children.end(), empty);
      case Kind::choice: return std::any_of(node.children.begin(), node.children.end(), empty);
      case Kind::repetition: return node.min == 0 || nullable_[node.children.front()];
      case Kind::capture: return nullable_[node.children.front()];
      case Kind::start:
      case Kind::end:
      case Kind::word_boundary:
      case Kind::look:
      case Kind::reference: break;
    }
    return true;
  }

  void walk(Index index) {
    path_.push_back(index);
    if (at(index).kind == Kind::capture) groups_[at(index).number] = path_;
    if (at(index).kind == Kind::reference) references_.push_back(path_);
    for (const Index child : at(index).children) walk(child);
    path_.pop_back();
  }

  bool is_behind(Index index) const { return at(index).kind == Kind::look && at(index).behind; }
  /// What leaves a group out that is within.
  bool is_optional(Index index) const {
    const RegexNode& node = at(index);
    return node.kind == Kind::choice || (node.kind == Kind::repetition && node.min == 0) ||
           (node.kind == Kind::look && node.negated);
  }

  bool is_doubtful(const Path& reference, const Path& group) const {
    const auto behind = [this](Index index) { return is_behind(index); };
    if (std::any_of(reference.begin(), reference.end(), behind) || std::any_of(group.begin(), group.end(), behind)) return true;
    const auto [in_reference, in_group] = std::mismatch(reference.begin(), reference.end(), group.begin(), group.end());
    // The paths part at a node's children: which of them comes first in the pattern?
    const bool after = in_group != group.end() && in_reference != reference.end() && *in_reference > *in_group;
    for (auto step = group.begin(); step != group.end(); ++step) {
      if (at(*step).kind != Kind::repetition || at(*step).max <= 1) continue;
      const bool encloses_both = step < in_group;
      if (encloses_both && !after) return true;
      if (nullable_[at(*step).children.front()]) return true;
      if (std::any_of(step + 1, group.end(), [this](Index index) { return is_optional(index); })) return true;
    }
    return false;
  }

  const Regex& regex_;
  std::vector<bool> nullable_;
  std::vector<Path> groups_;  ///< by number
  std::vector<Path> references_;
  Path path_;
};

}  // namespace

std::string doubtful_reference(const Regex& regex) { return ReferenceCheck(regex).run(); }

}  // namespace sluiced::schema
