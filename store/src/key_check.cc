// SPDX-License-Identifier: Apache-2.0
#include "key_check.h"

#include <string>

namespace bouclier::store {

namespace {

constexpr size_t kMaxKey = 900;

Error BadKey() { return Error(ErrorCode::kInvalidArgument, "use key: it is not a plain ASCII path"); }

bool PlainCharacters(std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '_' || c == '-' || c == '=' || c == '/';
    if (!plain) return false;
  }
  return true;
}

}  // namespace

Result<void> CheckKey(std::string_view key) {
  if (key.empty() || key.size() > kMaxKey || !PlainCharacters(key)) return BadKey();
  while (true) {
    const size_t slash = key.find('/');
    const std::string_view segment = key.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return BadKey();
    if (slash == std::string_view::npos) return {};
    key.remove_prefix(slash + 1);
  }
}

Result<void> CheckPrefix(std::string_view prefix) {
  if (prefix.empty()) return {};
  std::string as_key(prefix);
  as_key += 'x';  // so that a trailing slash or dot is judged as the start of a segment
  return CheckKey(as_key);
}

}  // namespace bouclier::store
