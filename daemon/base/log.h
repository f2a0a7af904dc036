// Logging: one event, one line, structured. WARN = nothing is lost; ERROR = an operator must act. Values of payloads never come here.
//
//   log::event(log::Level::warn, "topic on hold", {{"topic", topic}, {"reason", to_string(reason)}, {"letters", count}});
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace sluiced::log {

enum class Level : std::uint8_t { debug, info, warn, error };

/// automatic: journald where stderr is the journal, terminal where it is one, JSON lines elsewhere.
enum class Format : std::uint8_t { automatic, terminal, json, journald };

struct Field {
  Field(std::string_view field_name, std::string_view text) : name(field_name), value(text), quoted(true) {}
  Field(std::string_view field_name, const char* text) : Field(field_name, std::string_view(text)) {}
  Field(std::string_view field_name, const std::string& text) : Field(field_name, std::string_view(text)) {}
  Field(std::string_view field_name, bool truth) : name(field_name), value(truth ? "true" : "false") {}
  template <std::integral T>
  Field(std::string_view field_name, T number) : name(field_name), value(std::to_string(number)) {}

  /// One JSON value on one line, which the JSON format embeds as it is.
  static Field json(std::string_view field_name, std::string text) {
    Field field(field_name, std::string_view());
    field.value = std::move(text);
    field.quoted = false;
    return field;
  }

  std::string name;
  std::string value;
  bool quoted = false;  ///< a string, to be quoted in JSON
};

inline constexpr std::string_view journal_socket_path = "/run/systemd/journal/socket";

/// Once, before other threads start (later calls replace the settings, for tests). Until then: level info, automatic. Where
/// journald is asked for and there is none, JSON lines.
void set_up(Level level, Format format, std::string_view journal_socket = journal_socket_path);

/// Thread-safe: a reload may change it.
void set_level(Level level);

/// Thread-safe, and never waits long for whoever reads the log: then lines are dropped, counted and told of later. message: what happened, in a few constant words; what varies goes into fields.
void event(Level level, std::string_view message, std::initializer_list<Field> fields = {});

/// An event that may come again and again: the first of a fingerprint is written at once, then at most one a minute, with the
/// number of those swallowed in between as its field `repeated`. Thread-safe.
///
///   log::repeating(log::Level::error, "loop failed/" + group + "/" + why, "loop failed", {{"group", group}, {"why", why}});
void repeating(Level level, std::string_view fingerprint, std::string_view message, std::initializer_list<Field> fields = {});

/// Events of that level since the start, the swallowed and the dropped among them; not those that the level hides.
std::uint64_t count(Level level);
/// Lines that nobody took in time.
std::uint64_t dropped_lines();

/// One line in either format, without the time; exposed for tests.
std::string render_terminal(std::string_view message, std::initializer_list<Field> fields);
std::string render_json(std::string_view time, Level level, std::string_view message, std::initializer_list<Field> fields);

std::string_view to_string(Level level);

}  // namespace sluiced::log
