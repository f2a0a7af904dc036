// Logging: one event, one line, structured. WARN = nothing is lost; ERROR = an operator must act. Values of payloads never come here.
//
//   log::event(log::Level::warn, "topic on hold", {{"topic", topic}, {"reason", to_string(reason)}, {"letters", count}});
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace sluiced::log {

enum class Level : std::uint8_t { debug, info, warn, error };

/// automatic: terminal where stderr is one, JSON lines elsewhere.
enum class Format : std::uint8_t { automatic, terminal, json };

struct Field {
  Field(std::string_view field_name, std::string_view text) : name(field_name), value(text), quoted(true) {}
  Field(std::string_view field_name, const char* text) : Field(field_name, std::string_view(text)) {}
  Field(std::string_view field_name, const std::string& text) : Field(field_name, std::string_view(text)) {}
  Field(std::string_view field_name, bool truth) : name(field_name), value(truth ? "true" : "false") {}
  template <std::integral T>
  Field(std::string_view field_name, T number) : name(field_name), value(std::to_string(number)) {}

  std::string name;
  std::string value;
  bool quoted = false;  ///< a string, to be quoted in JSON
};

/// Once, before other threads start (later calls replace the settings, for tests). Until then: level info, automatic.
void set_up(Level level, Format format);

/// Thread-safe. message: what happened, in a few constant words; what varies goes into fields.
void event(Level level, std::string_view message, std::initializer_list<Field> fields = {});

/// One line in either format, without the time; exposed for tests.
std::string render_terminal(std::string_view message, std::initializer_list<Field> fields);
std::string render_json(std::string_view time, Level level, std::string_view message, std::initializer_list<Field> fields);

std::string_view to_string(Level level);

}  // namespace sluiced::log
