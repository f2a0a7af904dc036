#include "supervisor/daemon.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "metrics/event.h"
#include "supervisor/signals.h"
#include "supervisor/status_json.h"

namespace sluiced::supervisor {
namespace {

/// What the way out may take beyond drain_timeout before nobody waits any longer.
constexpr Duration way_out_margin{800};

/// How often the status is made anew at least; what /metrics and the probes show is no older.
constexpr Duration sample_interval{1'000};

/// What goes on for long is said again, so that nobody has to find the line in which it began.
constexpr Duration reminder_interval{60'000};

}  // namespace

void block_signals() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

Daemon::Daemon(DaemonIdentity identity, Plan plan, Parts parts)
    : identity_(std::move(identity)),
      parts_(std::move(parts)),
      kept_(plan.start),
      supervisor_(std::move(plan), parts_.clock),
      reloader_(parts_.loader, supervisor_.wakeup()),
      operations_({.supervisor = supervisor_,
                   .clock = parts_.clock,
                   .status = [this] { return to_json(status()); },
                   .start_reload = [this] { return begin_reload("control socket"); }}),
      started_(parts_.clock.wall()) {
  next_reminder_ = parts_.clock.now() + reminder_interval;
  reload_.at = started_;
  reload_.succeeded_at = started_;
  parts_.board.put(status());
}

ExitCode Daemon::run() {
  const SignalDescriptor signals;
  supervisor_.start();
  if (!supervisor_.plan().enabled) emit(Event::disabled);
  show();
  parts_.notifier.send("READY=1");
  publish();
  while (!deadline_ || !supervisor_.all_stopped()) {
    wait(signals.fd());
    while (const int number = signals.take()) on_signal(number);
    supervisor_.tick();
    finish_reload();
    serve_control();
    publish();
    if (deadline_ && parts_.clock.now() >= *deadline_ && !supervisor_.all_stopped()) {
      emit(Event::drain_timed_out, {{"why", "a loop has not ended"}});
      _exit(to_int(ExitCode::ok));
    }
  }
  emit(Event::stopped, {{"in_time", supervisor_.drained_in_time()}});
  if (has_reading_to_wait_for()) _exit(to_int(ExitCode::ok));  // nobody wants it any more, and it may take its time
  return ExitCode::ok;
}

void Daemon::wait(int signals) {
  Duration wait = sample_interval;
  if (const auto next = supervisor_.until_next_tick()) wait = std::min(wait, *next);
  if (deadline_) wait = std::min(wait, std::max(*deadline_ - parts_.clock.now(), Duration{0}));
  std::vector<pollfd> waited{{.fd = signals, .events = POLLIN, .revents = 0},
                             {.fd = supervisor_.wakeup().fd(), .events = POLLIN, .revents = 0}};
  if (parts_.control) parts_.control->add_to(waited);
  poll(waited.data(), waited.size(), static_cast<int>(wait.count()));
  supervisor_.wakeup().clear();
}

void Daemon::on_signal(int number) {
  switch (number) {
    case SIGHUP:
      if (!deadline_) begin_reload("SIGHUP");
      break;
    case SIGUSR1: emit(Event::status, {log::Field::json("status", to_json(status()))}); break;
    default: begin_drain(number);
  }
}

void Daemon::begin_drain(int number) {
  if (deadline_) _exit(128 + number);
  const Duration drain_timeout = supervisor_.plan().settings.drain_timeout;
  deadline_ = parts_.clock.now() + drain_timeout + way_out_margin;  // before anything that could take its time
  parts_.notifier.send("STOPPING=1");
  emit(Event::draining, {{"signal", signal_name(number)}, {"at_most_ms", drain_timeout.count()}});
  supervisor_.drain();
}

std::uint64_t Daemon::begin_reload(const std::string& asked_by) {
  emit(Event::reload_started, {{"config", identity_.config_file}, {"asked_by", asked_by}});
  parts_.notifier.send_reloading();
  reload_.under_way = true;
  return reloader_.request();
}

void Daemon::finish_reload() {
  auto plan = reloader_.take();
  if (!plan) return;
  reload_.under_way = reloader_.under_way();
  reload_.at = parts_.clock.wall();
  reload_.error = plan->ok() ? "" : to_string(plan->error());
  if (!deadline_ && plan->ok()) {
    apply(std::move(*plan).value());
  } else if (!deadline_) {
    reload_.ok = false;
    ++reload_.failed;
    emit(Event::reload_failed, {{"why", reload_.error}, {"generation", supervisor_.generation()}});
  }
  operations_.reloaded(reloader_.completed(), deadline_ ? "the daemon is draining" : reload_.error);
  if (!reload_.under_way && !deadline_) parts_.notifier.send("READY=1");
}

void Daemon::apply(Plan plan) {
  reload_.ok = true;
  reload_.succeeded_at = reload_.at;
  ++reload_.succeeded;
  tell_kept(plan.start);
  log::set_level(plan.log_level);
  const Changes changes = supervisor_.apply(std::move(plan));
  emit(Event::reload_succeeded, {{"generation", supervisor_.generation()},
                                 {"config_sha256", supervisor_.plan().config_sha256},
                                 {"loops_started", changes.started},
                                 {"loops_restarted", changes.restarted},
                                 {"loops_stopped", changes.stopped},
                                 {"loops_going_on", changes.swapped}});
}

void Daemon::tell_kept(const StartSettings& in_file) const {
  if (in_file.http_listen != kept_.http_listen)
    emit(Event::setting_kept, {{"setting", "http.listen"}, {"kept", kept_.http_listen}, {"in_file", in_file.http_listen}});
  if (in_file.control_socket != kept_.control_socket)
    emit(Event::setting_kept,
         {{"setting", "control.socket"}, {"kept", kept_.control_socket}, {"in_file", in_file.control_socket}});
  if (in_file.log_format != kept_.log_format) emit(Event::setting_kept, {{"setting", "log.format"}});
}

void Daemon::serve_control() {
  if (!parts_.control) return;
  for (const ControlServer::Request& request : parts_.control->work())
    if (auto answer = operations_.ask(request.connection, request.line))
      parts_.control->answer(request.connection, std::move(*answer));
  for (Operations::Answer& answer : operations_.answers()) parts_.control->answer(answer.connection, std::move(answer.text));
}

Status Daemon::status() const {
  Status status;
  status.version = identity_.version;
  status.librdkafka = identity_.librdkafka;
  status.node = identity_.node;
  status.config_file = identity_.config_file;
  status.pid = static_cast<std::uint64_t>(getpid());
  status.now = parts_.clock.wall();
  status.made_at = parts_.clock.now();
  status.started = started_;
  status.reload = reload_;
  status.tried = tried_;
  status.log_lines_dropped = log::dropped_lines();
  supervisor_.describe(status);
  return status;
}

void Daemon::show() {
  tried_ = tried_ || supervisor_.all_tried();
  parts_.board.put(status());
}

/// Whoever is told something may look at once, and has to find it.
void Daemon::publish() {
  if (parts_.clock.now() >= next_sample_) {
    next_sample_ = parts_.clock.now() + sample_interval;
    supervisor_.sample();
  }
  show();
  const auto shown = parts_.board.get();
  tell_systemd(*shown);
  remind(*shown);
}

void Daemon::remind(const Status& status) {
  const std::string why = status.not_ready_because();
  if (why.empty() || deadline_) {
    next_reminder_ = parts_.clock.now() + reminder_interval;
  } else if (parts_.clock.now() >= next_reminder_) {
    next_reminder_ = parts_.clock.now() + reminder_interval;
    emit(Event::still_not_well, {{"why", why}, {"summary", status.in_words()}});
  }
}

void Daemon::tell_systemd(const Status& status) {
  parts_.notifier.flush();
  const bool healthy = status.healthy();
  for (const LoopStatus& loop : status.loops) {
    if (loop.stalled && stalled_.insert(loop.client).second)
      emit(Event::loop_stalled, {{"client", loop.client}, {"for_ms", loop.last_progress.count()}});
    else if (!loop.stalled && stalled_.erase(loop.client) > 0)
      emit(Event::loop_recovered, {{"client", loop.client}});
  }
  std::string words = status.in_words();
  if (words != told_) {
    parts_.notifier.send("STATUS=" + words);
    told_ = std::move(words);
  }
  const auto watchdog = parts_.notifier.watchdog();
  if (!watchdog || !healthy || parts_.clock.now() - fed_at_ < *watchdog / 4) return;
  fed_at_ = parts_.clock.now();
  parts_.notifier.send("WATCHDOG=1");
}

}  // namespace sluiced::supervisor
