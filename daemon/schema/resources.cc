#include "schema/resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "schema/keywords.h"
#include "schema/meta_schemas.h"

namespace sluiced::schema {
namespace {

using json::Kind;
using json::no_node;
using json::NodeIndex;

NodeIndex text_member(const json::Tree& tree, NodeIndex object, std::string_view name) {
  const NodeIndex member = json::find_member(tree, object, name);
  return member != no_node && tree[member].kind == Kind::string ? member : no_node;
}

std::string_view id_keyword(Dialect dialect) { return dialect == Dialect::draft4 ? "id" : "$id"; }

}  // namespace

void refuse(const json::Document& document, std::uint32_t offset, std::string message) {
  const auto [line, column] = document.line_column(offset);
  throw Refusal{{{document.file, line, column}, std::move(message)}};
}

Resources::Resources(std::shared_ptr<const json::Document> root, Loader& loader, const Options& options)
    : loader_(loader), options_(options) {
  namespace fs = std::filesystem;
  std::string uri = Uri(options.base_uri).without_fragment();
  if (options.base_uri.empty()) {
    root_folder_ = root->file.substr(0, root->file.rfind('/') + 1);
    uri = file_uri(fs::absolute(root->file).lexically_normal().string());
    root_folder_uri_ = uri.substr(0, uri.rfind('/') + 1);
  } else if (!Uri(uri).scheme) {
    refuse(*root, 0, fmt::format("the base URI '{}' is not absolute", options.base_uri));
  }
  if (!options.default_dialect.empty()) {
    const Result<Dialect> dialect = dialect_of(options.default_dialect);
    if (!dialect) refuse(*root, 0, fmt::format("the default dialect: {}", dialect.error()));
    default_language_.dialect = *dialect;
  }
  add_source(std::move(root), uri, true);
}

ResourceIndex Resources::add_source(std::shared_ptr<const json::Document> document, const std::string& uri, bool is_file) {
  Resource resource;
  resource.uri = uri;
  resource.shown = is_file ? document->file : uri;
  resource.document = document;
  resource.order = sources_++;
  resource.language = default_language_;
  if (is_file) files_.push_back(document);
  const ResourceIndex index = add_resource(std::move(resource));
  by_uri_.emplace(uri, index);
  roots_.emplace(&document->tree[0], index);
  scan(*document, 0, index);
  return index;
}

ResourceIndex Resources::add_resource(Resource resource) {
  resources_.push_back(std::make_unique<Resource>(std::move(resource)));
  return static_cast<ResourceIndex>(resources_.size() - 1);
}

void Resources::name_resource(const std::string& uri, ResourceIndex index, std::uint32_t offset) {
  const auto [known, is_new] = by_uri_.emplace(uri, index);
  if (is_new || known->second == index) return;
  refuse(*resources_[index]->document, offset, fmt::format("another schema has the identity {} already", uri));
}

ResourceIndex Resources::resource_of(const json::Node& schema, ResourceIndex around) const {
  const auto found = roots_.find(&schema);
  return found == roots_.end() ? around : found->second;
}

const std::string* Resources::custom_meta_schema(ResourceIndex index) const {
  const auto found = custom_meta_schemas_.find(index);
  return found == custom_meta_schemas_.end() ? nullptr : &found->second;
}

/// Recurses as deep as the file nests.
void Resources::scan(const json::Document& document, NodeIndex schema, ResourceIndex around) {
  const json::Node& node = document.tree[schema];
  if (!scanned_.insert(&node).second || node.kind != Kind::object) return;
  const ResourceIndex resource = scan_identity(document, schema, around);
  scan_anchors(document, schema, resource);
  scan_children(document, schema, resource);
}

/// The resource that the schema is in: a new one where it has an `$id`.
ResourceIndex Resources::scan_identity(const json::Document& document, NodeIndex schema, ResourceIndex around) {
  const json::Tree& tree = document.tree;
  const bool is_root = resources_[around]->node == schema && resources_[around]->document.get() == &document;
  const NodeIndex dialect = text_member(tree, schema, "$schema");
  Language language = resources_[around]->language;
  if (dialect != no_node) {
    language = language_of(document, dialect);
    if (is_root) resources_[around]->language = language;
    if (is_root && around == 0) default_language_ = language;  // of files that do not say
  }
  const bool stands_alone = has_lonely_references(language.dialect) && json::find_member(tree, schema, "$ref") != no_node;
  const NodeIndex id = stands_alone ? no_node : text_member(tree, schema, id_keyword(language.dialect));
  const std::string_view text = id == no_node ? std::string_view() : tree[id].string();
  const bool has_identity = !text.empty() && text.front() != '#';
  if (!has_identity) {
    if (dialect != no_node && !is_root && language != resources_[around]->language)
      refuse(document, tree[dialect].offset,
             fmt::format("another '$schema' than that of the schema around it needs an '{}' beside it",
                         id_keyword(language.dialect)));
  }
  ResourceIndex index = around;
  if (has_identity) {
    const Uri uri = resolved(Uri(resources_[around]->uri), Uri(text));
    if (uri.fragment && !uri.fragment->empty() && language.dialect >= Dialect::draft2019_09)
      refuse(document, tree[id].offset, "an '$id' has no fragment: that is what '$anchor' is for");
    if (!is_root) {
      Resource resource = *resources_[around];
      resource.node = schema;
      resource.anchors.clear();
      resource.dynamic_anchors.clear();
      index = add_resource(std::move(resource));
      roots_.emplace(&tree[schema], index);
    }
    resources_[index]->uri = uri.without_fragment();
    resources_[index]->shown = is_root ? std::string(text.substr(0, text.find('#'))) : uri.without_fragment();
    resources_[index]->language = language;
    name_resource(uri.without_fragment(), index, tree[id].offset);
  }
  if (dialect != no_node && (is_root || has_identity)) {
    if (!dialect_of(tree[dialect].string())) custom_meta_schemas_[index] = tree[dialect].string();
  } else if (has_identity && !is_root) {
    if (const std::string* const custom = custom_meta_schema(around)) custom_meta_schemas_[index] = std::string(*custom);
  }
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos && hash + 1 < text.size())
    add_anchor(index, text.substr(hash + 1), schema, tree[id].offset, false);
  return index;
}

