#include "schema/meta_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/compiler.h"
#include "schema/evaluator.h"
#include "schema/explain.h"

namespace sluiced::schema {
namespace {

/// A schema that is nothing but a reference to the meta-schema: so it is found and read as any other is.
std::shared_ptr<const Program> compile_reference(const std::string& uri, Loader& loader, const Options& options) {
  const auto document = std::make_shared<json::Document>();
  document->file = "meta-schema";
  json::TreeBuilder builder(document->tree);
  builder.begin_object(0);
  builder.key("$ref", 0);
  builder.string(uri, 0);
  builder.end();
  return Compiler(document, loader, options).run();
}

std::shared_ptr<const Program> compile_official(Dialect dialect) {
  FileLoader loader;
  Options options;
  options.formats = FormatMode::annotation;
  return compile_reference(std::string(uri_of(dialect)), loader, options);
}

/// Compiled once in the life of the process.
std::shared_ptr<const Program> official(Dialect dialect) {
  static const std::array<std::shared_ptr<const Program>, 5> programs{
      compile_official(Dialect::draft4), compile_official(Dialect::draft6), compile_official(Dialect::draft7),
      compile_official(Dialect::draft2019_09), compile_official(Dialect::draft2020_12)};
  return programs[static_cast<std::size_t>(dialect)];
}

class MetaCheck {
 public:
  MetaCheck(const Resources& resources, Loader& loader, const Options& options)
      : resources_(resources), loader_(loader), options_(options) {
    options_.formats = FormatMode::annotation;
    options_.contents = ContentMode::annotation;
    options_.base_uri.clear();  // the schema's, not ours
  }

  /// Embedded resources are part of the one around them, unless they have a meta-schema of their own.
  void run() {
    for (ResourceIndex index = 0; index < resources_.size(); ++index)
      if (is_of_a_file(index) && (resources_[index].node == 0 || !has_meta_schema_of_root(index))) check(index);
  }

 private:
  bool is_of_a_file(ResourceIndex index) const {
    const auto& files = resources_.files();
    return std::find(files.begin(), files.end(), resources_[index].document) != files.end();
  }
  ResourceIndex root_of(ResourceIndex index) const { return resources_.resource_of(resources_[index].document->tree[0], index); }
  bool has_same_meta_schema(ResourceIndex a, ResourceIndex b) const {
    const std::string* const x = resources_.custom_meta_schema(a);
    const std::string* const y = resources_.custom_meta_schema(b);
    return x != nullptr && y != nullptr ? *x == *y : x == y && resources_[a].language == resources_[b].language;
  }
  bool has_meta_schema_of_root(ResourceIndex index) const { return has_same_meta_schema(index, root_of(index)); }

  std::shared_ptr<const Program> meta_schema_of(ResourceIndex index) {
    const std::string* const custom = resources_.custom_meta_schema(index);
    if (custom == nullptr) return official(resources_[index].language.dialect);
    auto& program = custom_[*custom];
    if (program == nullptr) program = compile_reference(*custom, loader_, options_);
    return program;
  }

  void check(ResourceIndex index) {
    const Resource& resource = resources_[index];
    const std::shared_ptr<const Program> meta_schema = meta_schema_of(index);
    const TreeView view(resource.document->tree, resource.node);
    Workspace<TreeView> workspace;
    const Outcome outcome = Evaluator<TreeView>(*meta_schema, view, workspace).run();
    if (outcome == Outcome::valid) return;
    if (outcome == Outcome::limit)
      refuse(*resource.document, resource.document->tree[resource.node].offset,
             "the schema is too deep or too large to be held against its meta-schema");
    constexpr std::size_t enough = 100;
    ExplanationPaths paths;
    const auto violations = explain_document(*meta_schema, view, workspace, paths, enough);
    // Alternatives complain at every level: the innermost complaint says most.
    const Violation* innermost = nullptr;
    for (const Violation& violation : violations) {
      if (is_in_another(violation, index)) continue;
      if (innermost == nullptr || violation.instance_location.size() > innermost->instance_location.size())
        innermost = &violation;
    }
    if (innermost != nullptr) complain(index, *innermost);
  }

  [[noreturn]] void complain(ResourceIndex index, const Violation& violation) const {
    const std::string* const custom = resources_.custom_meta_schema(index);
    refuse(*resources_[index].document, violation.instance_offset,
           fmt::format("the meta-schema of {} does not allow this: {}{}{}",
                       custom == nullptr ? to_text(resources_[index].language.dialect) : std::string_view(*custom),
                       violation.instance_location, violation.instance_location.empty() ? "" : ": ", violation.message));
  }

  /// In an embedded resource with a meta-schema of its own, which is asked instead.
  bool is_in_another(const Violation& violation, ResourceIndex around) const {
    for (ResourceIndex index = 0; index < resources_.size(); ++index) {
      const Resource& inner = resources_[index];
      if (inner.document != resources_[around].document || inner.node <= resources_[around].node) continue;
      if (has_same_meta_schema(index, around)) continue;
      const json::Tree& tree = inner.document->tree;
      const json::NodeIndex end = tree[inner.node].end;
      if (violation.instance_offset >= tree[inner.node].offset &&
          (end == tree.nodes.size() || violation.instance_offset < tree[end].offset))
        return true;
    }
    return false;
  }

  const Resources& resources_;
  Loader& loader_;
  Options options_;
  std::map<std::string, std::shared_ptr<const Program>> custom_;
};

}  // namespace

void check_against_meta_schemas(const Resources& resources, Loader& loader, const Options& options) {
  MetaCheck(resources, loader, options).run();
}

}  // namespace sluiced::schema
