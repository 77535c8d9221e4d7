// SPDX-License-Identifier: Apache-2.0
#include "findings.h"

#include <algorithm>

#include "bouclier/crypto/json.h"

namespace bouclier::catalog {
namespace {

constexpr size_t kLongestWords = 300;

}  // namespace

std::string Shown(std::string_view text, size_t limit) {
  size_t size = std::min(text.size(), limit);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  std::string out(text.substr(0, size));
  for (char& byte : out)
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) byte = ' ';
  if (!crypto::IsUtf8(out))
    for (char& byte : out)
      if (static_cast<unsigned char>(byte) >= 0x80) byte = '?';
  return out;
}

void Findings::Add(FindingKind kind, std::string_view where, std::string_view detail) {
  if (++counts_[static_cast<size_t>(kind)] > kOfAKind) return;
  found_.push_back({kind, place_, Shown(where, kLongestWords), Shown(detail, kLongestWords)});
}

}  // namespace bouclier::catalog
