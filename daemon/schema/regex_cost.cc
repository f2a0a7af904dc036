#include <algorithm>

#include "schema/regex_text.h"

namespace sluiced::schema {
namespace {

using Kind = RegexNode::Kind;

constexpr std::uint64_t unbounded = RegexNode::unbounded;

bool is_single(const RegexNode& node) { return node.kind == Kind::character || node.kind == Kind::char_class; }

class StepWidth {
 public:
  explicit StepWidth(const Regex& regex) : regex_(regex), longest_(regex.nodes.size()), of_group_(regex.capture_count + 1) {
    // Nodes stand behind their children.
    for (std::size_t i = 0; i < longest_.size(); ++i) {
      longest_[i] = std::min(longest(regex_.nodes[i]), unbounded);
      if (regex_.nodes[i].kind == Kind::capture) of_group_[regex_.nodes[i].number] = longest_[i];
    }
  }

  std::uint64_t run() const {
    std::uint64_t widest = 1;
    for (const RegexNode& node : regex_.nodes) {
      std::uint64_t width = at_once(node);
      if (node.kind == Kind::sequence)
        for (const auto child : node.children) width += at_once(regex_.nodes[child]);
      widest = std::max(widest, width);
    }
    return std::min(widest, unbounded);
  }

 private:
  /// The longest text that a node can take, in characters.
  std::uint64_t longest(const RegexNode& node) const {
    std::uint64_t length = 0;
    switch (node.kind) {
      case Kind::character:
      case Kind::char_class: return 1;
      case Kind::sequence:
        for (const auto child : node.children) length += longest_[child];
        return length;
      case Kind::choice:
        for (const auto child : node.children) length = std::max(length, longest_[child]);
        return length;
      case Kind::repetition: return longest_[node.children.front()] == 0 ? 0 : node.max * longest_[node.children.front()];
      case Kind::capture: return longest_[node.children.front()];
      case Kind::reference: return unbounded;
      case Kind::start:
      case Kind::end:
      case Kind::word_boundary:
      case Kind::look: break;
    }
    return 0;
  }

  std::uint64_t at_once(const RegexNode& node) const {
    if (is_single(node)) return 1;
    if (node.kind == Kind::reference) return of_group_[node.number];
    return node.kind == Kind::repetition && is_single(regex_.nodes[node.children.front()]) ? node.min : 0;
  }

  const Regex& regex_;
  std::vector<std::uint64_t> longest_;   ///< by node
  std::vector<std::uint64_t> of_group_;  ///< by number
};

}  // namespace

std::uint64_t step_width(const Regex& regex) { return StepWidth(regex).run(); }

}  // namespace sluiced::schema
