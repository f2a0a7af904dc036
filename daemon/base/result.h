// Result<T, E>: a value, or the reason why there is none. For failures a caller must decide about; a fault of ours throws.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace sluiced {

/// The failing half of a Result, so that a T and an E of the same type stay apart: `return failure(std::move(fault));`
template <class E>
struct Failure {
  E error;
};

template <class E>
Failure<std::decay_t<E>> failure(E&& error) {
  return {std::forward<E>(error)};
}

/// Asking for value() of a failure, or for error() of a success, throws std::bad_variant_access: it is a bug of the caller.
template <class T, class E = std::string>
class [[nodiscard]] Result {
 public:
  template <class U = T>
  requires std::convertible_to<U&&, T> Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}  // NOLINT: implicit on purpose
  template <class F>
  requires std::convertible_to<F&&, E> Result(Failure<F> failed)
      : state_(std::in_place_index<1>, std::move(failed.error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, E> state_;
};

/// Nothing to hand over but success: `return done;`
struct Done {};
inline constexpr Done done{};

}  // namespace sluiced
