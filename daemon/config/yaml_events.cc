#include "config/yaml_events.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>

#include "base/units.h"
#include "json/utf8.h"

namespace sluiced::config {
namespace {

constexpr std::size_t events_max = 2'000'000;      // with the text bounded already, only aliases come near it
constexpr std::size_t alias_events_max = 100'000;  // what all aliases of a file may expand to
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view core_tag_prefix = "tag:yaml.org,2002:";
constexpr std::array<std::string_view, 7> core_tags{"str", "int", "float", "bool", "null", "map", "seq"};

std::uint32_t to_offset(std::size_t value) { return static_cast<std::uint32_t>(value); }

/// Thrown through yaml-cpp, which offers no other way out of its callbacks; caught in read_yaml_events().
struct Refusal {
  YamlError error;
};

[[noreturn]] void refuse(std::uint32_t offset, std::string message) { throw Refusal{{offset, std::move(message)}}; }

/// yaml-cpp takes the end of the file for a closing quote; then all that follows a forgotten one would silently be text.
bool is_closed(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {  // tag and anchor stand before the quote
    while (at < text.size() && text[at] != ' ' && text[at] != '\n' && text[at] != '\r' && text[at] != '\t') ++at;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) ++at;
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return true;  // a block scalar
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || text.substr(at + 1, 1) != "'") return true;
      ++at;
    }
  }
  return false;
}

class Recorder final : public YAML::EventHandler {
 public:
  Recorder(std::string_view text, std::size_t skipped) : text_(text), skipped_(skipped) {}

