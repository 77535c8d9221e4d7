// SPDX-License-Identifier: Apache-2.0
// Plaintext that comes in pieces of any length, gathered into the parts of an upload. One thread. **Secrets:** the
// plaintext gathered is wiped once it is sealed, and on destruction.
#pragma once

#include <functional>

#include "bouclier/vault/upload.h"

namespace bouclier::migrate {

class PartFiller {
 public:
  using SendPart = std::function<Result<void>(const vault::UploadSession::SealedPart& part, uint64_t bytes_done)>;
  PartFiller(vault::UploadSession& session, SendPart send) : session_(session), send_(std::move(send)) {}
  PartFiller(const PartFiller&) = delete;
  PartFiller& operator=(const PartFiller&) = delete;
  ~PartFiller() { Wipe(gathered_); }

  // **Errors:** those of the session and of `send`; internal: more than the upload's length.
  Result<void> Take(ByteView plaintext);
  // What is left: parts of padding only. **Errors:** the same; precondition: plaintext is missing.
  Result<void> Finish();

 private:
  Result<void> SealGathered();

  vault::UploadSession& session_;
  const SendPart send_;
  Bytes gathered_;
  uint64_t done_ = 0;
};

}  // namespace bouclier::migrate
