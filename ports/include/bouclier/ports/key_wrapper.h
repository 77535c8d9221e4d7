// SPDX-License-Identifier: Apache-2.0
// Wraps key-encryption keys (KEKs) under the two custodians' root epoch: opening one needs both tokens.
// docs/formats/kek-record.md.
#pragma once

#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::ports {

// What a KEK is for; part of every wrap's context, so that one is never opened as another.
struct KekContext {
  std::string domain;  // dataset · directory · crosswalk · project · release · recovery
  ByteArray<16> id{};
  uint32_t version = 1;
  auto operator<=>(const KekContext&) const = default;
};

class KeyWrapper {
 public:
  virtual ~KeyWrapper() = default;
  // A new random KEK of 32 bytes and its wrap record (a list with one wrap). Two token calls. **Errors:** unavailable,
  // unauthenticated.
  struct NewKek {
    SecretBytes kek;
    Bytes record;
  };
  virtual Result<NewKek> Create(const KekContext& context) = 0;
  // Two token calls. **Errors:** corruption (record or context altered), unavailable (token absent), unauthenticated
  // (PIN).
  virtual Result<SecretBytes> Open(const KekContext& context, ByteView record) = 0;
  // Token calls made so far, for the figures a job reports.
  virtual uint64_t TokenCalls() const = 0;
};

}  // namespace bouclier::ports
