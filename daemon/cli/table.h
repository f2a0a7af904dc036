// Columns of text for people, as wide as what stands in them; and numbers and ages as they are read.
//
//   Table table({{"TOPIC"}, {"LAG", Table::Align::right}}, colour);
//   table.add({"orders", grouped(1204)});
//   output.write(table.text());
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"

namespace sluiced::cli {

class Table {
 public:
  enum class Align : std::uint8_t { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  Table(std::vector<Column> columns, bool colour);
  /// A cell for each column, free of what a terminal would take for more than text. `style`: of the cell in `styled_column`.
  void add(std::vector<std::string> cells, Style style = Style::plain, std::size_t styled_column = 0);
  /// The titles and the rows, each with its newline.
  std::string text() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Style style = Style::plain;
    std::size_t styled_column = 0;
  };
  void write(std::string& text, const Row& row, bool titles) const;

  std::vector<Column> columns_;
  bool colour_;
  std::vector<std::size_t> widths_;
  std::vector<Row> rows_;
};

/// Columns on a terminal, near enough: names of ours are ASCII.
std::size_t shown_width(std::string_view text);

/// "2,013,466".
std::string grouped(std::uint64_t number);

/// "0.3 s", "42 s", "14 m", "5 h", "41 d".
std::string age_text(double seconds);

/// "0.4", "17", of a second or so.
std::string rate_text(double rate);

}  // namespace sluiced::cli
