#include "config/schema_entry.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/units.h"
#include "config/file.h"
#include "json/pointer.h"

namespace sluiced::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view place_holder = "{}";
constexpr std::size_t choices_most = 10'000;

/// `from`, taken apart: <folder>/<before>{}<after>.
struct FilePattern {
  std::string folder;
  std::string before;
  std::string after;

  /// What `{}` stands for in that name; "" where it does not fit. As in a shell, a name that begins with a dot is hidden.
  std::string key_of(const std::string& name) const {
    const bool hidden = name.starts_with('.') && !before.starts_with('.');
    if (hidden || name.size() <= before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after)) return "";
    return name.substr(before.size(), name.size() - before.size() - after.size());
  }
};

/// The error is one clause.
Result<FilePattern, std::string> file_pattern(const std::string& file, const std::string& from) {
  const std::size_t at = from.find(place_holder);
  const bool once = at != std::string::npos && from.find(place_holder, at + 1) == std::string::npos;
  if (!once || from.find('/', at) != std::string::npos)
    return failure(
        fmt::format("expected a file with '{{}}' once in its name, such as schemas/{{}}.json, found {}", quoted_excerpt(from)));
  const std::size_t slash = from.rfind('/', at);
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  FilePattern pattern{.folder = resolve_beside(file, slash == std::string::npos ? "." : from.substr(0, name)),
                      .before = from.substr(name, at - name),
                      .after = from.substr(at + place_holder.size())};
  return pattern;
}

/// The folder is looked into once; the error is one clause.
Result<std::map<std::string, std::string>, std::string> files_of(const FilePattern& pattern) {
  std::map<std::string, std::string> files;
  std::error_code error;
  const fs::path folder(pattern.folder);
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string key = pattern.key_of(entry->path().filename().string());
    std::error_code gone;
    if (key.empty() || entry->is_directory(gone)) continue;
    const std::string file = entry->path().lexically_normal().string();
    // A link that leads nowhere must not be a schema less.
    if (const std::string why = why_unreadable(file); !why.empty()) return failure(fmt::format("{} {}", file, why));
    files.emplace(key, file);
    if (files.size() > choices_most) return failure(fmt::format("more than {} files in {} fit", choices_most, pattern.folder));
  }
  if (error) return failure(fmt::format("{} cannot be read: {}", pattern.folder, error.message()));
  return files;
}

void read_by(Section section, SchemaChoice& choice) {
  Reading& reading = section.reading();
  section.text("header", choice.header);
  section.text("field", choice.field);
  if (section.own() != json::no_node && reading.node(section.own()).count == 0)
    return reading.refuse(section.own(), "schema.by: expected 'header', 'field' or both, found an empty mapping");
  if (choice.field.empty() || (choice.field.front() == '/' && json::pointer_tokens(choice.field))) return;
  reading.refuse(section.find("field"),
                 fmt::format("field: expected a JSON Pointer such as /type, found {}", quoted_excerpt(choice.field)));
}

void read_from(Section& section, SchemaChoice& choice) {
  Reading& reading = section.reading();
  section.text("from", choice.from);
  if (choice.from.empty()) return;
  const json::NodeIndex at = section.find("from");
  const auto pattern = file_pattern(reading.file(), choice.from);
  if (!pattern) return reading.refuse(at, "from: " + pattern.error());
  auto files = files_of(*pattern);
  if (!files) return reading.refuse(at, "from: " + files.error());
  if (files->empty()) return reading.refuse(at, fmt::format("from: no file fits {}", choice.from));
  choice.files = std::move(*files);
}

void read_choice(Reading& reading, json::NodeIndex at, TopicConfig& topic) {
  Section section(reading, schema_keys, at);
  SchemaChoice& choice = topic.choice.emplace();
  const json::NodeIndex by = section.find("by");
  if (by == json::no_node)
    section.missing("by", "in this schema: the header or the field that each record chooses by");
  else if (reading.node(by).kind == json::Kind::null)
    reading.refuse(by, "schema.by: expected 'header', 'field' or both, found nothing");
  else
    read_by(section.section("by", schema_by_keys), choice);
  if (section.find("from") == json::no_node)
    section.missing("from", "in this schema: the files to choose from, such as schemas/{}.json");
  read_from(section, choice);
}

}  // namespace

void read_schema(Section& section, TopicConfig& topic, bool needed) {
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("schema");
  if (at == json::no_node) {
    if (needed) section.missing("schema", "in this topic: the file of its JSON Schema");
    return;
  }
  topic.schema_place = reading.place(at);
  if (reading.node(at).kind == json::Kind::object) return read_choice(reading, at, topic);
  std::string file;
  section.text("schema", file);
  if (file.empty()) return;
  topic.schema_file = resolve_beside(reading.file(), file);
  if (const std::string why = why_unreadable(topic.schema_file); !why.empty()) {
    reading.refuse(at, fmt::format("schema: {} {}", topic.schema_file, why));
  }
}

}  // namespace sluiced::config
