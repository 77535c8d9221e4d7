// SPDX-License-Identifier: Apache-2.0
// Takes a text apart line by line; every line ends with a newline, the last one too. Pure.
#pragma once

#include <string_view>

#include "bouclier/base/result.h"

namespace bouclier::ledger {

class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : rest_(text) {}
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  // Without its newline. **Errors:** corruption.
  Result<std::string_view> Next() {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return Error(ErrorCode::kCorruption, "read text: a line is cut");
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

 private:
  std::string_view rest_;
};

}  // namespace bouclier::ledger
