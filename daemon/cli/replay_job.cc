#include "cli/replay_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "base/failpoint.h"
#include "base/sha256.h"
#include "base/units.h"
#include "json/keyed_hash.h"

namespace sluiced::cli {
namespace {

using gate::IoError;
using letters::Done;
using letters::Fate;

constexpr std::size_t batch_letters_max = 1'000;
constexpr std::size_t batch_bytes_max = std::size_t{16} << 20;
constexpr std::string_view mark_prefix = "mark:";
constexpr Duration transaction_timeout{25'000};  ///< under kafka/client.cc's transaction.timeout.ms

std::uint64_t short_hash(std::string_view text) {
  json::KeyedHash hash;
  hash.add(text);
  return hash.finish();
}

/// None of what came with them was sent.
bool stopped_by_abort(const std::vector<gate::DeliveryReport>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const gate::DeliveryReport& report) {
    return report.error && report.error->kind == IoError::Kind::aborted;
  });
}

}  // namespace

ReplayJob::ReplayJob(const LetterContext& context, const ReplayOptions& options, config::CompiledConfig compiled, WallTime now)
    : context_(context),
      options_(options),
      topic_(letter_topic(context.config, options.topic)),
      selection_(selection_of(options.letters, now)),
      targets_(context, topic_, std::move(compiled),
               {.forward = options.to == "forward", .onto_compacted = options.onto_compacted}),
      reader_(context.settings) {}

/// What was asked for, not when: the same line is the same job.
std::string ReplayJob::job_id() const {
  std::string line = fmt::format("{} {} {} {} {} {} {} {} {}", options_.resolve ? "resolve" : "replay", topic_.name, options_.to,
                                 options_.through, options_.limit, options_.hops_max, options_.skip_superseded,
                                 options_.letters.since, options_.letters.until);
  for (const std::string& where : options_.letters.where) line += " " + where;
  return sha256_hex(line).substr(0, 8);
}

Stopped ReplayJob::stopped(const IoError& error) const {
  if (error.kind == IoError::Kind::unreachable)
    return {ExitCode::unreachable, fmt::format("no broker of {} answers within {}: {}", context_.config.kafka.brokers,
                                               duration_text(context_.timeout), error.text)};
  if (error.kind == IoError::Kind::fatal || error.kind == IoError::Kind::fenced)
    return {ExitCode::not_well,
            fmt::format("another job over {} has begun meanwhile, and this one ends; what it committed stands ({})", topic_.name,
                        error.text)};
  if (error.kind == IoError::Kind::aborted)
    return {ExitCode::not_well, "nothing of the last batch was sent: " + error.text + "; the same line goes on from there"};
  return {ExitCode::not_well, error.text};
}

ReplayJob::Trouble ReplayJob::make_ledger_topic() {
  kafka::ClusterTopics cluster(context_.settings);
  const std::string name(ledger_topic);
  const auto found = cluster.look({name}, context_.timeout);
  if (!found) return stopped(found.error());
  if (found->at(name)) return std::nullopt;
  if (found->at(name).error().kind != IoError::Kind::missing) return stopped(found->at(name).error());
  if (const auto error = cluster.create(name, {.partitions = 1, .replication = 0, .settings = std::nullopt, .compacted = true},
                                        context_.timeout))
    return stopped(*error);
  return std::nullopt;
}

ReplayJob::Trouble ReplayJob::prepare() {
  if (const auto present = reader_.ranges(topic_.name, {}, context_.timeout); !present)
    return present.error().kind == IoError::Kind::missing ? Stopped{ExitCode::not_well, "there is no topic " + topic_.name}
                                                          : stopped(present.error());
  if (!options_.dry_run) {
    if (auto trouble = make_ledger_topic()) return trouble;
    kafka::ClientSettings settings = context_.settings;
    settings.transactional_id = "sluiced-replay-" + topic_.name;
    writer_.emplace(settings);
    if (const auto error = writer_->prepare(context_.timeout)) return stopped(*error);
  }
  if (auto trouble = read_ledger()) return trouble;
  return choose_ranges();
}

