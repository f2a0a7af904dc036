#include "c11_lock.h"

#include <threads.h>

namespace {
mtx_t mutex;
once_flag initialised = ONCE_FLAG_INIT;
}  // namespace

void c11_lock() {
  call_once(&initialised, [] { mtx_init(&mutex, mtx_plain); });
  mtx_lock(&mutex);
}

void c11_unlock() { mtx_unlock(&mutex); }
