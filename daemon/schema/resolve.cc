// References: from a URI to the schema it means.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "json/pointer.h"
#include "json/reader.h"
#include "schema/meta_schemas.h"
#include "schema/resources.h"

namespace sluiced::schema {
namespace {

namespace fs = std::filesystem;
using json::no_node;
using json::NodeIndex;

/// The way down from one node to another within it.
std::string pointer_between(const json::Tree& tree, NodeIndex from, NodeIndex to) {
  std::string pointer;
  while (from != to) {
    std::size_t place = 0;
    for (const NodeIndex child : json::children(tree, from)) {
      if (to < tree[child].end) {
        if (tree[from].kind == json::Kind::object)
          json::append_token(pointer, tree[child].name());
        else
          json::append_index(pointer, place);
        from = child;
        break;
      }
      ++place;
    }
  }
  return pointer;
}

/// A part of a URL as the path of a file below a folder; empty where it leads elsewhere.
std::string path_of(std::string_view rest) {
  const auto decoded = percent_decoded(rest);
  if (!decoded || decoded->find('\0') != std::string::npos) return "";
  const fs::path path = fs::path(*decoded).lexically_normal();
  if (path.empty() || path.is_absolute() || *path.begin() == "..") return "";
  return path.string();
}

std::shared_ptr<const json::Document> kept(Result<std::shared_ptr<const json::Document>, Fault> loaded) {
  if (!loaded) throw Refusal{std::move(loaded).error()};
  return std::move(*loaded);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

Resources::Target Resources::resolve(ResourceIndex from, NodeIndex reference) {
  const std::shared_ptr<const json::Document> document = resources_[from]->document;
  const json::Node& value = document->tree[reference];
  const Uri uri = resolved(Uri(resources_[from]->uri), Uri(value.string()));
  const std::string keyword(value.name());
  const ResourceIndex resource = find(uri, *document, value.offset, keyword);
  const auto fragment = percent_decoded(uri.fragment.value_or(""));
  if (!fragment)
    refuse(*document, value.offset, fmt::format("'{}' to '{}': a '%' in it begins no escape of UTF-8", keyword, value.string()));
  if (fragment->empty() || fragment->front() == '/') return walk(resource, *fragment, *document, reference);
  const auto anchor = resources_[resource]->anchors.find(*fragment);
  if (anchor == resources_[resource]->anchors.end())
    refuse(*document, value.offset,
           fmt::format("'{}' to '{}': there is no anchor '{}' in {}", keyword, value.string(), *fragment,
                       resources_[resource]->shown));
  const SchemaPlace place{resource, anchor->second};
  return {place, pointer_to(place), *fragment};
}

std::string Resources::pointer_to(SchemaPlace place) const {
  const Resource& resource = *resources_[place.resource];
  return pointer_between(resource.document->tree, resource.node, place.node);
}

/// `what` is the referring keyword; without one, nothing found is no fault.
ResourceIndex Resources::find(const Uri& uri, const json::Document& document, std::uint32_t offset, std::string_view what) {
  const std::string name = uri.without_fragment();
  if (const auto known = by_uri_.find(name); known != by_uri_.end()) return known->second;
  std::string complaint;
  bool is_ours = false;
  bool is_mapped = false;
  std::shared_ptr<const json::Document> found = meta_schema_document(name);
  if (found != nullptr) is_ours = true;
  if (found == nullptr) found = kept(loader_.find(name));
  if (found == nullptr) found = load_mapped(name, is_mapped);
  if (found == nullptr && uri.scheme == "file" && !root_folder_uri_.empty()) found = load_beside_root(uri, complaint);
  if (found != nullptr) return add_source(std::move(found), name, !is_ours);
  if (what.empty() && !is_mapped) return no_resource;
  if (complaint.empty())
    complaint = is_mapped ? "there is no such file in the folder that 'references' names"
                          : "nothing is fetched; 'references' can map a prefix of it to a folder";
  refuse(document, offset, fmt::format("'{}' to '{}': {}", what.empty() ? "$schema" : what, name, complaint));
}

std::shared_ptr<const json::Document> Resources::load_mapped(const std::string& uri, bool& is_mapped) {
  const Options::Reference* best = nullptr;
  for (const Options::Reference& one : options_.references)
    if (uri.starts_with(one.prefix) && (best == nullptr || one.prefix.size() > best->prefix.size())) best = &one;
  if (best == nullptr) return nullptr;
  is_mapped = true;
  const std::string path = path_of(std::string_view(uri).substr(best->prefix.size()));
  if (path.empty()) return nullptr;
  const std::string file = (fs::path(best->folder) / path).string();
  if (is_file(file)) return kept(loader_.load(file));
  return is_file(file + ".json") ? kept(loader_.load(file + ".json")) : nullptr;
}

/// Within the folder of the first file, named as that one was.
std::shared_ptr<const json::Document> Resources::load_beside_root(const Uri& uri, std::string& complaint) {
  const std::string name = uri.without_fragment();
  const std::string path =
      name.starts_with(root_folder_uri_) ? path_of(std::string_view(name).substr(root_folder_uri_.size())) : "";
  if (path.empty()) {
    complaint = "it leads out of the folder of the schema's file";
    return nullptr;
  }
  const std::string file = root_folder_ + path;
  if (is_file(file)) return kept(loader_.load(file));
  complaint = fmt::format("there is no file {}", file);
  return nullptr;
}

/// As json::resolve_pointer, in time that hangs on the pointer's length and not on the file's; where it passes a schema with an
/// identity of its own, the rest is counted from there.
Resources::Target Resources::walk(ResourceIndex resource, std::string_view pointer, const json::Document& document,
                                  NodeIndex reference) {
  const std::shared_ptr<const json::Document> target = resources_[resource]->document;
  NodeIndex node = resources_[resource]->node;
  std::string way;
  while (!pointer.empty()) {
    const std::string_view token = pointer.substr(0, pointer.find('/', 1));
    pointer.remove_prefix(token.size());
    node = step(target->tree, node, token);
    if (node == no_node) {
      const json::Node& value = document.tree[reference];
      refuse(document, value.offset, fmt::format("'{}' to '{}': there is nothing at this place", value.name(), value.string()));
    }
    way += token;
    const ResourceIndex inner = resource_of(target->tree[node], resource);
    if (inner != resource) way.clear();
    resource = inner;
  }
  scan(*target, node, resource);  // it may stand where no schema was looked for
  return {{resource_of(target->tree[node], resource), node}, way, ""};
}

/// `token` begins with its slash.
NodeIndex Resources::step(const json::Tree& tree, NodeIndex from, std::string_view token) {
  constexpr std::uint32_t few = 16;
  const bool has_escapes = token.find('~') != std::string_view::npos;
  if (tree[from].kind != json::Kind::object || tree[from].count <= few || has_escapes)
    return json::resolve_pointer(tree, from, token);
  auto& members = members_[&tree[from]];
  if (members.empty())
    for (const NodeIndex member : json::children(tree, from)) members.emplace(tree[member].name(), member);
  const auto found = members.find(token.substr(1));
  return found == members.end() ? no_node : found->second;
}

}  // namespace sluiced::schema