/// Records of another job's open transaction keep a reader of what is committed from what stands behind them: until our mark is read, not
/// all has been seen.
ReplayJob::Trouble ReplayJob::read_ledger() {
  const std::string name(ledger_topic);
  auto ranges = reader_.ranges(name, {}, context_.timeout);
  if (!ranges && ranges.error().kind == IoError::Kind::missing && options_.dry_run) return std::nullopt;
  if (!ranges) return stopped(ranges.error());
  const std::string mark = std::string(mark_prefix) + topic_.name;
  const std::string nonce = fmt::format("{:016x}", (std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}());
  bool seen = options_.dry_run;
  if (!options_.dry_run) {
    gate::OutgoingRecord record{.topic = name, .partition = 0, .key = mark, .value = nonce, .headers = {}};
    if (const auto error = writer_->send(0, record, context_.timeout)) return stopped(*error);
    if (const auto error = writer_->commit(transaction_timeout)) return stopped(*error);
    for (kafka::PartitionRange& range : *ranges) range.to = kafka::open_end;
  }
  if (const auto error = reader_.start(*ranges)) return stopped(*error);
  const auto deadline = clock_.now() + context_.timeout + transaction_timeout * 2;
  gate::Batch batch;
  while (!reader_.done() && (!seen || options_.dry_run)) {
    if (const auto error = reader_.read(batch, context_.timeout)) return stopped(*error);
    for (const gate::FetchedRecord& fetched : batch.records) {
      ledger_.take(fetched.record());
      seen = seen || (fetched.record().key == mark && fetched.record().value == nonce);
    }
    if (!seen && clock_.now() > deadline)
      return Stopped{ExitCode::unreachable, name + ": a transaction of another job stays open, try again"};
  }
  return std::nullopt;
}

ReplayJob::Trouble ReplayJob::choose_ranges() {
  state_.id = job_id();
  state_.letters = topic_.name;
  const letters::JobState* const earlier = ledger_.job(state_.id);
  std::vector<kafka::PartitionRange> ranges;
  if (earlier != nullptr && !earlier->finished && !options_.dry_run) {
    state_ = *earlier;
    sent_before_ = state_.sent;
    result_.resumed = true;
    for (const letters::RangeLeft& left : state_.ranges) ranges.push_back({{topic_.name, left.partition}, left.from, left.to});
  } else {
    auto present = reader_.ranges(topic_.name, selection_.bounds, context_.timeout);
    if (!present) return stopped(present.error());
    ranges = std::move(*present);
    for (const kafka::PartitionRange& range : ranges) state_.ranges.push_back({range.partition.partition, range.from, range.to});
    for (const std::string& where : options_.letters.where) state_.selection += (state_.selection.empty() ? "" : " ") + where;
  }
  result_.job = state_.id;
  if (options_.skip_superseded) {
    const auto wanted = [this](const letters::Letter& letter, std::span<const HeaderView> headers) {
      return letters::matches(selection_.where, letter, headers);
    };
    if (const auto error = newer_.look(reader_, ranges, wanted, context_.timeout)) return stopped(*error);
  }
  if (const auto error = reader_.start(ranges)) return stopped(*error);
  return std::nullopt;
}

Fate ReplayJob::first_fate(const Candidate& candidate) {
  const letters::Letter& letter = candidate.letter;
  if (!letters::matches(selection_.where, letter, candidate.headers)) return Fate::not_selected;
  const bool first = seen_.insert(short_hash(candidate.identity)).second;
  if (!options_.resolve && !targets_.topic_of(letter)) return Fate::no_origin;
  if (in_batch_.contains(candidate.identity) || !first) return Fate::repeat;
  if (ledger_.dealt_with(candidate.identity)) return Fate::done_before;
  if (options_.resolve) return Fate::send;
  if (letter.hops >= options_.hops_max) return Fate::hop_limit;
  if (!letters::has_value(letter, candidate.record)) return Fate::cut;
  if (newer_.supersede(letter, candidate.record.key)) return Fate::superseded;
  return Fate::send;
}

