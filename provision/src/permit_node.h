// SPDX-License-Identifier: Apache-2.0
// A value of a permit document with its place, so that every refusal says where. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bouclier/crypto/json.h"
#include "bouclier/policy/day.h"

namespace bouclier::provision {

class PermitNode {
 public:
  using Names = std::initializer_list<std::string_view>;
  PermitNode(const crypto::Json& json, std::string place) : json_(&json), place_(std::move(place)) {}

  Error Refuse(const std::string& cause) const;
  // An object with all of `required`, and of others only `optional`. A member of `unsupported` is refused by its name.
  Result<void> Members(Names required, Names optional = {}, Names unsupported = {}) const;
  bool Has(std::string_view key) const { return json_->Find(key) != nullptr; }
  PermitNode At(std::string_view key) const;  // CHECK: Members saw it
  const crypto::Json& json() const { return *json_; }

  Result<std::string> Text(size_t limit = 2000) const;  // 1 to `limit` bytes, no control characters
  Result<std::string> Name() const;                     // A-Z a-z 0-9 _ . -, at most 64
  Result<uint64_t> Count(uint64_t low) const;
  Result<policy::Day> Date() const;
  Result<policy::Month> YearMonth() const;
  // Each item of a list of `low` to `high`.
  Result<std::vector<PermitNode>> Items(size_t low, size_t high) const;
  Result<std::vector<std::string>> Texts(size_t low, size_t high, size_t limit) const;  // without doubles
  Result<std::vector<std::string>> NameList(size_t low, size_t high) const;             // without doubles
  template <typename Enum, size_t N, typename NameOf>
  Result<Enum> OneOf(const Enum (&all)[N], NameOf name_of) const {
    std::string known;
    const std::string* text = json_->if_string();
    for (const Enum value : all) {
      if (text != nullptr && *text == name_of(value)) return value;
      known += (known.empty() ? "" : ", ") + std::string(name_of(value));
    }
    return Refuse("is not one of " + known);
  }

 private:
  const crypto::Json* json_;
  std::string place_;
};

}  // namespace bouclier::provision
