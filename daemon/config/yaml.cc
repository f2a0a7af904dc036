#include "config/yaml.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/units.h"
#include "config/yaml_events.h"
#include "config/yaml_scalar.h"

namespace sluiced::config {
namespace {

/// Whether a null stands at the offset as a word of its own. Where the value is absent, yaml-cpp names the place of whatever
/// comes next.
bool is_written_null(std::string_view bytes, std::size_t offset) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (bytes.substr(offset, word.size()) != word) continue;
    const std::size_t after = offset + word.size();
    if (after == bytes.size() || std::string_view(" \t\r\n,]}").find(bytes[after]) != std::string_view::npos) return true;
  }
  return false;
}

class Builder {
 public:
  Builder(json::Document& document, std::unordered_map<json::NodeIndex, std::string>& written, const VariableLookup* variables)
      : document_(document), written_(written), variables_(variables), builder_(document.tree) {}

  std::optional<YamlError> build(const std::vector<YamlEvent>& events) {
    for (const YamlEvent& event : events) {
      if (event.kind == YamlEvent::Kind::end) {
        builder_.end();
        open_.pop_back();
        continue;
      }
      auto error = at_key() ? key(event) : value(event);
      if (error) return error;
    }
    return std::nullopt;
  }

 private:
  struct Open {
    bool mapping = false;
    bool has_key = false;  ///< of a mapping: the next event is a value
    std::uint32_t key_offset = 0;
    std::set<std::string, std::less<>> keys;
  };

  bool at_key() const { return !open_.empty() && open_.back().mapping && !open_.back().has_key; }

  std::optional<YamlError> key(const YamlEvent& event) {
    Open& mapping = open_.back();
    if (event.kind == YamlEvent::Kind::null) return YamlError{event.offset, "a key must be text; quote it where it is one"};
    if (event.kind != YamlEvent::Kind::scalar) return YamlError{event.offset, "a key must be text"};
    if (event.text == "<<" && event.plain) return YamlError{event.offset, "unknown key '<<': merge keys are not supported"};
    if (!mapping.keys.insert(event.text).second) {
      return YamlError{event.offset, fmt::format("key {} stands twice in this mapping", quoted_excerpt(event.text))};
    }
    mapping.has_key = true;
    mapping.key_offset = event.offset;
    builder_.key(event.text, event.offset);
    return std::nullopt;
  }

  std::optional<YamlError> value(const YamlEvent& event) {
    const bool in_mapping = !open_.empty() && open_.back().mapping;
    if (in_mapping) open_.back().has_key = false;
    switch (event.kind) {
      case YamlEvent::Kind::null:
        builder_.null(in_mapping && !is_written_null(document_.bytes, event.offset) ? open_.back().key_offset : event.offset);
        return std::nullopt;
      case YamlEvent::Kind::scalar: return scalar(event);
      case YamlEvent::Kind::begin_list:
      case YamlEvent::Kind::begin_mapping: return container(event);
      case YamlEvent::Kind::end: break;
    }
    return std::nullopt;
  }

  std::optional<YamlError> container(const YamlEvent& event) {
    const bool mapping = event.kind == YamlEvent::Kind::begin_mapping;
    if (!event.tag.empty() && event.tag != (mapping ? "map" : "seq")) return wrong_tag(event);
    if (open_.size() >= file_limits.depth_max) return YamlError{event.offset, "nested too deeply"};
    mapping ? builder_.begin_object(event.offset) : builder_.begin_array(event.offset);
    open_.emplace_back().mapping = mapping;
    return std::nullopt;
  }

  std::optional<YamlError> scalar(const YamlEvent& event) {
    std::string text = event.text;
    if (variables_ != nullptr) {
      auto replaced = interpolate(event.text, *variables_);
      if (!replaced) return YamlError{place_within(event, replaced.error().at), replaced.error().message};
      text = std::move(replaced).value();
    }
    if ((!event.plain && event.tag.empty()) || event.tag == "str") {
      builder_.string(text, event.offset);
      return std::nullopt;
    }
    auto typed = type_plain_scalar(text);
    if (!typed) return YamlError{event.offset, typed.error()};
    if (!event.tag.empty() && !tag_fits(event.tag, *typed)) return wrong_tag(event);
    add(*typed, std::move(text), event.offset);
    return std::nullopt;
  }

  void add(const TypedScalar& typed, std::string text, std::uint32_t offset) {
    const auto index = static_cast<json::NodeIndex>(document_.tree.nodes.size());
    switch (typed.kind) {
      case json::Kind::null: return builder_.null(offset);
      case json::Kind::boolean: builder_.boolean(typed.truth, offset); break;
      case json::Kind::number: builder_.number(typed.number, offset); break;
      case json::Kind::string:
      case json::Kind::array:
      case json::Kind::object: return builder_.string(text, offset);
    }
    written_.emplace(index, std::move(text));
  }

  static bool tag_fits(std::string_view tag, const TypedScalar& typed) {
    if (tag == "int") return typed.kind == json::Kind::number && typed.number.find_first_of(".eE") == std::string::npos;
    if (tag == "float") return typed.kind == json::Kind::number;
    if (tag == "bool") return typed.kind == json::Kind::boolean;
    return tag == "null" && typed.kind == json::Kind::null;
  }

  static YamlError wrong_tag(const YamlEvent& event) {
    return {event.offset, fmt::format("this value is not what its tag !!{} says", event.tag)};
  }

  /// The byte of the scalar's text[at]; the scalar's own place where escapes, folding or a tag keep the two from running in step.
  std::uint32_t place_within(const YamlEvent& event, std::size_t at) const {
    const std::size_t begin = event.offset + (event.plain ? 0U : 1U);
    const bool in_step =
        std::string_view(document_.bytes).substr(begin, at + 1) == std::string_view(event.text).substr(0, at + 1);
    return in_step ? static_cast<std::uint32_t>(begin + at) : event.offset;
  }

  json::Document& document_;
  std::unordered_map<json::NodeIndex, std::string>& written_;
  const VariableLookup* variables_;
  json::TreeBuilder builder_;
  std::vector<Open> open_;
};

}  // namespace

Place YamlDocument::place(std::uint32_t offset) const {
  const auto [line, column] = document->line_column(offset);
  return {document->file, line, column};
}

Result<YamlDocument, Fault> read_yaml(std::string name, std::string bytes, const VariableLookup* variables) {
  if (bytes.size() > file_limits.bytes_max) {
    return failure(Fault{{std::move(name), 0, 0}, fmt::format("larger than {}", size_text(file_limits.bytes_max))});
  }
  auto document = std::make_shared<json::Document>();
  document->file = std::move(name);
  document->bytes = std::move(bytes);
  YamlDocument yaml{document, {}};
  const auto fault = [&yaml](const YamlError& error) { return failure(Fault{yaml.place(error.offset), error.message}); };
  const auto events = read_yaml_events(document->bytes);
  if (!events) return fault(events.error());
  if (auto error = Builder(*document, yaml.written, variables).build(*events)) return fault(*error);
  return yaml;
}

}  // namespace sluiced::config