  std::vector<YamlEvent> take() { return std::move(events_); }
  std::uint32_t last_offset() const { return last_offset_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::uint32_t at = offset(mark);
    if (++documents_ > 1) refuse(at, "a second document begins here; one file holds one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlEvent& event = begin(YamlEvent::Kind::null, mark, "?");
    event.plain = true;
    close(anchor, events_.size() - 1);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    YamlEvent& event = begin(YamlEvent::Kind::scalar, mark, tag);
    event.plain = tag == "?";
    event.text = value;
    if (!is_closed(text_, event.offset)) refuse(event.offset, "a quoted text begins here and is never closed");
    close(anchor, events_.size() - 1);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(YamlEvent::Kind::begin_list, mark, tag);
    open_.push_back({anchor, events_.size() - 1});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(YamlEvent::Kind::begin_mapping, mark, tag);
    open_.push_back({anchor, events_.size() - 1});
  }
  void OnSequenceEnd() override { end(); }
  void OnMapEnd() override { end(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    last_offset_ = offset(mark);
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) refuse(last_offset_, "an alias cannot stand within its own anchor");
    const auto [first, past] = found->second;
    alias_events_ += past - first;
    if (alias_events_ > alias_events_max) {
      refuse(last_offset_, fmt::format("aliases expand to more than {} values", alias_events_max));
    }
    for (std::size_t i = first; i < past; ++i) {
      YamlEvent copy = events_[i];
      events_.push_back(std::move(copy));
    }
  }

 private:
  struct Open {
    YAML::anchor_t anchor;
    std::size_t first;
  };
  struct Range {
    std::size_t first;
    std::size_t past;
  };

  std::uint32_t offset(const YAML::Mark& mark) const {
    return to_offset(std::min(text_.size(), static_cast<std::size_t>(std::max(mark.pos, 0)) + skipped_));
  }

  YamlEvent& begin(YamlEvent::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    last_offset_ = offset(mark);
    if (events_.size() >= events_max) refuse(last_offset_, fmt::format("more than {} values", events_max));
    YamlEvent event;
    event.kind = kind;
    event.offset = last_offset_;
    if (tag != "?" && tag != "!") {
      const bool core = tag.starts_with(core_tag_prefix);
      event.tag = core ? tag.substr(core_tag_prefix.size()) : tag;
      if (!core || std::find(core_tags.begin(), core_tags.end(), event.tag) == core_tags.end()) {
        refuse(last_offset_, fmt::format("tag {} is not supported, only those of YAML's core schema", quoted_excerpt(tag)));
      }
    }
    events_.push_back(std::move(event));
    return events_.back();
  }

  void end() {
    const Open open = open_.back();
    open_.pop_back();
    YamlEvent event;
    event.kind = YamlEvent::Kind::end;
    events_.push_back(std::move(event));
    close(open.anchor, open.first);
  }

  void close(YAML::anchor_t anchor, std::size_t first) {
    if (anchor != YAML::NullAnchor) anchored_.insert_or_assign(anchor, Range{first, events_.size()});
  }

  std::string_view text_;
  std::size_t skipped_;
  std::vector<YamlEvent> events_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Range> anchored_;
  std::size_t alias_events_ = 0;
  std::size_t documents_ = 0;
  std::uint32_t last_offset_ = 0;
};

/// yaml-cpp's words, where ours say better what to do about it.
std::string in_our_words(const std::string& message, std::string_view text, std::size_t at) {
  struct Wording {
    std::string_view theirs;
    std::string_view ours;
  };
  static const std::array wordings{
      Wording{YAML::ErrorMsg::MAP_VALUE, "a ':' cannot stand here: is the indentation right, or a quote missing?"},
      Wording{YAML::ErrorMsg::END_OF_MAP, "expected the next key of this mapping: is the indentation right, or a quote missing?"},
      Wording{YAML::ErrorMsg::END_OF_SEQ, "expected the next '-' of this list: is the indentation right?"},
      Wording{YAML::ErrorMsg::END_OF_MAP_FLOW, "expected ',' or '}'"},
      Wording{YAML::ErrorMsg::END_OF_SEQ_FLOW, "expected ',' or ']'"},
      Wording{YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab cannot indent; use spaces"},
      Wording{YAML::ErrorMsg::UNKNOWN_ANCHOR, "this alias names no anchor before it"},
      Wording{YAML::ErrorMsg::FLOW_END, "a closing ']' or '}' cannot stand here unless it is quoted"},
      Wording{YAML::ErrorMsg::BLOCK_ENTRY, "a '-' cannot stand here: is the indentation right?"},
  };
  if (message == YAML::ErrorMsg::UNKNOWN_TOKEN && at < text.size()) {
    return fmt::format("a value cannot begin with {} unless it is quoted", quoted_excerpt(text.substr(at, 1)));
  }
  for (const Wording& wording : wordings) {
    if (wording.theirs == message) return std::string(wording.ours);
  }
  return "not YAML: " + message;
}

YamlError from_exception(const YAML::Exception& error, const Recorder& recorder, std::string_view text, std::size_t skipped) {
  // Nested too deep for yaml-cpp: it says "bad file", and no place.
  if (error.msg == YAML::ErrorMsg::BAD_FILE) return {recorder.last_offset(), "nested too deeply"};
  const std::size_t at =
      error.mark.is_null() ? recorder.last_offset() : std::min(text.size(), static_cast<std::size_t>(error.mark.pos) + skipped);
  std::string message = in_our_words(error.msg, text, at);
  // `{brokers: ${X}}`: the text ends at the brace. Said here, for who wrote it sees nothing wrong with it.
  if (at > 0 && text.substr(at - 1, 2) == "${") message += "; in flow style ${…} needs quotes";
  return {to_offset(at), std::move(message)};
}

std::optional<YamlError> check_bytes(std::string_view text) {
  if (const std::size_t bad = json::find_invalid_utf8(text); bad != std::string_view::npos) {
    return YamlError{to_offset(bad), "not UTF-8"};
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f) {
      return YamlError{to_offset(at), fmt::format("control character 0x{:02x}", byte)};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<YamlEvent>, YamlError> read_yaml_events(const std::string& text) {
  if (auto error = check_bytes(text)) return failure(*std::move(error));
  const std::size_t skipped = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  std::istringstream stream(text.substr(skipped));
  Recorder recorder(text, skipped);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(recorder)) {
    }
  } catch (const YAML::Exception& error) {
    return failure(from_exception(error, recorder, text, skipped));
  } catch (Refusal& refusal) {
    return failure(std::move(refusal.error));
  }
  std::vector<YamlEvent> events = recorder.take();
  if (events.empty()) events.emplace_back().plain = true;
  return events;
}

}  // namespace sluiced::config
