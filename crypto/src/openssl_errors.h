// SPDX-License-Identifier: Apache-2.0
// OpenSSL's error queue of a thread is shared with others who call OpenSSL (the TLS of an HTTP client takes a stale
// entry for its own failure). Whoever expects a call to fail leaves nothing behind.
#pragma once

#include <openssl/err.h>

namespace bouclier::crypto {

// Takes away, at its end, the entries that were added during its life.
class ErrorMark {
 public:
  ErrorMark() { ERR_set_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
  ~ErrorMark() { ERR_pop_to_mark(); }
};

}  // namespace bouclier::crypto
