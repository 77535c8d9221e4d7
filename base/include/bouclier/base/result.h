// SPDX-License-Identifier: Apache-2.0
// Result<T>: a T or an Error. Result<void>: success or an Error.
//   BOUCLIER_TRY(auto x, F());   // x = value, or return the error
//   BOUCLIER_TRY_VOID(G());      // or return the error
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "bouclier/base/check.h"
#include "bouclier/base/error.h"

namespace bouclier {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const T& value() const& {
    BOUCLIER_CHECK(ok());
    return std::get<0>(state_);
  }
  T& value() & {
    BOUCLIER_CHECK(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    BOUCLIER_CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  const Error& error() const& {
    BOUCLIER_CHECK(!ok());
    return std::get<1>(state_);
  }
  Error&& error() && {
    BOUCLIER_CHECK(!ok());
    return std::get<1>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const { BOUCLIER_CHECK(ok()); }
  const Error& error() const& {
    BOUCLIER_CHECK(!ok());
    return *error_;
  }
  Error&& error() && {
    BOUCLIER_CHECK(!ok());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace bouclier

#define BOUCLIER_CONCAT_INNER(a, b) a##b
#define BOUCLIER_CONCAT(a, b) BOUCLIER_CONCAT_INNER(a, b)
#define BOUCLIER_TRY_IMPL(temporary, declaration, expression) \
  auto temporary = (expression);                              \
  if (!temporary.ok()) return std::move(temporary).error();   \
  declaration = std::move(temporary).value()
#define BOUCLIER_TRY(declaration, expression) \
  BOUCLIER_TRY_IMPL(BOUCLIER_CONCAT(bouclier_try_, __COUNTER__), declaration, expression)
#define BOUCLIER_TRY_VOID_IMPL(temporary, expression)         \
  do {                                                        \
    auto temporary = (expression);                            \
    if (!temporary.ok()) return std::move(temporary).error(); \
  } while (false)
#define BOUCLIER_TRY_VOID(expression) \
  BOUCLIER_TRY_VOID_IMPL(BOUCLIER_CONCAT(bouclier_try_void_, __COUNTER__), expression)
