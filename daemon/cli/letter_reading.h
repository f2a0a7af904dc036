// Reading dead letters from a cluster, one after the other, for the commands over them.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kafka/topic_reader.h"
#include "letters/ledger.h"
#include "letters/letter.h"

namespace sluiced::cli {

/// A letter where it stands; all of it is borrowed for the time of the call. false: enough.
using TakeLetter = std::function<bool(const Record& stands, std::span<const HeaderView> headers, const letters::Letter& letter)>;

/// What the reader has been started with, to its end or until it is enough. An error where nothing is heard for `at_most`.
std::optional<gate::IoError> read_letters(kafka::TopicReader& reader, Duration at_most, const TakeLetter& take);

/// A letter with its bytes, for as long as one likes.
struct StoredLetter {
  TopicPartition partition;
  Offset offset;
  std::int64_t timestamp_ms = -1;
  TimestampType timestamp_type = TimestampType::not_available;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;

  StoredLetter(const Record& stands, std::span<const HeaderView> views);
  /// Borrowed from here, as are the views.
  Record record() const;
  std::vector<HeaderView> views() const;
};

/// What was done with dead letters, from its topic. Empty where that is not there: nothing was done yet.
Result<letters::Ledger, gate::IoError> read_ledger(kafka::TopicReader& reader, Duration at_most);

/// "orders.dlt/3/88121".
struct LetterPlace {
  std::string topic;
  PartitionId partition = 0;
  Offset offset;
};
/// nullopt: it is not of that shape.
std::optional<LetterPlace> parse_letter_place(std::string_view text);

/// On standard error while it takes long, and only where that is a terminal; gone when it is destroyed.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Cheap: may be called for each letter.
  void count();

 private:
  bool shown_ = false;
  bool terminal_;
  std::uint64_t count_ = 0;
  MonotonicTime next_;
};

}  // namespace sluiced::cli
