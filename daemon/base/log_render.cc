#include "base/log_render.h"

#include <fmt/format.h>

namespace sluiced::log {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

bool is_plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7f) return false;
  return true;
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: return "error";
  }
  return "";
}

std::string terminal_line(std::string_view message, Fields fields) {
  std::string line(message);
  for (const Field& field : fields) {
    line += "  ";
    line += field.name;
    line += '=';
    if (!field.quoted || is_plain(field.value))
      line += field.value;
    else
      append_quoted(line, field.value);
  }
  return line;
}

std::string json_line(std::string_view time, Level level, std::string_view message, Fields fields) {
  std::string line = "{\"time\":";
  append_quoted(line, time);
  line += ",\"level\":";
  append_quoted(line, to_string(level));
  line += ",\"message\":";
  append_quoted(line, message);
  for (const Field& field : fields) {
    line += ',';
    append_quoted(line, field.name);
    line += ':';
    if (field.quoted)
      append_quoted(line, field.value);
    else
      line += field.value;
  }
  line += '}';
  return line;
}

std::string render_terminal(std::string_view message, std::initializer_list<Field> fields) {
  return terminal_line(message, Fields(fields.begin(), fields.size()));
}

std::string render_json(std::string_view time, Level level, std::string_view message, std::initializer_list<Field> fields) {
  return json_line(time, level, message, Fields(fields.begin(), fields.size()));
}

}  // namespace sluiced::log
