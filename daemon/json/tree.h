// A JSON document as a flat tree: nodes in document order in one array, numbers kept as text, every node knowing its byte offset.
// Made by the strict reader (json/reader.h) from bytes, or through TreeBuilder from another notation (config/ does so for YAML).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/name_key.h"
#include "json/name_set.h"

namespace sluiced::json {

/// Each a bit, so that a set of kinds is a mask; a number two, since some who ask tell whole ones from others (schema/types.h).
enum class Kind : std::uint8_t { null = 1, boolean = 2, number = 4 | 8, string = 16, array = 32, object = 64 };

/// "null", "boolean", "number", "string", "array", "object".
std::string_view to_string(Kind kind);

using NodeIndex = std::uint32_t;

/// Children of node i are i + 1, nodes[i + 1].end, … until nodes[i].end; a member carries its key. Text is unescaped UTF-8,
/// except a number's, which is the token as written.
struct Node {
  Kind kind = Kind::null;
  bool truth = false;            ///< of a boolean
  bool is_int64 = false;         ///< a number token that is a plain integer (no '.', no exponent) and fits `integer`
  bool text_in_reach = false;    ///< see NameKey: of a string
  std::uint32_t count = 0;       ///< items of an array, members of an object
  NodeIndex end = 0;             ///< one past the last node of this subtree
  std::uint32_t offset = 0;      ///< of the value's first byte, in the source
  std::uint32_t key_offset = 0;  ///< of the member name's opening quote
  std::uint32_t text_length = 0;
  const char* text = nullptr;
  const char* key = nullptr;  ///< of a member: its name
  std::int64_t integer = 0;
  NameKey name_key;  ///< of the name: kept, since every schema that is asked looks it up

  std::string_view string() const { return {text, text_length}; }
  std::string_view name() const { return {key, name_key.length}; }
  NameKey string_key() const { return {string(), text_in_reach}; }
};

/// Owned memory for strings that do not stand in the source as they are (escapes, other notations). Pointers stay valid until
/// clear(); clear() keeps the memory, so that a tree used again and again stops allocating.
class StringArena {
 public:
  /// NameKey::reach bytes can be read from the place on, however few are asked for.
  char* allocate(std::size_t bytes);
  std::string_view copy(std::string_view text);
  void clear();

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

/// Borrows the source bytes it was read from: they must outlive it. Reused between documents by one thread. Move-only.
class Tree {
 public:
  bool empty() const { return nodes.empty(); }
  const Node& root() const { return nodes.front(); }
  const Node& operator[](NodeIndex index) const { return nodes[index]; }
  void clear() {
    nodes.clear();
    arena.clear();
  }

  std::vector<Node> nodes;
  StringArena arena;
  NameSet names;  ///< the reader's working memory, kept so that it need not be allocated again; of no meaning to others
};

/// A range over the children of a container: `for (NodeIndex child : children(tree, node)) …`
class Children {
 public:
  class Iterator {
   public:
    Iterator(const Tree& tree, NodeIndex at) : tree_(&tree), at_(at) {}
    NodeIndex operator*() const { return at_; }
    Iterator& operator++() {
      at_ = (*tree_)[at_].end;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const Tree* tree_;
    NodeIndex at_;
  };
  Children(const Tree& tree, NodeIndex parent) : tree_(&tree), parent_(parent) {}
  Iterator begin() const { return {*tree_, parent_ + 1}; }
  Iterator end() const { return {*tree_, (*tree_)[parent_].end}; }

 private:
  const Tree* tree_;
  NodeIndex parent_;
};

inline Children children(const Tree& tree, NodeIndex parent) { return {tree, parent}; }

/// The member of that name, or nullptr-like npos.
inline constexpr NodeIndex no_node = 0xffffffff;
NodeIndex find_member(const Tree& tree, NodeIndex object, std::string_view name);

/// Builds a tree event by event. The caller keeps begin/end balanced and, within an object, calls key() before each value.
/// Strings given are copied into the tree's arena.
class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) { tree_.clear(); }
  void key(std::string_view name, std::uint32_t offset);
  void null(std::uint32_t offset);
  void boolean(bool truth, std::uint32_t offset);
  /// token: a JSON number token.
  void number(std::string_view token, std::uint32_t offset);
  void string(std::string_view text, std::uint32_t offset);
  void begin_array(std::uint32_t offset);
  void begin_object(std::uint32_t offset);
  void end();

 private:
  Node& add(Kind kind, std::uint32_t offset);

  Tree& tree_;
  std::vector<NodeIndex> open_;
  std::string_view key_;
  std::uint32_t key_offset_ = 0;
};

/// A document from a file: its name, its bytes and its tree, kept together; immutable once made, so threads may share it.
struct Document {
  std::string file;   ///< as named by whoever asked for it; shown in complaints
  std::string bytes;  ///< never moved after `tree` was read from it: Documents are handed round as shared_ptr<const Document>
  Tree tree;

  /// line and column (bytes, from 1) of a byte offset.
  struct LineColumn {
    std::uint32_t line;
    std::uint32_t column;
  };
  LineColumn line_column(std::size_t offset) const;
};

}  // namespace sluiced::json
