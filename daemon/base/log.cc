#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <memory>

#include "base/time_text.h"

namespace sluiced::log {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

struct State {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

State make_state(Level level, Format format) {
  State state;
  state.json = format == Format::json || (format == Format::automatic && isatty(STDERR_FILENO) == 0);
  if (state.json) {
    state.logger = std::make_shared<spdlog::logger>("sluiced", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    state.logger->set_pattern("%v");
  } else {
    state.logger = std::make_shared<spdlog::logger>("sluiced", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    state.logger->set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
  }
  state.logger->set_level(spdlog_level(level));
  state.logger->flush_on(spdlog::level::debug);
  return state;
}

State& state() {
  static State the_state = make_state(Level::info, Format::automatic);
  return the_state;
}

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

std::string render_terminal(std::string_view message, std::initializer_list<Field> fields) {
  std::string line(message);
  for (const Field& field : fields) {
    line += "  ";
    line += field.name;
    line += '=';
    if (is_plain(field.value))
      line += field.value;
    else
      append_quoted(line, field.value);
  }
  return line;
}

std::string render_json(std::string_view time, Level level, std::string_view message, std::initializer_list<Field> fields) {
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

void set_up(Level level, Format format) { state() = make_state(level, format); }

void event(Level level, std::string_view message, std::initializer_list<Field> fields) {
  const State& current = state();
  const auto wanted = spdlog_level(level);
  if (!current.logger->should_log(wanted)) return;
  const std::string line =
      current.json ? render_json(rfc3339(SystemClock().wall()), level, message, fields) : render_terminal(message, fields);
  current.logger->log(wanted, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace sluiced::log
