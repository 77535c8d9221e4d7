// SPDX-License-Identifier: Apache-2.0
#include "range_check.h"

#include <charconv>
#include <string>

namespace bouclier::store {

namespace {

// Takes decimal digits off the front.
std::optional<uint64_t> TakeNumber(std::string_view& text) {
  uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return value;
}

// `bytes FIRST-LAST/TOTAL` with exactly these two.
bool IsContentRange(std::string_view text, uint64_t first, uint64_t last) {
  if (text.substr(0, 6) != "bytes ") return false;
  text.remove_prefix(6);
  if (TakeNumber(text) != first || text.empty() || text.front() != '-') return false;
  text.remove_prefix(1);
  return TakeNumber(text) == last && !text.empty() && text.front() == '/';
}

}  // namespace

std::optional<uint64_t> DecimalHeader(const HttpResponse& response, std::string_view name) {
  const auto header = response.Find(name);
  if (!header.has_value()) return std::nullopt;
  std::string_view text = *header;
  const auto value = TakeNumber(text);
  return text.empty() ? value : std::nullopt;
}

Result<void> CheckRange(const HttpResponse& response, std::string_view what, uint64_t offset, uint64_t length) {
  const std::string start(what);
  if (response.body.size() < length)
    return Error(ErrorCode::kCorruption, start + ": the answer is shorter than the range asked for");
  if (response.body.size() > length)
    return Error(ErrorCode::kCorruption, start + ": the answer is longer than the range asked for");
  if (response.status == 200 && offset != 0)
    return Error(ErrorCode::kCorruption, start + ": the answer is not the range asked for");
  if (response.status == 206 && !IsContentRange(response.Get("content-range"), offset, offset + length - 1))
    return Error(ErrorCode::kCorruption, start + ": the answer names another range than the one asked for");
  return {};
}

}  // namespace bouclier::store
