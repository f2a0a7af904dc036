#include "cli/stop_signals.h"

#include <pthread.h>

namespace sluiced::cli {
namespace {

sigset_t blocked_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

}  // namespace

StopSignals::StopSignals() : descriptor_(blocked_signals()) {}

void StopSignals::look() {
  while (const int number = descriptor_.take()) {
    impatient_ = impatient_ || first_ != 0;
    if (first_ == 0) first_ = number;
  }
}

int StopSignals::first() {
  look();
  return first_;
}

bool StopSignals::impatient() {
  look();
  return impatient_;
}

}  // namespace sluiced::cli