ReplayJob::Trouble ReplayJob::take_batch() {
  batch_.clear();
  in_batch_.clear();
  const std::size_t wanted =
      options_.rate == 0 ? batch_letters_max : std::clamp<std::size_t>(options_.rate, 1, batch_letters_max);
  std::size_t bytes = 0;
  while (batch_.size() < wanted && bytes < batch_bytes_max && !(next_ == fetched_.records.size() && reader_.done())) {
    if (next_ == fetched_.records.size()) {
      if (!batch_.empty() && fetched_.records.empty()) break;  // a pause: what is there goes first
      next_ = 0;
      if (const auto error = reader_.read(fetched_, context_.timeout)) return stopped(*error);
      for (const gate::LeftBehind& left : fetched_.left_behind)
        result_.overtaken.push_back(fmt::format("{}/{}: {}", left.partition.topic, left.partition.partition, left.why));
      continue;
    }
    gate::FetchedRecord& fetched = fetched_.records[next_++];
    Candidate candidate{.fetched = std::move(fetched), .headers = {}, .letter = {}, .identity = {}, .record = {}};
    candidate.record = candidate.fetched.record();
    candidate.fetched.headers(candidate.headers);
    candidate.letter = letters::read_letter(candidate.headers);
    candidate.identity = letters::identity(candidate.letter, candidate.record);
    candidate.fate = first_fate(candidate);
    if (candidate.fate == Fate::send) in_batch_.insert(candidate.identity);
    if (candidate.record.value) bytes += candidate.record.value->size();
    batch_.push_back(std::move(candidate));
  }
  return std::nullopt;
}

/// --limit is the job's, however often it was ended on the way.
bool ReplayJob::at_limit() const { return options_.limit > 0 && sent_before_ + result_.tally.of(Fate::send) >= options_.limit; }

bool ReplayJob::over() const { return at_limit() || (next_ == fetched_.records.size() && reader_.done()); }

void ReplayJob::move_past(const Record& record) {
  for (letters::RangeLeft& range : state_.ranges)
    if (range.partition == record.partition) range.from = std::max(range.from, next_after(record.offset));
}

ReplayJob::Trouble ReplayJob::send(Candidate& candidate, gate::OutgoingId id) {
  const std::string to = *targets_.topic_of(candidate.letter);
  const auto target = targets_.find(to);
  if (!target) return stopped(target.error());
  const auto record =
      letters::make_replayed(candidate.letter, candidate.record, candidate.headers, (*target)->destination(to, clock_.wall()));
  candidate.id = id;
  candidate.target = *target;
  candidate.bytes = record.bytes();
  candidate.redated = record.timestamp_ms == 0;
  ++(*target)->records;
  (*target)->bytes += candidate.bytes;
  (*target)->redated += candidate.redated ? 1U : 0U;
  if (record.timestamp_ms > 0) result_.oldest_ms = std::min(result_.oldest_ms.value_or(record.timestamp_ms), record.timestamp_ms);
  if (options_.dry_run) return std::nullopt;
  if (const auto error = writer_->send(id, record, transaction_timeout)) {
    if (error->kind == IoError::Kind::too_large) reports_.push_back({.id = id, .error = *error});
    return stopped(*error);
  }
  failpoint("replay_sent", to);
  return std::nullopt;
}

/// A batch that its topic refuses for one record's size goes without that one.
ReplayJob::Trouble ReplayJob::send_batch() {
  after_refusal_ = false;
  for (;;) {
    reports_.clear();
    const letters::JobState state = state_;
    const ReplayResult result = result_;
    const std::uint64_t committed = committed_;
    auto trouble = try_batch();
    if (!trouble || !leave_out_too_large()) return trouble;
    state_ = state;
    result_ = result;
    committed_ = committed;
  }
}

/// The broker refuses all that came with it in one request: the largest of those it must be.
bool ReplayJob::leave_out_too_large() {
  if (options_.dry_run) return false;
  std::vector<gate::DeliveryReport> refused = std::move(reports_);
  writer_->take_reports(reports_);
  refused.insert(refused.end(), reports_.begin(), reports_.end());
  Candidate* largest = nullptr;
  for (Candidate& candidate : batch_) {
    if (candidate.id == 0) continue;
    const bool is_refused = std::any_of(refused.begin(), refused.end(), [&](const gate::DeliveryReport& report) {
      return report.id == candidate.id && report.error && report.error->kind == IoError::Kind::too_large;
    });
    if (is_refused && (largest == nullptr || candidate.bytes > largest->bytes)) largest = &candidate;
    candidate.id = 0;
    --candidate.target->records;
    candidate.target->bytes -= candidate.bytes;
    candidate.target->redated -= candidate.redated ? 1U : 0U;
  }
  // After a refusal librdkafka may give up the next transaction as well, whose records it then never sent.
  const bool again = largest == nullptr && after_refusal_ && stopped_by_abort(refused);
  after_refusal_ = largest != nullptr;
  if (!(largest != nullptr || again) || writer_->abort(transaction_timeout)) return false;
  // What was under way is told of late, and must not count for the next transaction.
  if (writer_->flush(transaction_timeout) || writer_->abort(transaction_timeout)) return false;
  writer_->take_reports(reports_);
  if (largest != nullptr) largest->fate = Fate::too_large;
  return true;
}

