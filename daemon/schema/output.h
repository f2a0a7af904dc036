// The output shapes of 2020-12 core, section 12, from what a walk over the program has found. Private to this folder; from outside
// it is Schema::output().
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace sluiced::schema {

/// So much is told of one document; the rest is left out, and the output says so. A hostile one has millions of faults, each of
/// them with paths as long as its names.
inline constexpr std::size_t output_units_max = 1000;
inline constexpr std::size_t output_bytes_max = std::size_t{4} << 20;

struct OutputUnit {
  std::string keyword_location;
  std::string absolute_keyword_location;
  std::string instance_location;
  std::string text;  ///< the sentence of an error; an annotation's value, as JSON
};

/// Units [first, last) that belong together: they are of one schema, or of one keyword, at one place of the document.
struct OutputGroup {
  std::size_t first = 0;
  std::size_t last = 0;
  bool is_headed = false;  ///< by the first of them: what comes behind it is within it. Then it needs no places of its own
  std::string keyword_location;
  std::string absolute_keyword_location;
  std::string instance_location;
};

struct Outline {
  bool valid = false;  ///< the units are annotations, else errors
  bool is_cut = false;
  OutputUnit root;  ///< the schema and the document as such, without a text
  std::vector<OutputUnit> units;
  std::vector<OutputGroup> groups;  ///< the inner ones before those around them
};

/// One line of JSON. What is no boolean in *flag* is a tree of one level in *basic*; in *detailed* a node with a single child is
/// that child.
std::string to_json(Outline outline, OutputShape shape);

}  // namespace sluiced::schema
