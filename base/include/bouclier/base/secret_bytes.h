// SPDX-License-Identifier: Apache-2.0
// Secrets (keys, PINs, passphrases) live in SecretBytes and nowhere else: move-only, in its own locked pages kept out
// of core dumps, wiped on destruction, compared in constant time, with no stream operator. Reading one takes a
// SecretAccess, so that every place that does can be found by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bouclier/base/bytes.h"

namespace bouclier {

// Says "this code reads a secret". Made where it is used: `secret.Reveal(SecretAccess{})`.
class SecretAccess {
 public:
  explicit SecretAccess() = default;
};

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size);  // zero bytes
  // Copies `source`; the caller wipes its own copy (Wipe).
  static SecretBytes CopyOf(ByteView source);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  ByteView Reveal(SecretAccess) const { return {data_, size_}; }
  MutableByteView RevealMutable(SecretAccess) { return {data_, size_}; }
  SecretBytes Duplicate(SecretAccess) const;
  bool EqualsConstantTime(const SecretBytes& other) const;  // lengths are not secret

 private:
  uint8_t* data_ = nullptr;  // from a locked arena (MADV_DONTDUMP, mlock where the limit allows)
  size_t size_ = 0;
};

// Overwrites memory in a way the compiler keeps.
void Wipe(MutableByteView bytes);

// For every process that holds keys, first thing in main: no core dump, not dumpable (RLIMIT_CORE 0, PR_SET_DUMPABLE
// 0).
void ForbidCoreDumps();

}  // namespace bouclier
