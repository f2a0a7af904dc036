// The signals that the daemon handles, as a descriptor to wait on.
#pragma once

#include <csignal>

namespace sluiced::supervisor {

sigset_t handled_signals();

/// Of signals that are blocked in every thread. Throws std::system_error where the kernel gives no descriptor.
class SignalDescriptor {
 public:
  explicit SignalDescriptor(const sigset_t& set = handled_signals());
  ~SignalDescriptor();
  SignalDescriptor(const SignalDescriptor&) = delete;
  SignalDescriptor& operator=(const SignalDescriptor&) = delete;

  int fd() const { return fd_; }
  /// 0: none.
  int take() const;

 private:
  int fd_ = -1;
};

/// "SIGTERM"; "?" for one that is not handled.
const char* signal_name(int number);

}  // namespace sluiced::supervisor