ReplayJob::Trouble ReplayJob::try_batch() {
  const WallTime now = clock_.wall();
  gate::OutgoingId id = 0;
  const auto note = [&](const Candidate& candidate, Done done) -> Trouble {
    if (options_.dry_run) return std::nullopt;
    const auto error = writer_->send(++id, letters::ledger_entry(candidate.identity, done, state_.id, now), transaction_timeout);
    return error ? Trouble(stopped(*error)) : std::nullopt;
  };
  const Done done = options_.resolve ? Done::resolved : options_.to == "forward" ? Done::forwarded : Done::sent;
  for (Candidate& candidate : batch_) {
    if (at_limit()) break;
    if (candidate.fate == Fate::send && !options_.resolve &&
        !targets_.passes(candidate.letter.origin->topic, candidate.record.value, candidate.headers))
      candidate.fate = Fate::fails;
    Trouble trouble;
    if (candidate.fate == Fate::send && !options_.resolve) trouble = send(candidate, ++id);
    if (!trouble && candidate.fate == Fate::send) trouble = note(candidate, done);
    if (!trouble && candidate.fate == Fate::hop_limit && !ledger_.find(candidate.identity))
      trouble = note(candidate, Done::hop_limit);
    if (trouble) return trouble;
    ++result_.letters;
    result_.tally.count(candidate.fate);
    move_past(candidate.fetched.record());
    if (candidate.fate == Fate::too_large && result_.too_large.empty()) {
      const Record& stands = candidate.fetched.record();
      result_.too_large = fmt::format("{}/{}/{}, {} bytes", topic_.name, stands.partition, stands.offset.value, candidate.bytes);
    }
  }
  if (auto trouble = commit(now)) return trouble;
  for (Candidate& candidate : batch_) {
    if (candidate.fate == Fate::send) ledger_.note(candidate.identity, done);
    candidate.id = 0;
  }
  return std::nullopt;
}

/// With what was sent, how far the job is.
ReplayJob::Trouble ReplayJob::commit(WallTime now) {
  if (options_.dry_run) return std::nullopt;
  state_.sent += result_.tally.of(Fate::send) - committed_;
  committed_ = result_.tally.of(Fate::send);
  state_.finished = over();
  if (state_.finished) state_.ranges.clear();
  if (const auto error = writer_->send(0, letters::ledger_entry(state_, now), transaction_timeout)) return stopped(*error);
  failpoint("replay_committing", topic_.name);
  if (const auto error = writer_->commit(transaction_timeout)) return stopped(*error);
  failpoint("replay_committed", topic_.name);
  writer_->take_reports(reports_);  // committed is delivered
  return std::nullopt;
}

Result<ReplayResult, Stopped> ReplayJob::run(const Progress& progress) {
  if (auto trouble = prepare()) return failure(std::move(*trouble));
  const auto began = clock_.now();
  while (!over()) {
    if (auto trouble = take_batch()) return failure(std::move(*trouble));
    if (!options_.through.empty())
      if (auto trouble = filter()) return failure(std::move(*trouble));
    if (auto trouble = send_batch()) return failure(std::move(*trouble));
    if (!progress(result_)) break;
    if (options_.rate == 0 || options_.dry_run) continue;
    const Duration due(result_.tally.of(Fate::send) * 1'000 / options_.rate);
    while (clock_.now() < began + due) {
      std::this_thread::sleep_for(std::min(began + due - clock_.now(), Duration{200}));
      if (!progress(result_)) return result_;
    }
  }
  return result_;
}

}  // namespace sluiced::cli
