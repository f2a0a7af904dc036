#include "cli/letter_reading.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <limits>

#include "cli/table.h"

namespace sluiced::cli {
namespace {

constexpr Duration progress_every{250};
/// Between two looks at the clock.
constexpr std::uint64_t progress_letters = 4096;

void to_terminal(std::string_view text) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());  // nobody hangs on it
}

std::optional<std::int64_t> digits(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

}  // namespace

StoredLetter::StoredLetter(const Record& stands, std::span<const HeaderView> views)
    : partition{std::string(stands.topic), stands.partition},
      offset(stands.offset),
      timestamp_ms(stands.timestamp_ms),
      timestamp_type(stands.timestamp_type),
      key(stands.key),
      value(stands.value) {
  for (const HeaderView& view : views)
    headers.push_back({std::string(view.name), view.value ? std::optional<std::string>(*view.value) : std::nullopt});
}

Record StoredLetter::record() const {
  return {.topic = partition.topic,
          .partition = partition.partition,
          .offset = offset,
          .timestamp_ms = timestamp_ms,
          .timestamp_type = timestamp_type,
          .key = key,
          .value = value};
}

std::vector<HeaderView> StoredLetter::views() const {
  std::vector<HeaderView> views;
  for (const Header& header : headers) views.push_back({header.name, header.value});
  return views;
}

std::optional<gate::IoError> read_letters(kafka::TopicReader& reader, Duration at_most, const TakeLetter& take) {
  std::vector<HeaderView> headers;
  gate::Batch batch;
  while (!reader.done()) {
    if (auto error = reader.read(batch, at_most)) return error;
    for (gate::FetchedRecord& fetched : batch.records) {
      // Given back at once: what its headers take is then there for the next one's.
      const gate::FetchedRecord record = std::move(fetched);
      headers.clear();
      record.headers(headers);
      if (!take(record.record(), headers, letters::read_letter(headers))) return std::nullopt;
    }
  }
  return std::nullopt;
}

Result<letters::Ledger, gate::IoError> read_ledger(kafka::TopicReader& reader, Duration at_most) {
  letters::Ledger ledger;
  const auto ranges = reader.ranges(std::string(ledger_topic), {}, at_most);
  if (!ranges && ranges.error().kind == gate::IoError::Kind::missing) return ledger;
  if (!ranges) return failure(ranges.error());
  if (auto error = reader.start(*ranges)) return failure(*error);
  for (gate::Batch batch; !reader.done();) {
    if (auto error = reader.read(batch, at_most)) return failure(*error);
    for (const gate::FetchedRecord& fetched : batch.records) ledger.take(fetched.record());
  }
  return ledger;
}

std::optional<LetterPlace> parse_letter_place(std::string_view text) {
  const std::size_t second = text.rfind('/');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const std::size_t first = text.rfind('/', second - 1);
  if (first == std::string_view::npos || first == 0) return std::nullopt;
  const auto partition = digits(text.substr(first + 1, second - first - 1), std::numeric_limits<PartitionId>::max());
  const auto offset = digits(text.substr(second + 1), std::numeric_limits<std::int64_t>::max() - 1);
  if (!partition || !offset) return std::nullopt;
  return LetterPlace{
      .topic = std::string(text.substr(0, first)), .partition = static_cast<PartitionId>(*partition), .offset = {*offset}};
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) != 0), next_(SystemClock().now() + progress_every) {}

Progress::~Progress() {
  if (shown_) to_terminal("\r\x1b[K");
}

void Progress::count() {
  if (!terminal_ || ++count_ % progress_letters != 0 || SystemClock().now() < next_) return;
  next_ = SystemClock().now() + progress_every;
  shown_ = true;
  to_terminal(fmt::format("\r\x1b[K{} letters", grouped(count_)));
}

}  // namespace sluiced::cli
