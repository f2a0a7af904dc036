// While it lives, this process gets no further thread, as where a limit of tasks is reached: their stacks would be larger than memory can
// be addressed.
#pragma once

#include <pthread.h>

#include <catch2/catch.hpp>
#include <cstddef>

namespace sluiced::testing {

class NoThreads {
 public:
  NoThreads() {
    pthread_attr_t attributes;
    REQUIRE(pthread_getattr_default_np(&attributes) == 0);
    REQUIRE(pthread_attr_getstacksize(&attributes, &stack_bytes_) == 0);
    set(&attributes, std::size_t{1} << 60);
  }
  ~NoThreads() {
    pthread_attr_t attributes;
    if (pthread_getattr_default_np(&attributes) == 0) set(&attributes, stack_bytes_);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  static void set(pthread_attr_t* attributes, std::size_t stack_bytes) {
    pthread_attr_setstacksize(attributes, stack_bytes);
    CHECK(pthread_setattr_default_np(attributes) == 0);
    pthread_attr_destroy(attributes);
  }

  std::size_t stack_bytes_ = 0;
};

}  // namespace sluiced::testing
