#include "cli/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluiced::cli {

Table::Table(std::vector<Column> columns, bool colour) : columns_(std::move(columns)), colour_(colour), widths_(columns_.size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) widths_[i] = shown_width(columns_[i].title);
}

void Table::add(std::vector<std::string> cells, Style style, std::size_t styled_column) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], shown_width(cells[i]));
  rows_.push_back({std::move(cells), style, styled_column});
}

void Table::write(std::string& text, const Row& row, bool titles) const {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool last = i + 1 == row.cells.size();
    const std::string padding(widths_[i] - shown_width(row.cells[i]), ' ');
    const std::string cell = styled(colour_, titles || i == row.styled_column ? row.style : Style::plain, row.cells[i]);
    text += columns_[i].align == Align::right ? padding + cell : cell + (last ? "" : padding);
    text += last ? "" : "  ";
  }
  text.erase(text.find_last_not_of(' ') + 1);  // of a last cell that is empty
  text += "\n";
}

std::string Table::text() const {
  Row titles{.cells = {}, .style = Style::dim};
  for (const Column& column : columns_) titles.cells.push_back(column.title);
  std::string text;
  write(text, titles, true);
  for (const Row& row : rows_) write(text, row, false);
  return text;
}

std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string age_text(double seconds) {
  if (!(seconds > 0)) return "0 s";
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  if (seconds < 60) return fmt::format("{:.0f} s", std::floor(seconds));
  if (seconds < 3'600) return fmt::format("{:.0f} m", std::floor(seconds / 60));
  if (seconds < 2 * 86'400) return fmt::format("{:.0f} h", std::floor(seconds / 3'600));
  return fmt::format("{:.0f} d", std::floor(seconds / 86'400));
}

std::string rate_text(double rate) { return rate > 0 && rate < 9.95 ? fmt::format("{:.1f}", rate) : fmt::format("{:.0f}", rate); }

}  // namespace sluiced::cli
