#include "gate/transactor.h"

#include <algorithm>

#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// Progress beside which nothing was written: a transaction costs tens of milliseconds.
constexpr Duration quiet_interval{5'000};

/// Longer than transaction.timeout.ms: by then the broker has ended it by itself, and nobody here knows how.
constexpr Duration outcome_timeout{40'000};

/// While reports are awaited, whose arrival is signalled.
constexpr Duration reporting_slice{20};

}  // namespace

Transactor::Transactor(Transactions& transactions, const TransactionSettings& settings, const Clock& clock, LoopGauges& gauges)
    : transactions_(transactions), settings_(settings), clock_(clock), gauges_(gauges), ended_at_(clock.now()) {}

Duration Transactor::time_to_wait() const {
  switch (phase_) {
    case Phase::preparing:
    case Phase::committing:
    case Phase::aborting: return Duration{0};  // the call itself waits
    case Phase::reporting: return reporting_slice;
    case Phase::running: break;
  }
  const MonotonicTime next = begun_at_ ? *begun_at_ + settings_.commit_interval : ended_at_ + quiet_interval;
  return std::clamp(next - clock_.now(), Duration{0}, call_timeout);
}

bool Transactor::due() const {
  const MonotonicTime now = clock_.now();
  if (!begun_at_) return now - ended_at_ >= quiet_interval;
  return now - *begun_at_ >= settings_.commit_interval || records_ >= settings_.commit_records;
}

void Transactor::commit_for_room() {
  if (transactions_.open()) commit_by(clock_.now() + outcome_timeout);
}

void Transactor::commit_by(MonotonicTime deadline) {
  if (phase_ != Phase::running) return;
  phase_ = Phase::reporting;
  deadline_ = deadline;
}

void Transactor::abort_open() {
  if (phase_ == Phase::running && transactions_.open()) begin_aborting("what stood in it was given up with its partition");
}

void Transactor::begin_aborting(std::string why) {
  phase_ = Phase::aborting;
  deadline_ = clock_.now() + outcome_timeout;
  add(gauges_.transactions_aborted, 1);
  emit_repeating(sluiced::Event::transaction_aborted, settings_.id, {{"transactional_id", settings_.id}, {"why", why}});
}

Transactor::Event Transactor::broken(std::string why) {
  why_ = std::move(why);
  return Event::broken;
}

Transactor::Event Transactor::over(Event event) {
  phase_ = Phase::running;
  ended_at_ = clock_.now();
  begun_at_.reset();
  records_ = 0;
  return event;
}

Transactor::Event Transactor::step(std::size_t unreported, const Progress& progress) {
  switch (phase_) {
    case Phase::preparing: {
      const TransactionStep step = transactions_.prepare();
      if (step.state == TransactionStep::State::pending) return Event::none;
      if (step.state != TransactionStep::State::done) return broken("transactions cannot be begun: " + step.why);
      return over(Event::none);
    }
    case Phase::running:
      if (!begun_at_ && transactions_.open()) begun_at_ = clock_.now();
      if (!transactions_.spoilt().empty())
        begin_aborting(transactions_.spoilt());
      else if (due())
        commit_by(clock_.now() + outcome_timeout);
      return Event::none;
    case Phase::reporting: return advance_reporting(unreported, progress);
    case Phase::committing: return advance_committing();
    case Phase::aborting: return advance_aborting();
  }
  return Event::none;
}

Transactor::Event Transactor::advance_reporting(std::size_t unreported, const Progress& progress) {
  if (!transactions_.spoilt().empty()) {
    begin_aborting(transactions_.spoilt());
  } else if (unreported == 0) {
    offsets_ = progress();
    if (offsets_.empty() && !transactions_.open()) return over(Event::committed);
    phase_ = Phase::committing;
    deadline_ = clock_.now() + outcome_timeout;
  } else if (clock_.now() >= deadline_) {
    begin_aborting("not everything was acknowledged in time");
  }
  return Event::none;
}

Transactor::Event Transactor::advance_committing() {
  TransactionStep step = transactions_.commit(offsets_);
  switch (step.state) {
    case TransactionStep::State::done: add(gauges_.transactions_committed, 1); return over(Event::committed);
    case TransactionStep::State::aborting: begin_aborting(std::move(step.why)); return Event::none;
    case TransactionStep::State::broken: return broken(std::move(step.why));
    case TransactionStep::State::pending: break;
  }
  return clock_.now() < deadline_ ? Event::none : broken("nobody knows whether the transaction took place: " + step.why);
}

Transactor::Event Transactor::advance_aborting() {
  TransactionStep step = transactions_.abort();
  switch (step.state) {
    case TransactionStep::State::done: offsets_.clear(); return over(Event::aborted);
    case TransactionStep::State::pending: break;
    case TransactionStep::State::aborting:
    case TransactionStep::State::broken: return broken(std::move(step.why));
  }
  return clock_.now() < deadline_ ? Event::none : broken("the transaction could not be aborted in time: " + step.why);
}

}  // namespace sluiced::gate
