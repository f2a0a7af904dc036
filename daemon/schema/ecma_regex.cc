#include "schema/ecma_regex.h"

#include <algorithm>

#include "schema/ecma_class.h"

namespace sluiced::schema {
namespace {

using Index = RegexNode::Index;
using Kind = RegexNode::Kind;

class Parser {
 public:
  Parser(std::string_view pattern, RegexSyntax syntax) : in_(pattern, syntax) {}

  Regex run() {
    disjunction(0);
    if (in_.peek() == ')') in_.fail("')' closes nothing");
    for (const RegexNode& node : regex_.nodes)
      if (node.kind == Kind::reference) check_number(node);
    for (const auto& [node, name] : named_references_) resolve(regex_.nodes[node], name);
    return std::move(regex_);
  }

 private:
  Index add(RegexNode node) {
    regex_.nodes.push_back(std::move(node));
    return static_cast<Index>(regex_.nodes.size() - 1);
  }
  RegexNode node_at(Kind kind, std::size_t position) const {
    RegexNode node;
    node.kind = kind;
    node.position = position;
    return node;
  }

  Index disjunction(std::uint32_t depth) {
    if (depth > regex_depth_max) in_.fail("groups are nested too deeply");
    const std::size_t position = in_.position();
    std::vector<Index> branches{alternative(depth)};
    while (in_.take("|")) branches.push_back(alternative(depth));
    if (branches.size() == 1) return branches.front();
    RegexNode choice = node_at(Kind::choice, position);
    choice.children = std::move(branches);
    return add(std::move(choice));
  }

  Index alternative(std::uint32_t depth) {
    RegexNode sequence = node_at(Kind::sequence, in_.position());
    while (!in_.done() && in_.peek() != '|' && in_.peek() != ')') sequence.children.push_back(term(depth));
    if (sequence.children.size() == 1) return sequence.children.front();
    return add(std::move(sequence));
  }

  Index term(std::uint32_t depth) {
    const std::size_t position = in_.position();
    Index index = 0;
    if (in_.take("^")) return assertion(Kind::start, position);
    if (in_.take("$")) return assertion(Kind::end, position);
    if (in_.take("\\b")) return assertion(Kind::word_boundary, position);
    if (in_.take("\\B")) return assertion(Kind::word_boundary, position, true);
    if (in_.take("(")) {
      index = group(depth, position);
      if (regex_.nodes[index].kind == Kind::look && regex_.nodes[index].position == position) return index;
    } else {
      index = atom(position);
    }
    return quantified(index, position);
  }

  Index assertion(Kind kind, std::size_t position, bool negated = false) {
    RegexNode node = node_at(kind, position);
    node.negated = negated;
    return add(std::move(node));
  }

  /// After '('.
  Index group(std::uint32_t depth, std::size_t position) {
    RegexNode node = node_at(Kind::sequence, position);
    if (in_.take("?:")) {
    } else if (in_.take("?=") || in_.take("?!")) {
      node.kind = Kind::look;
      node.negated = in_.last() == '!';
    } else if (in_.take("?<=") || in_.take("?<!")) {
      node.kind = Kind::look;
      node.behind = true;
      node.negated = in_.last() == '!';
    } else {
      node.kind = Kind::capture;
      node.number = ++regex_.capture_count;
      if (in_.take("?<"))
        add_name(in_.group_name(), position);
      else if (in_.peek() == '?')
        in_.fail("'(?' goes on with ':', '=', '!', '<=', '<!' or '<name>'");
    }
    node.children.push_back(disjunction(depth + 1));
    if (!in_.take(")")) in_.fail_at(position, "a group has no end");
    if (node.kind == Kind::sequence) return node.children.front();
    return add(std::move(node));
  }

  void add_name(std::string name, std::size_t position) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) in_.fail_at(position, "two groups have the same name");
    names_.resize(regex_.capture_count);
    names_.back() = std::move(name);
  }

  Index atom(std::size_t position) {
    RegexNode node = node_at(Kind::char_class, position);
    if (in_.take("[")) {
      read_class(in_, node);
    } else if (in_.take(".")) {
      // Everything but the line terminators.
      node.negated = true;
      for (const auto& [from, to] : {std::pair<std::uint32_t, std::uint32_t>{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}})
        node.items.push_back({RegexClassItem::Kind::range, from, to, {}});
    } else if (in_.take("\\")) {
      return escape(std::move(node));
    } else {
      const char c = in_.peek();
      if (c == '*' || c == '+' || c == '?') in_.fail("nothing stands before a quantifier");
      if (c == '{' && in_.quantifier_begins()) in_.fail("nothing stands before a quantifier");
      if ((c == '{' || c == '}' || c == ']') && in_.strict()) in_.fail("a brace or bracket stands alone");
      node.kind = Kind::character;
      node.code_point = in_.next();
    }
    return add(std::move(node));
  }

  /// After a backslash.
  Index escape(RegexNode node) {
    if (in_.peek() >= '1' && in_.peek() <= '9') {
      node.kind = Kind::reference;
      node.number = in_.number();
      return add(std::move(node));
    }
    if (in_.take("k")) {
      if (!in_.take("<")) in_.fail("'\\k' is followed by '<name>'");
      node.kind = Kind::reference;
      std::string name = in_.group_name();
      const Index index = add(std::move(node));
      named_references_.emplace_back(index, std::move(name));
      return index;
    }
    RegexClassItem item = read_escape(in_);
    if (item.kind == RegexClassItem::Kind::range) {
      node.kind = Kind::character;
      node.code_point = item.from;
    } else {
      node.items.push_back(std::move(item));
    }
    return add(std::move(node));
  }

  Index quantified(Index child, std::size_t position) {
    RegexNode node = node_at(Kind::repetition, position);
    node.max = RegexNode::unbounded;
    if (in_.take("*")) {
    } else if (in_.take("+")) {
      node.min = 1;
    } else if (in_.take("?")) {
      node.max = 1;
    } else if (in_.quantifier_begins()) {
      const std::size_t brace = in_.position();
      in_.take("{");
      node.min = node.max = in_.number();
      if (in_.take(",")) node.max = in_.peek() == '}' ? RegexNode::unbounded : in_.number();
      in_.take("}");
      if (node.max < node.min) in_.fail_at(brace, "a quantifier's bounds are in the wrong order");
    } else {
      return child;
    }
    node.lazy = in_.take("?");
    node.children.push_back(child);
    return add(std::move(node));
  }

  void check_number(const RegexNode& node) const {
    if (node.number > regex_.capture_count) in_.fail_at(node.position, "a back-reference is to a group that is not there");
  }
  void resolve(RegexNode& node, const std::string& name) const {
    const auto known = std::find(names_.begin(), names_.end(), name);
    if (known == names_.end()) in_.fail_at(node.position, "a back-reference is to a name that no group has");
    node.number = static_cast<std::uint32_t>(known - names_.begin() + 1);
  }

  RegexInput in_;
  Regex regex_;
  std::vector<std::string> names_;  ///< by number - 1; "" for a group without
  std::vector<std::pair<Index, std::string>> named_references_;
};

}  // namespace

Result<Regex, RegexFault> parse_regex(std::string_view pattern, RegexSyntax syntax) {
  if (pattern.size() > regex_bytes_max) return failure(RegexFault{"it is over 64 KiB long", 0});
  try {
    return Parser(pattern, syntax).run();
  } catch (RegexFault& fault) {
    return failure(std::move(fault));
  }
}

}  // namespace sluiced::schema
