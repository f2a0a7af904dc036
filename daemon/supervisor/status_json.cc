#include "supervisor/status_json.h"

#include "base/time_text.h"
#include "json/writer.h"

namespace sluiced::supervisor {
namespace {

/// A member a call: name and value.
class Members {
 public:
  void text(std::string_view name, std::string_view value) {
    writer_.key(name);
    writer_.string(value);
  }
  /// null where there is none.
  void text_or_null(std::string_view name, std::string_view value) {
    writer_.key(name);
    value.empty() ? writer_.null() : writer_.string(value);
  }
  void truth(std::string_view name, bool value) {
    writer_.key(name);
    writer_.boolean(value);
  }
  void count(std::string_view name, std::uint64_t value) {
    writer_.key(name);
    writer_.number(static_cast<std::int64_t>(value));
  }
  void decimal(std::string_view name, std::optional<double> value) {
    writer_.key(name);
    value ? writer_.number(*value) : writer_.null();
  }
  /// Always with the suffix `_seconds`.
  void seconds(std::string_view name, std::optional<Duration> value) {
    decimal(name, value ? std::optional(static_cast<double>(value->count()) / 1'000) : std::nullopt);
  }
  void time(std::string_view name, WallTime value) {
    writer_.key(name);
    value == WallTime{} ? writer_.null() : writer_.string(rfc3339(value));
  }
  template <class Write>
  void object(std::string_view name, Write write) {
    writer_.key(name);
    writer_.begin_object();
    write();
    writer_.end_object();
  }
  template <class Values, class Write>
  void array_of_objects(std::string_view name, const Values& values, Write write) {
    writer_.key(name);
    writer_.begin_array();
    for (const auto& value : values) {
      writer_.begin_object();
      write(*this, value);
      writer_.end_object();
    }
    writer_.end_array();
  }
  void begin() { writer_.begin_object(); }
  std::string end() {
    writer_.end_object();
    return writer_.text();
  }

 private:
  json::Writer writer_;
};

void write_config(Members& out, const Status& status) {
  out.text("file", status.config_file);
  out.text("sha256", status.config_sha256);
  out.count("generation", status.generation);
  out.truth("generation_everywhere", status.generation_everywhere);
  out.object("reload", [&] {
    const ReloadStatus& reload = status.reload;
    out.truth("successful", reload.ok);
    out.time("at", reload.at);
    out.time("succeeded_at", reload.succeeded_at);
    out.text_or_null("error", reload.error);
    out.count("succeeded", reload.succeeded);
    out.count("failed", reload.failed);
    out.truth("under_way", reload.under_way);
  });
}

void write_loop(Members& out, const LoopStatus& loop) {
  out.text("group", loop.group);
  out.count("instance", loop.instance);
  out.text("client", loop.client);
  out.text("state", to_string(loop.state));
  out.seconds("in_state_seconds", loop.in_state);
  out.text_or_null("why", loop.why);
  out.seconds("back_in_seconds", loop.back_in);
  out.count("restarts", loop.restarts);
  out.count("rebalances", loop.rebalances);
  out.count("transactions_committed", loop.transactions_committed);
  out.count("transactions_aborted", loop.transactions_aborted);
  out.count("partitions", loop.partitions);
  out.truth("joined", loop.joined);
  out.truth("broker_reachable", loop.broker_reachable);
  out.seconds("last_progress_seconds", loop.last_progress);
  out.truth("stalled", loop.stalled);
  out.count("generation", loop.generation);
  out.count("fetched_ahead", loop.fetched_ahead);
  out.count("queued_dead_letters", loop.queued_letters);
}

void write_evaluation(Members& out, const gate::EvaluationTimes::Snapshot& evaluation) {
  constexpr double ns_per_second = 1e9;
  std::uint64_t timed = 0;
  for (const std::uint64_t count : evaluation.buckets) timed += count;
  out.count("one_in", gate::EvaluationTimes::every);
  out.count("timed", timed);
  out.decimal("sum_seconds", static_cast<double>(evaluation.sum_ns) / ns_per_second);
  std::vector<std::size_t> places(evaluation.buckets.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  out.array_of_objects("buckets", places, [&](Members& bucket, std::size_t i) {
    const auto& bounds = gate::EvaluationTimes::bounds_ns;
    bucket.decimal("up_to_seconds",
                   i < bounds.size() ? std::optional(static_cast<double>(bounds[i]) / ns_per_second) : std::nullopt);
    bucket.count("count", evaluation.buckets[i]);
  });
}

void write_holds(Members& out, const TopicStatus& topic) {
  const HoldStatus* held = topic.hold();
  out.text_or_null("held", held != nullptr ? sluiced::to_string(held->reason) : "");
  out.object("holds", [&] {
    for (const HoldReason reason : all_hold_reasons) {
      const HoldStatus& hold = topic.holds[index_of(reason)];
      out.object(sluiced::to_string(reason), [&] {
        out.truth("held", hold.held);
        out.seconds("for_seconds", hold.held ? std::optional(hold.since) : std::nullopt);
        out.seconds("total_seconds", hold.total);
      });
    }
  });
}

void write_stopped_at(Members& out, const TopicStatus& topic) {
  if (!topic.stopped_at) return out.text_or_null("stopped_at", "");
  out.object("stopped_at", [&] {
    out.count("partition", static_cast<std::uint64_t>(topic.stopped_at->partition));
    out.count("offset", static_cast<std::uint64_t>(topic.stopped_at->offset.value));
    out.text_or_null("code", topic.stopped_at->code ? sluiced::to_string(*topic.stopped_at->code) : "");
  });
}

void write_topic(Members& out, const TopicStatus& topic) {
  out.text("group", topic.group);
  out.text("topic", topic.topic);
  out.text("mode", to_string(topic.mode));
  out.text_or_null("dead_letter_topic", topic.dead_letter_topic);
  out.text_or_null("forward_topic", topic.forward_topic);
  out.object("schema", [&] {
    out.text("name", topic.schema_name);
    out.text("sha256", topic.schema_sha256);
    out.text_or_null("by", topic.schema_by);
    out.count("count", topic.schema_count);
    out.seconds("age_seconds", topic.schema_age);
    out.truth("new", topic.schema_new);
  });
  write_holds(out, topic);
  out.text_or_null("held_why", topic.hold() == nullptr ? "" : topic.hold_why);
  write_stopped_at(out, topic);
  out.count("partitions", topic.partitions);
  out.count("lag_records", topic.lag_records);
  out.seconds("lag_seconds", topic.lag);
  out.decimal("records_per_second", topic.records_per_second);
  out.decimal("not_valid_share", topic.not_valid_share);
  out.object("records", [&] {
    for (const VerdictCode code : all_verdict_codes) out.count(sluiced::to_string(code), topic.records[index_of(code)]);
  });
  out.count("record_bytes", topic.bytes);
  out.object("dead_letters", [&] {
    for (const VerdictCode code : all_verdict_codes)
      if (code != VerdictCode::valid) out.count(sluiced::to_string(code), topic.dead_letters[index_of(code)]);
  });
  out.count("forwarded", topic.forwarded);
  out.count("dead_letter_failures", topic.letters_failed);
  out.count("dead_letters_unacknowledged", topic.unacknowledged);
  out.seconds("dead_letter_oldest_unacknowledged_seconds", topic.oldest_unacknowledged);
  out.count("offsets_lost", topic.offsets_lost);
  out.count("breaker_trips", topic.breaker_trips);
  out.object("evaluation", [&] { write_evaluation(out, topic.evaluation); });
}

}  // namespace

std::string to_json(const Status& status) {
  Members out;
  out.begin();
  out.text("version", status.version);
  out.text("librdkafka", status.librdkafka);
  out.text("node", status.node);
  out.count("pid", status.pid);
  out.time("now", status.now);
  out.time("started", status.started);
  out.seconds("uptime_seconds", status.now - status.started);
  out.text("summary", status.in_words());
  out.truth("healthy", status.healthy());
  out.truth("ready", status.ready());
  out.truth("ready_strict", status.ready_strictly());
  out.text_or_null("not_ready_because", status.not_ready_because());
  out.truth("enabled", status.enabled);
  out.truth("draining", status.draining);
  out.truth("tried", status.tried);
  out.object("config", [&] { write_config(out, status); });
  out.count("log_lines_dropped", status.log_lines_dropped);
  out.array_of_objects("loops", status.loops, write_loop);
  out.array_of_objects("topics", status.topics, write_topic);
  return out.end();
}

}  // namespace sluiced::supervisor
