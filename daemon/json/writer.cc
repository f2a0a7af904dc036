#include "json/writer.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "json/utf8.h"

namespace sluiced::json {

struct Writer::Impl {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};

  void text(std::string_view text, bool is_key) {
    if (find_invalid_utf8(text) != std::string_view::npos) return this->text(replace_invalid_utf8(text), is_key);
    // RapidJSON asserts a pointer even for no characters at all, which an empty view need not have.
    const char* const data = text.empty() ? "" : text.data();
    const auto length = static_cast<rapidjson::SizeType>(text.size());
    is_key ? writer.Key(data, length) : writer.String(data, length);
  }
};

Writer::Writer() : impl_(std::make_unique<Impl>()) {}
Writer::~Writer() = default;

void Writer::begin_object() { impl_->writer.StartObject(); }
void Writer::end_object() { impl_->writer.EndObject(); }
void Writer::begin_array() { impl_->writer.StartArray(); }
void Writer::end_array() { impl_->writer.EndArray(); }
void Writer::key(std::string_view name) { impl_->text(name, true); }
void Writer::string(std::string_view text) { impl_->text(text, false); }
void Writer::number(std::int64_t value) { impl_->writer.Int64(value); }
void Writer::number(double value) { std::isfinite(value) ? impl_->writer.Double(value) : impl_->writer.Null(); }
void Writer::boolean(bool value) { impl_->writer.Bool(value); }
void Writer::null() { impl_->writer.Null(); }

// The type is for RapidJSON's own account, which does not look at what is given raw.
void Writer::json(std::string_view text) { impl_->writer.RawValue(text.data(), text.size(), rapidjson::kStringType); }

// Recurses as deep as the document nests, which its reader bounds.
void Writer::value(const Tree& tree, NodeIndex index) {
  const Node& node = tree[index];
  switch (node.kind) {
    case Kind::null: return null();
    case Kind::boolean: return boolean(node.truth);
    case Kind::number: return json(node.string());
    case Kind::string: return string(node.string());
    case Kind::array:
      begin_array();
      for (const NodeIndex item : children(tree, index)) value(tree, item);
      return end_array();
    case Kind::object:
      begin_object();
      for (const NodeIndex member : children(tree, index)) {
        key(tree[member].name());
        value(tree, member);
      }
      return end_object();
  }
}

std::string Writer::text() const { return {impl_->buffer.GetString(), impl_->buffer.GetSize()}; }

}  // namespace sluiced::json
