#include "gate/missing_sources.h"

#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// A right given later, or a broker that comes back, is noticed within that time.
constexpr Duration retry_interval{10'000};

}  // namespace

MissingSources::MissingSources(const LoopSettings& loop, TopicAdmin& admin, const Clock& clock) : admin_(admin), clock_(clock) {
  for (const TopicSettings& topic : loop.topics)
    if (topic.create)
      pending_.push_back(
          {{.name = topic.name, .partitions = topic.create->partitions, .replication = topic.create->replication}});
}

void MissingSources::tick() {
  if (pending_.empty() || clock_.now() < next_) return;
  next_ = clock_.now() + retry_interval;
  for (auto item = pending_.begin(); item != pending_.end();) {
    const auto error = admin_.ensure_source(item->topic);
    if (!error) {
      item = pending_.erase(item);
      continue;
    }
    // Each further topic would take as long, and the loop has a group to answer to.
    if (error->kind == IoError::Kind::unreachable) return;
    if (!std::exchange(item->told, true)) emit(Event::source_missing, {{"topic", item->topic.name}, {"why", error->text}});
    ++item;
  }
}

}  // namespace sluiced::gate
