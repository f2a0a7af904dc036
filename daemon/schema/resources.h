// Every schema that one compilation knows: the files, the schemas within them that have names of their own, and what a reference
// leads to. Private to this folder.
//
// A *resource* is a schema with an identity: a file's root, or whatever carries an `$id`. Only what stands where a schema can
// stand is looked at for `$id` and anchors: in an `enum` they are data. Nothing is ever fetched: a URI that is not known is one
// of our own meta-schemas, or leads through `references` into a folder, or into the folder of the first file.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/fault.h"
#include "json/tree.h"
#include "schema/dialect.h"
#include "schema/schema.h"
#include "schema/uri.h"

namespace sluiced::schema {

/// Thrown while compiling by whatever finds the first fault; compile() turns it into a result.
struct Refusal {
  Fault fault;
};

[[noreturn]] void refuse(const json::Document& document, std::uint32_t offset, std::string message);

using ResourceIndex = std::uint32_t;
inline constexpr ResourceIndex no_resource = 0xffffffff;

struct Resource {
  std::string uri;    ///< absolute, without fragment
  std::string shown;  ///< what people know it by: its `$id`, or its file
  std::shared_ptr<const json::Document> document;
  json::NodeIndex node = 0;
  Language language;
  std::uint32_t order = 0;  ///< of its file, in the order of loading
  std::map<std::string, json::NodeIndex, std::less<>> anchors;
  /// By name; `$recursiveAnchor: true` counts as the anchor without a name.
  std::map<std::string, json::NodeIndex, std::less<>> dynamic_anchors;
};

/// A schema, and the resource it is part of.
struct SchemaPlace {
  ResourceIndex resource = 0;
  json::NodeIndex node = 0;
  bool operator==(const SchemaPlace&) const = default;
};

class Resources {
 public:
  /// Makes the document's root resource 0. Throws Refusal.
  Resources(std::shared_ptr<const json::Document> root, Loader& loader, const Options& options);

  struct Target {
    SchemaPlace place;
    std::string pointer;  ///< from the resource's root
    std::string anchor;   ///< where the reference named one
  };
  /// What `reference`, a string within that resource, leads to. Throws Refusal at its place.
  Target resolve(ResourceIndex from, json::NodeIndex reference);

  /// The way to a schema from its resource's root.
  std::string pointer_to(SchemaPlace place) const;

  const Resource& operator[](ResourceIndex index) const { return *resources_[index]; }
  std::size_t size() const { return resources_.size(); }
  /// The resource that the schema begins, or else the one around it.
  ResourceIndex resource_of(const json::Node& schema, ResourceIndex around) const;
  /// The files, our own meta-schemas left out, in the order of loading.
  const std::vector<std::shared_ptr<const json::Document>>& files() const { return files_; }
  /// The URI of the meta-schema that a resource names, where it is not one of ours.
  const std::string* custom_meta_schema(ResourceIndex index) const;

 private:
  // resources.cc: identities.
  ResourceIndex add_source(std::shared_ptr<const json::Document> document, const std::string& uri, bool is_file);
  ResourceIndex add_resource(Resource resource);
  void name_resource(const std::string& uri, ResourceIndex index, std::uint32_t offset);
  void scan(const json::Document& document, json::NodeIndex schema, ResourceIndex around);
  ResourceIndex scan_identity(const json::Document& document, json::NodeIndex schema, ResourceIndex around);
  void scan_anchors(const json::Document& document, json::NodeIndex schema, ResourceIndex resource);
  void scan_children(const json::Document& document, json::NodeIndex schema, ResourceIndex resource);
  void add_anchor(ResourceIndex resource, std::string_view name, json::NodeIndex schema, std::uint32_t offset, bool is_dynamic);
  Language language_of(const json::Document& document, json::NodeIndex uri);
  Language language_by_meta_schema(const json::Document& document, json::NodeIndex uri, const std::string& complaint);
  Language read_vocabularies(const Resource& meta_schema, json::NodeIndex vocabularies);

  // resolve.cc: references.
  ResourceIndex find(const Uri& uri, const json::Document& document, std::uint32_t offset, std::string_view what);
  std::shared_ptr<const json::Document> load_mapped(const std::string& uri, bool& is_mapped);
  std::shared_ptr<const json::Document> load_beside_root(const Uri& uri, std::string& complaint);
  Target walk(ResourceIndex resource, std::string_view pointer, const json::Document& document, json::NodeIndex reference);
  json::NodeIndex step(const json::Tree& tree, json::NodeIndex from, std::string_view token);

  Loader& loader_;
  const Options& options_;
  Language default_language_;
  std::string root_folder_;      ///< as the root's file names it, with its slash; may be empty
  std::string root_folder_uri_;  ///< empty where the root is no file
  std::vector<std::unique_ptr<Resource>> resources_;
  std::vector<std::shared_ptr<const json::Document>> files_;
  std::uint32_t sources_ = 0;
  std::unordered_map<std::string, ResourceIndex> by_uri_;
  std::unordered_map<const json::Node*, ResourceIndex> roots_;
  std::unordered_set<const json::Node*> scanned_;
  std::vector<std::string> meta_schemas_under_way_;
  std::map<ResourceIndex, std::string> custom_meta_schemas_;
  /// The members of large objects by name: a file with thousands of definitions refers to each of them.
  std::unordered_map<const json::Node*, std::unordered_map<std::string_view, json::NodeIndex>> members_;
};

}  // namespace sluiced::schema
