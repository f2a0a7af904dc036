// Faults on purpose. A sanitizer leg is only worth its time if it sees them: scripts/test runs each and fails the leg
// when one of them ends well. And one that is no fault, c11-handover, which the thread sanitizer must not take for one.
#include <cstdio>
#include <limits>
#include <memory>
#include <string_view>
#include <thread>

#ifdef SLUICED_CANARY_C11
#include "c11_lock.h"
#endif

namespace {

// What the compiler can't know, so that it neither warns nor leaves the fault out.
template <typename T>
T opaque(T value) {
  volatile T copy = value;
  return copy;
}

int heap_overflow() {
  const auto bytes = std::make_unique<unsigned char[]>(opaque(16U));
  return bytes[opaque(16U)];
}

int signed_overflow() { return opaque(std::numeric_limits<int>::max()) + opaque(1); }

int data_race() {
  int shared = 0;
  const auto add = [&shared] {
    for (int i = 0; i < 100'000; ++i) shared = opaque(shared) + 1;
  };
  std::thread other(add);
  add();
  other.join();
  return shared;
}

#ifdef SLUICED_CANARY_C11
// No fault: every access is under a lock. The thread sanitizer knows that only where the shim of C11's threads is linked.
int c11_handover() {
  int shared = 0;
  const auto add = [&shared] {
    for (int i = 0; i < 1'000; ++i) {
      c11_lock();
      shared = opaque(shared) + 1;
      c11_unlock();
    }
  };
  std::thread other(add);
  add();
  other.join();
  return shared;
}
#endif

}  // namespace

int main(int argc, char** argv) {
  const std::string_view fault = argc == 2 ? argv[1] : "";
  int result = 0;
  if (fault == "heap-overflow") {
    result = heap_overflow();
  } else if (fault == "signed-overflow") {
    result = signed_overflow();
  } else if (fault == "data-race") {
    result = data_race();
#ifdef SLUICED_CANARY_C11
  } else if (fault == "c11-handover") {
    result = c11_handover();
#endif
  } else {
    std::fputs("usage: canary heap-overflow|signed-overflow|data-race|c11-handover\n", stderr);
    return 2;
  }
  std::printf("not seen: %d\n", result);
  return 0;
}
