#include "cli/publisher.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>

#include "base/units.h"

namespace sluiced::cli {
namespace {

using Kind = gate::IoError::Kind;
using Transaction = PublishResult::Transaction;

const std::string source = "stdin";

/// Of every wait, so that signals are looked for.
constexpr Duration slice{200};

/// Begun and not taken yet, over all partitions: one that is stuck must not let what the others acknowledge pile up behind it.
constexpr std::size_t lines_kept_max = 1'000'000;

/// What is wrong with a single record; anything else would befall the next one as well.
bool concerns_one_record(Kind kind) { return kind == Kind::too_large || kind == Kind::unsuitable; }

ExitCode signalled(int number) { return static_cast<ExitCode>(128 + number); }

}  // namespace

Publisher::Publisher(PublisherSettings settings, RecordRules rules, kafka::Writer* writer, Output& output, StopSignals& signals)
    : settings_(std::move(settings)),
      record_{.topic = rules.topic, .partition = rules.partition, .key = {}, .value = "", .headers = rules.headers},
      judges_(rules, LineJudges::threads_of_this_machine()),
      writer_(writer),
      output_(output),
      signals_(signals),
      marked_(isatty(STDERR_FILENO) != 0) {}

std::optional<ExitCode> Publisher::prepare(PartitionId partition) {
  const MonotonicTime deadline = clock_.now() + settings_.timeout;
  const auto again = [&](const gate::IoError& error) {
    return error.kind == Kind::unreachable && clock_.now() < deadline && signals_.first() == 0;
  };
  auto partitions = writer_->partitions_of(settings_.topic, slice);
  while (!partitions && again(partitions.error())) partitions = writer_->partitions_of(settings_.topic, slice);
  if (!partitions) return nothing_sent(partitions.error());
  if (partition >= *partitions) {
    complain(fmt::format("sluiced: --partition {}: {} has {}", partition, settings_.topic,
                         counted(static_cast<std::size_t>(*partitions), "partition", "partitions")));
    return ExitCode::usage;
  }
  if (!settings_.transaction) return std::nullopt;
  auto error = writer_->prepare(slice);
  while (error && again(*error)) error = writer_->prepare(slice);
  return error ? std::optional(nothing_sent(*error)) : std::nullopt;
}

ExitCode Publisher::nothing_sent(const gate::IoError& error) {
  if (const int number = signals_.first(); number != 0) return signalled(number);
  if (error.kind == Kind::unreachable)
    complain(fmt::format("sluiced: no broker of {} answers within {}: {}", settings_.brokers, duration_text(settings_.timeout),
                         error.text));
  else if (error.kind == Kind::missing)
    complain(
        fmt::format("sluiced: {} has no topic {}, and none is made here: {}", settings_.brokers, settings_.topic, error.text));
  else
    complain("sluiced: nothing was sent: " + error.text);
  return ExitCode::unreachable;
}

ExitCode Publisher::run() {
  Source input("-");
  const std::string unreadable = input.read_documents(
      Framing::lines, settings_.line_bytes_max,
      [this](const InputDocument& line) {
        judges_.add(line);
        return true;
      },
      [this] { return await_input(); });
  take_rest();
  if (!unreadable.empty()) {
    output_.flush();  // in order, where both go to one place
    complain(fmt::format("{}: {}", source, unreadable));
    unreadable_ = true;
  }
  if (writer_ != nullptr) {
    await_reports();
    end_transaction();
  }
  if (!why_stopped_.empty()) {
    output_.flush();
    complain("sluiced: " + why_stopped_);
  }
  const PublishResult outcome = result();
  output_.write(settings_.json ? summary_json(outcome) : summary_text(outcome));
  return output_.finish(exit_code(outcome));
}

bool Publisher::take(const JudgedLines::Line& line) {
  last_line_ = line.document.line;
  if (line.refusal != nullptr) {
    ++refused_;
    tell(line.document, *line.refusal);
    if (writer_ != nullptr) end_transaction();  // now, so that nobody waits for it while the rest is looked at
    return true;
  }
  const bool is_sent = writer_ != nullptr && transaction_ == Transaction::none;
  if (is_sent && !send(line)) return false;
  ++passed_;
  return true;
}

void Publisher::take_judged() {
  while (const JudgedLines* const batch = judges_.front()) {
    for (std::size_t i = 0; i < batch->size(); ++i)
      if (!take((*batch)[i])) return;
    judges_.pop();
    if (stopped()) return;
  }
}

void Publisher::take_rest() {
  judges_.hand_over();
  for (take_judged(); !judges_.empty() && !stopped(); take_judged()) {
    collect();
    wait(false);
  }
}

void Publisher::tell(const InputDocument& line, const Refusal& refusal) {
  if (settings_.json) return output_.write(refusal_json(line, refusal));
  if (marked_) {
    std::string text = refusal_text(source, line, refusal, false);
    text.pop_back();
    return complain(text);
  }
  complain(refusal_line(source, line, refusal));
}

/// False: not taken, and no further line is wanted.
bool Publisher::send(const JudgedLines::Line& line) {
  record_.value->assign(line.value);
  record_.key = *line.key;
  while (ledger_.size() >= lines_kept_max && !stopped()) await_a_slice();
  while (why_stopped_.empty()) {
    const auto error = writer_->send(ledger_.next_id(), record_, slice);
    if (!error) {
      if (ledger_.under_way() == 0) last_progress_ = clock_.now();
      ledger_.begin(line.document.line);
      return true;
    }
    if (error->kind != Kind::full) stop(error->text);
    collect();
    if (stopped()) break;
  }
  unsent_ = line.document.line;
  return false;
}

bool Publisher::await_input() {
  judges_.hand_over();
  for (;;) {
    take_judged();
    collect();
    output_.flush();
    if (stopped()) return false;
    if (wait(!judges_.full())) return true;
  }
}

bool Publisher::wait(bool wants_input) {
  std::array<pollfd, 4> waited{{{.fd = wants_input ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0},
                                {.fd = signals_.fd(), .events = POLLIN, .revents = 0},
                                {.fd = judges_.fd(), .events = POLLIN, .revents = 0},
                                {.fd = writer_ != nullptr ? writer_->fd() : -1, .events = POLLIN, .revents = 0}}};
  poll(waited.data(), waited.size(), ledger_.under_way() > 0 ? static_cast<int>(slice.count()) : -1);
  return waited[0].revents != 0;
}

void Publisher::collect() {
  if (writer_ == nullptr) return;
  writer_->take_reports(reports_);
  if (!reports_.empty()) last_progress_ = clock_.now();
  for (const gate::DeliveryReport& report : reports_) {
    const PublishLedger::Line& line = ledger_.settle(report);
    if (report.error) note_failure(line.number, *report.error);
  }
  while (const auto first = ledger_.take_first()) {
    if (!settings_.confirm || first->state != PublishLedger::Line::State::acknowledged) continue;
    output_.write(settings_.json ? confirmation_json(settings_.topic, *first) : confirmation_text(settings_.topic, *first));
  }
}

void Publisher::note_failure(std::uint64_t line, const gate::IoError& error) {
  if (error.kind == Kind::aborted) return;  // for another's sake, which has been told
  const bool alone = concerns_one_record(error.kind);
  if (alone || why_stopped_.empty()) complain(fmt::format("{}:{}: not delivered: {}", source, line, one_line(error.text)));
  if (!alone || settings_.transaction) stop("not everything was delivered");
}

bool Publisher::overdue() {
  if (ledger_.under_way() == 0 || clock_.now() - last_progress_ < settings_.timeout) return false;
  stop(fmt::format("no broker of {} has acknowledged anything for {}", settings_.brokers, duration_text(settings_.timeout)));
  return true;
}

bool Publisher::stopped() { return !why_stopped_.empty() || signals_.first() != 0 || overdue(); }

void Publisher::await_a_slice() {
  (void)writer_->flush(slice);
  collect();
}

void Publisher::await_reports() {
  collect();
  while (ledger_.under_way() > 0 && !overdue() && !signals_.impatient()) await_a_slice();
}

void Publisher::end_transaction() {
  if (!settings_.transaction || transaction_ != Transaction::none) return;
  const bool well = !stopped() && !unreadable_ && refused_ == 0 && ledger_.failed() == 0;
  const auto error = well ? writer_->commit(settings_.timeout) : writer_->abort(settings_.timeout);
  transaction_ = well && !error                         ? Transaction::committed
                 : well && error->kind != Kind::aborted ? Transaction::unknown
                                                        : Transaction::aborted;
  if (error) stop(error->text);
  collect();
}

void Publisher::stop(std::string why) {
  if (why_stopped_.empty()) why_stopped_ = std::move(why);
}

PublishResult Publisher::result() {
  PublishResult result{.topic = settings_.topic,
                       .lines = passed_ + refused_,
                       .refused = refused_,
                       .transaction = transaction_,
                       .dry_run = writer_ == nullptr};
  if (result.dry_run) {
    result.sent = passed_;
  } else if (transaction_ == Transaction::unknown) {
    result.unknown = passed_;
  } else if (transaction_ != Transaction::aborted) {
    result.sent = ledger_.acknowledged();
    result.failed = ledger_.failed();
    result.unknown = ledger_.under_way();
  }
  if (settings_.transaction || (why_stopped_.empty() && signals_.first() == 0)) return result;
  result.go_on_with = ledger_.first_missing();
  if (!result.go_on_with) result.go_on_with = unsent_.value_or(last_line_ + 1);
  result.written_behind = ledger_.acknowledged_behind();
  return result;
}

ExitCode Publisher::exit_code(const PublishResult& result) {
  if (const int number = signals_.first(); number != 0) return signalled(number);
  if (!why_stopped_.empty() || result.failed > 0) return ExitCode::unreachable;
  return unreadable_ || refused_ > 0 ? ExitCode::input_refused : ExitCode::ok;
}

}  // namespace sluiced::cli
