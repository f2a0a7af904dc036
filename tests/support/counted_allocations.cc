#include "support/counted_allocations.h"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SLUICED_COUNTED_BY_HOOK
#include <sanitizer/allocator_interface.h>
#endif
#endif

namespace sluiced::testing {

std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> allocated_bytes{0};

}  // namespace sluiced::testing

namespace {

void count(std::size_t bytes) {
  ++allocations;
  allocated_bytes += bytes;
}

}  // namespace

#ifdef SLUICED_COUNTED_BY_HOOK
// The thread sanitizer's operators cannot be replaced; it tells of each allocation instead, of malloc's too.
namespace {
[[maybe_unused]] const int hooks_installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t bytes) { count(bytes); }, [](const volatile void*) {});
}  // namespace
#else
namespace {

void* try_to_allocate(std::size_t bytes) noexcept {
  count(bytes);
  return std::malloc(bytes == 0 ? 1 : bytes);
}

void* allocate(std::size_t bytes) {
  if (void* const memory = try_to_allocate(bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The forms that do not throw too: a sanitizer's own would not go together with these.
void* operator new(std::size_t bytes) { return allocate(bytes); }
void* operator new[](std::size_t bytes) { return allocate(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return try_to_allocate(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return try_to_allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
#endif
