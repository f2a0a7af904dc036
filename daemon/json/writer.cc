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
std::string Writer::text() const { return {impl_->buffer.GetString(), impl_->buffer.GetSize()}; }

}  // namespace sluiced::json
