// SPDX-License-Identifier: Apache-2.0
// JSON values as this project signs and hashes them: RFC 8785 (JCS) canonical text, I-JSON (RFC 7493), and numbers only
// as integers within ±(2^53 − 1) — a float in a signed document is refused, not rounded. Pure; values are plain data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bouclier/base/bytes.h"

namespace bouclier::crypto {

bool IsUtf8(std::string_view text);  // well-formed: no overlong form, surrogate or code point beyond U+10FFFF

class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  // Implicit by design. Defined in the .cc file: each user of this header compiles faster, and gcc 12 warns of nothing.
  Json();                        // null
  Json(std::nullptr_t);          // NOLINT
  Json(bool value);              // NOLINT
  Json(int value);               // NOLINT
  Json(int64_t value);           // NOLINT CHECK: within ±(2^53 − 1)
  Json(uint64_t value);          // NOLINT CHECK: within 2^53 − 1
  Json(const char* value);       // NOLINT
  Json(std::string value);       // NOLINT
  Json(std::string_view value);  // NOLINT
  Json(Array value);             // NOLINT
  Json(Object value);            // NOLINT
  template <typename T>
  Json(T*) = delete;  // no pointer is true
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  bool is_null() const { return value_.index() == 0; }
  const bool* if_bool() const { return std::get_if<bool>(&value_); }
  const int64_t* if_int() const { return std::get_if<int64_t>(&value_); }
  const std::string* if_string() const { return std::get_if<std::string>(&value_); }
  const Array* if_array() const { return std::get_if<Array>(&value_); }
  const Object* if_object() const { return std::get_if<Object>(&value_); }
  Object* if_object() { return std::get_if<Object>(&value_); }
  Array* if_array() { return std::get_if<Array>(&value_); }
  bool operator==(const Json&) const;

  // Member of an object, by kind. **Errors:** invalid_argument, naming the member.
  Result<std::string> GetString(std::string_view key) const;
  Result<int64_t> GetInt(std::string_view key) const;     // any integer
  Result<uint64_t> GetCount(std::string_view key) const;  // ≥ 0
  Result<bool> GetBool(std::string_view key) const;
  Result<Json> Get(std::string_view key) const;
  const Json* Find(std::string_view key) const;                  // nullptr when this is no object or has no such member
  bool Says(std::string_view key, std::string_view text) const;  // an object whose member is this text
  // Every member is one of `known`. **Errors:** invalid_argument, naming the other one (in the context: it is the
  // document's word).
  Result<void> OnlyMembers(std::initializer_list<std::string_view> known) const;

  // CHECK in both: strings are UTF-8. Whoever makes values from foreign bytes asks IsUtf8 first.
  std::string Canonical() const;  // RFC 8785: members sorted by UTF-16 code units, no white space
  std::string Pretty() const;     // two spaces, for people

  // **Cost:** up to 60 bytes of memory a byte of text: the caller bounds what it reads.
  // Strict: UTF-8, no duplicate members, integers only, depth ≤ 64, nothing behind the value. **Errors:**
  // invalid_argument.
  static Result<Json> Parse(std::string_view text);
  // The same and text == Canonical(): one encoding each. **Errors:** invalid_argument.
  static Result<Json> ParseCanonical(std::string_view text);

 private:
  std::variant<std::monostate, bool, int64_t, std::string, Array, Object> value_;
};

}  // namespace bouclier::crypto
