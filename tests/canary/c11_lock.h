// A lock of a shared library that no sanitizer has touched, as librdkafka's are.
#pragma once

extern "C" {
void c11_lock();
void c11_unlock();
}
