// SPDX-License-Identifier: Apache-2.0
// Collects what is odd about one file (or one table), so many of a kind and no more: a hostile file cannot fill the
// memory with findings. Not thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bouclier/catalog/loaded_schema.h"

namespace bouclier::catalog {

// Foreign text as it may be shown and kept: control characters become blanks, at most `limit` bytes of UTF-8, cut
// between characters.
std::string Shown(std::string_view text, size_t limit);

class Findings {
 public:
  static constexpr size_t kOfAKind = 2000;
  explicit Findings(std::string place) : place_(std::move(place)) {}

  void Add(FindingKind kind, std::string_view where, std::string_view detail = "");
  const std::string& place() const { return place_; }
  std::vector<Finding> Take() { return std::exchange(found_, {}); }

 private:
  std::string place_;
  std::vector<Finding> found_;
  std::array<size_t, 64> counts_{};
};

}  // namespace bouclier::catalog