void Resources::scan_anchors(const json::Document& document, NodeIndex schema, ResourceIndex resource) {
  const json::Tree& tree = document.tree;
  const Language& language = resources_[resource]->language;
  for (const NodeIndex member : json::children(tree, schema)) {
    const KeywordInfo* const info = tree[member].name().starts_with('$') ? find_keyword(tree[member].name(), language) : nullptr;
    if (info == nullptr) continue;
    if (info->keyword == Keyword::anchor || info->keyword == Keyword::dynamic_anchor) {
      if (tree[member].kind == Kind::string)
        add_anchor(resource, tree[member].string(), schema, tree[member].offset, info->keyword == Keyword::dynamic_anchor);
    } else if (info->keyword == Keyword::recursive_anchor && tree[member].truth && resources_[resource]->node == schema) {
      resources_[resource]->dynamic_anchors.emplace("", schema);
    }
  }
}

void Resources::add_anchor(ResourceIndex index, std::string_view name, NodeIndex schema, std::uint32_t offset, bool is_dynamic) {
  Resource& resource = *resources_[index];
  const auto [known, is_new] = resource.anchors.emplace(name, schema);
  if (!is_new && known->second != schema)
    refuse(*resource.document, offset, fmt::format("another schema of {} has the anchor '{}' already", resource.shown, name));
  if (is_dynamic) resource.dynamic_anchors.emplace(name, schema);
}

/// Where schemas can stand within this one.
void Resources::scan_children(const json::Document& document, NodeIndex schema, ResourceIndex resource) {
  const json::Tree& tree = document.tree;
  for (const NodeIndex member : json::children(tree, schema)) {
    const KeywordInfo* const info = find_keyword(tree[member].name(), resources_[resource]->language);
    if (info == nullptr) continue;
    const Kind kind = tree[member].kind;
    switch (info->shape) {
      case Shape::schema: scan(document, member, resource); break;
      case Shape::schemas:
      case Shape::items_by_place:
        if (kind != Kind::array) scan(document, member, resource);
        if (kind == Kind::array)
          for (const NodeIndex item : json::children(tree, member)) scan(document, item, resource);
        break;
      case Shape::schema_map:
      case Shape::dependencies:
        if (kind == Kind::object)
          for (const NodeIndex value : json::children(tree, member)) scan(document, value, resource);
        break;
      default: break;  // no schema in it
    }
  }
}

/// `uri`: the value of a `$schema`.
Language Resources::language_of(const json::Document& document, NodeIndex uri) {
  const Result<Dialect> dialect = dialect_of(document.tree[uri].string());
  if (dialect) return {*dialect, vocabulary::standard};
  return language_by_meta_schema(document, uri, dialect.error());
}

/// A dialect of somebody's own: a draft's, less or more some vocabularies.
Language Resources::language_by_meta_schema(const json::Document& document, NodeIndex uri, const std::string& complaint) {
  const json::Node& value = document.tree[uri];
  const std::string name(value.string());
  const Uri absolute(name);
  if (!absolute.scheme) refuse(document, value.offset, complaint);
  auto& under_way = meta_schemas_under_way_;
  if (std::find(under_way.begin(), under_way.end(), absolute.without_fragment()) != under_way.end())
    refuse(document, value.offset,
           fmt::format("'$schema' {}: this meta-schema describes itself by no draft that is known", name));
  under_way.push_back(absolute.without_fragment());
  const ResourceIndex found = find(absolute, document, value.offset, "");
  under_way.pop_back();
  if (found == no_resource) refuse(document, value.offset, complaint);
  const Resource& meta_schema = *resources_[found];
  if (meta_schema.document->tree[meta_schema.node].kind != Kind::object) refuse(document, value.offset, complaint);
  const NodeIndex vocabularies = json::find_member(meta_schema.document->tree, meta_schema.node, "$vocabulary");
  if (vocabularies == no_node || meta_schema.language.dialect < Dialect::draft2019_09) return meta_schema.language;
  return read_vocabularies(meta_schema, vocabularies);
}

Language Resources::read_vocabularies(const Resource& meta_schema, NodeIndex vocabularies) {
  const json::Tree& tree = meta_schema.document->tree;
  if (tree[vocabularies].kind != Kind::object)
    refuse(*meta_schema.document, tree[vocabularies].offset, "'$vocabulary' must be an object");
  Language language{meta_schema.language.dialect, vocabulary::core};
  for (const NodeIndex member : json::children(tree, vocabularies)) {
    const auto known = vocabulary_of(tree[member].name(), language.dialect);
    if (known)
      language.vocabularies = static_cast<Vocabularies>(language.vocabularies | *known);
    else if (tree[member].truth)
      refuse(*meta_schema.document, tree[member].key_offset,
             fmt::format("the vocabulary {} is required, and not known", tree[member].name()));
  }
  return language;
}

}  // namespace sluiced::schema
