// SIGINT and SIGTERM for a command that has something to say before it goes. One thread, which makes it before any other is started.
#pragma once

#include "supervisor/signals.h"

namespace sluiced::cli {

class StopSignals {
 public:
  /// From now on they wait to be taken.
  StopSignals();

  int fd() const { return descriptor_.fd(); }
  /// The first one that has come; 0: none so far.
  int first();
  /// A second one has come: whoever sent it does not want to wait.
  bool impatient();

 private:
  void look();

  supervisor::SignalDescriptor descriptor_;
  int first_ = 0;
  bool impatient_ = false;
};

}  // namespace sluiced::cli
