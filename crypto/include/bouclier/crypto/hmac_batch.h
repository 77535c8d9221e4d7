// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 under one key over very many short messages of one length, several at a time in the lanes of a vector
// register. Immutable once made; thread-safe. For one message, or one longer than 55 bytes, see hash.h.
#pragma once

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::crypto {

class HmacSha256Key {
 public:
  static constexpr size_t kMaximumMessage = 55;  // what fits one block of SHA-256 with its padding

  // **Secrets:** keeps what SHA-256 makes of the key's two pads, which is as good as the key, in SecretBytes.
  explicit HmacSha256Key(const SecretBytes& key);

  // `messages`: n messages of `message_size` bytes, end to end. `macs`: receives the first `mac_size` bytes of each MAC
  // (RFC 2104 §5), end to end. CHECK: message_size ≤ kMaximumMessage, 1 ≤ mac_size ≤ 32, both spans hold the same n.
  // **Cost:** two compressions a message, where a call of HMAC() takes four and makes its context anew.
  void Batch(ByteView messages, size_t message_size, MutableByteView macs, size_t mac_size) const;

 private:
  SecretBytes pads_;  // state after the inner pad, state after the outer pad: 8 words each
};

}  // namespace bouclier::crypto
