#include "schema/output.h"

#include <algorithm>
#include <tuple>

#include "json/writer.h"

namespace sluiced::schema {
namespace {

class OutlineWriter {
 public:
  explicit OutlineWriter(Outline outline) : outline_(std::move(outline)) {
    // Stable: of groups with the same units the innermost stays, the others are nodes with that one as their only child.
    std::stable_sort(outline_.groups.begin(), outline_.groups.end(), [](const OutputGroup& a, const OutputGroup& b) {
      return std::tuple(a.first, b.last) < std::tuple(b.first, a.last);
    });
    const auto same = [](const OutputGroup& a, const OutputGroup& b) { return a.first == b.first && a.last == b.last; };
    outline_.groups.erase(std::unique(outline_.groups.begin(), outline_.groups.end(), same), outline_.groups.end());
  }

  std::string flag() {
    writer_.begin_object();
    writer_.key("valid");
    writer_.boolean(outline_.valid);
    return finish();
  }

  std::string basic() {
    begin_node(outline_.root);
    begin_children();
    for (const OutputUnit& unit : outline_.units) add_leaf(unit);
    writer_.end_array();
    return finish();
  }

  std::string detailed() {
    const std::size_t all = outline_.units.size();
    const bool has_group = !outline_.groups.empty() && outline_.groups[0].first == 0 && outline_.groups[0].last == all;
    if (has_group) {
      next_group_ = 1;
      begin_group(outline_.groups[0]);
    } else if (all == 1) {
      begin_node(outline_.units[0]);
      add_text(outline_.units[0]);
    } else {
      begin_node(outline_.root);
      begin_children();
      add_range(0, all);
      writer_.end_array();
    }
    return finish();
  }

 private:
  void add(std::string_view name, std::string_view value) {
    writer_.key(name);
    writer_.string(value);
  }
  template <class Node>
  void begin_node(const Node& node) {
    writer_.begin_object();
    writer_.key("valid");
    writer_.boolean(outline_.valid);
    add("keywordLocation", node.keyword_location);
    add("absoluteKeywordLocation", node.absolute_keyword_location);
    add("instanceLocation", node.instance_location);
  }
  void begin_children() {
    writer_.key(outline_.valid ? "annotations" : "errors");
    writer_.begin_array();
  }
  void add_text(const OutputUnit& unit) {
    if (!outline_.valid) return add("error", unit.text);
    writer_.key("annotation");
    writer_.json(unit.text);
  }
  void add_leaf(const OutputUnit& unit) {
    begin_node(unit);
    add_text(unit);
    writer_.end_object();
  }

  /// All of a group but the end of its object.
  void begin_group(const OutputGroup& group) {
    if (group.is_headed) {
      begin_node(outline_.units[group.first]);
      add_text(outline_.units[group.first]);
    } else {
      begin_node(group);
    }
    begin_children();
    add_range(group.first + (group.is_headed ? 1 : 0), group.last);
    writer_.end_array();
  }
  void add_range(std::size_t first, std::size_t last) {
    while (first != last) {
      if (next_group_ == outline_.groups.size() || outline_.groups[next_group_].first != first) {
        add_leaf(outline_.units[first++]);
        continue;
      }
      const OutputGroup& group = outline_.groups[next_group_++];
      begin_group(group);
      writer_.end_object();
      first = group.last;
    }
  }

  std::string finish() {
    if (outline_.is_cut) {
      writer_.key("truncated");
      writer_.boolean(true);
    }
    writer_.end_object();
    return writer_.text();
  }

  Outline outline_;
  json::Writer writer_;
  std::size_t next_group_ = 0;
};

}  // namespace

std::string to_json(Outline outline, OutputShape shape) {
  OutlineWriter writer(std::move(outline));
  switch (shape) {
    case OutputShape::flag: return writer.flag();
    case OutputShape::basic: return writer.basic();
    case OutputShape::detailed: return writer.detailed();
  }
  return writer.flag();
}

}  // namespace sluiced::schema
