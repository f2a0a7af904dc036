// One topic that a lane writes to: whether it is there, why it does not take what is written, when that is tried again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/result.h"
#include "gate/holds.h"
#include "gate/io.h"
#include "gate/outbox.h"
#include "metrics/event.h"

namespace sluiced::gate {

/// Used by one lane. What the topic says no to stays in the lane's outbox, and the lane on hold, until one record asks and is taken.
class Outlet {
 public:
  struct Settings {
    OutletId id = OutletId::dead_letters;
    std::string source;  ///< the lane's topic
    std::string topic;   ///< the one written to
    LetterForm smallest = LetterForm::whole;
    bool may_refer = false;  ///< down to a reference where the source keeps its records as long as the topic does
  };
  struct Ports {
    Outbox& outbox;
    Holds& holds;
    TopicCounters& counters;
    const Clock& clock;
    std::function<Result<WritableTopic, IoError>()> find;  ///< asks the broker
  };
  Outlet(Settings settings, Ports ports, const BackoffSettings& backoff)
      : settings_(std::move(settings)), ports_(std::move(ports)), backoff_(backoff) {}

  const std::string& topic() const { return settings_.topic; }
  /// nullopt: nobody has looked yet, or it is not there.
  const std::optional<WritableTopic>& found() const { return found_; }
  PartitionId partition_for(PartitionId source) const;

  /// Looks for the topic, ahead of the first record: so far nothing is on hold for its sake.
  std::optional<IoError> look();
  /// Whether it can be written to; on hold where not.
  bool ready();

  void send(OutgoingRecord record, Origin origin);
  /// What send_kept() of the outbox was told.
  void refused(const IoError& error) { hold(error); }
  void acknowledged();
  void failed(const DeliveryReport& report);
  /// What asked may have been forgotten, or come back unsent: then nobody would report on it.
  void nothing_more_comes();

  /// Whether it takes what is sent, as far as is known.
  bool open() const { return !refusal_; }
  /// Tries again what it is on hold for, when its time has come; notices that no report comes.
  void tick();
  void notice_silence();
  /// By time; nullopt: nothing to do.
  std::optional<MonotonicTime> next_tick() const { return refusal_ ? refusal_->retry_at : std::nullopt; }
  /// After it did not: at once.
  void broker_answers();
  /// By hand, at once: of which hold; nullopt: it is on none, or is asking already.
  std::optional<HoldReason> try_now();
  /// Set once the sink said that it is of no use any more.
  const std::optional<IoError>& fatal() const { return fatal_; }

 private:
  struct Refusal {
    HoldReason reason;
    std::optional<MonotonicTime> retry_at;  ///< nullopt: something is under way whose report decides
  };
  HoldReason reason_of(const IoError& error) const;
  LetterForm smallest() const;
  void hold(const IoError& error);
  void retry();
  void release();
  void tell(Event event, HoldReason reason, std::initializer_list<log::Field> fields) const;

  Settings settings_;
  Ports ports_;
  Backoff backoff_;
  std::optional<WritableTopic> found_;
  std::optional<Refusal> refusal_;
  std::optional<MonotonicTime> released_at_;
  MonotonicTime last_report_{};  ///< or when the first one under way was sent
  std::optional<IoError> fatal_;
};

}  // namespace sluiced::gate
