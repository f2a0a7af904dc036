#include "kafka/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "kafka/admin.h"

namespace sluiced::kafka {
namespace {

using Kind = gate::IoError::Kind;
using State = gate::TransactionStep::State;

/// Reports are signalled; this is for what is not.
constexpr Duration wait_max{500};

/// Whatever the call was given: without an answer to an abort, readers of what is committed wait for the broker to do it.
constexpr Duration abort_time_min{5'000};

/// A daemon bounds its dead letters itself; a command writes as much as it is given.
ClientSettings bounded(ClientSettings settings) {
  const auto preset = [&](const char* name, const char* value) {
    if (!settings.properties.contains(name)) settings.producer_properties.emplace(name, value);
  };
  preset("queue.buffering.max.messages", "100000");
  preset("queue.buffering.max.kbytes", "65536");
  return settings;
}

}  // namespace

Writer::Writer(const ClientSettings& settings) : producer_(bounded(settings), wakeup_), transactions_(producer_) {}
Writer::~Writer() = default;

void Writer::collect() {
  wakeup_.clear();  // before looking: what comes meanwhile is signalled again
  producer_.take_reports(fresh_);
  unreported_ -= fresh_.size();
  if (reports_.empty()) return std::swap(reports_, fresh_);
  reports_.insert(reports_.end(), std::make_move_iterator(fresh_.begin()), std::make_move_iterator(fresh_.end()));
}

void Writer::wait(MonotonicTime deadline) {
  wakeup_.wait(std::clamp(deadline - clock_.now(), Duration{0}, wait_max));
  collect();
}

gate::TransactionStep Writer::finish(const std::function<gate::TransactionStep()>& step, MonotonicTime deadline) {
  gate::TransactionStep last = step();
  while (last.state == State::pending && clock_.now() < deadline) last = step();
  collect();
  return last;
}

std::optional<gate::IoError> Writer::prepare(Duration at_most) {
  const auto step = finish([this] { return transactions_.prepare(); }, clock_.now() + at_most);
  if (step.state == State::done) return std::nullopt;
  return gate::IoError{.kind = step.state == State::pending ? Kind::unreachable : Kind::other, .text = step.why};
}

Result<PartitionId, gate::IoError> Writer::partitions_of(const std::string& topic, Duration at_most) {
  const MonotonicTime deadline = clock_.now() + at_most;
  for (;;) {
    const auto found = Admin(producer_).find(topic, topic);
    if (found) return found->partitions;
    if (found.error().kind != Kind::unreachable || clock_.now() >= deadline) return failure(found.error());
  }
}

std::optional<gate::IoError> Writer::send(gate::OutgoingId id, const gate::OutgoingRecord& record, Duration at_most) {
  auto error = producer_.send(id, record);
  if (error && error->kind == Kind::full) {
    const MonotonicTime deadline = clock_.now() + at_most;
    do {
      wait(deadline);
      error = producer_.send(id, record);
    } while (error && error->kind == Kind::full && clock_.now() < deadline);
  }
  if (!error) ++unreported_;
  if (error && transactions_.fenced()) error->kind = Kind::fenced;
  return error;
}

void Writer::take_reports(std::vector<gate::DeliveryReport>& reports) {
  collect();
  reports.clear();
  std::swap(reports, reports_);
}

std::optional<gate::IoError> Writer::flush(Duration at_most) {
  const MonotonicTime deadline = clock_.now() + at_most;
  collect();
  while (unreported_ > 0 && clock_.now() < deadline) wait(deadline);
  if (unreported_ == 0) return std::nullopt;
  return gate::IoError{.kind = Kind::unreachable,
                       .text = fmt::format("{} records were not acknowledged within {} ms", unreported_, at_most.count())};
}

gate::IoError Writer::given_up(const std::string& why, MonotonicTime deadline) {
  const auto error = abort(std::max(deadline - clock_.now(), abort_time_min));
  if (transactions_.fenced()) return {.kind = Kind::fenced, .text = why};
  return {.kind = Kind::aborted, .text = "the transaction was aborted: " + why + (error ? "; " + error->text : "")};
}

std::optional<gate::IoError> Writer::commit(Duration at_most) {
  const MonotonicTime deadline = clock_.now() + at_most;
  if (!transactions_.open()) return std::nullopt;
  if (const auto late = flush(at_most)) return given_up(late->text, deadline);
  if (const std::string why = transactions_.spoilt(); !why.empty()) return given_up(why, deadline);
  const auto step = finish([this] { return transactions_.commit({}); }, deadline);
  switch (step.state) {
    case State::done: return std::nullopt;
    case State::aborting: return given_up(step.why, deadline);
    case State::pending:
    case State::broken: break;
  }
  if (transactions_.fenced()) return gate::IoError{.kind = Kind::fenced, .text = step.why};
  return gate::IoError{.kind = Kind::other, .text = "nobody knows whether the transaction took place: " + step.why};
}

std::optional<gate::IoError> Writer::abort(Duration at_most) {
  const auto step = finish([this] { return transactions_.abort(); }, clock_.now() + at_most);
  if (step.state == State::done) return std::nullopt;
  return gate::IoError{
      .kind = step.state == State::pending ? Kind::unreachable : Kind::other,
      .text = "the broker was not told to abort, and does so by itself when the transaction times out: " + step.why};
}

}  // namespace sluiced::kafka
