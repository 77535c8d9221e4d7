// SPDX-License-Identifier: Apache-2.0
// A KEK that only two tokens of two bodies can open: docs/adr/0004-two-token-keks.md. Thread-safe.
#pragma once

#include <atomic>
#include <memory>

#include "bouclier/keys/token.h"
#include "bouclier/ports/key_wrapper.h"

namespace bouclier::keys {

class TwoCustodianWrapper final : public ports::KeyWrapper {
 public:
  // **Errors:** conflict when both are one token.
  static Result<std::unique_ptr<TwoCustodianWrapper>> Make(std::shared_ptr<Token> a, std::shared_ptr<Token> b);
  Result<NewKek> Create(const ports::KekContext& context) override;
  Result<SecretBytes> Open(const ports::KekContext& context, ByteView bytes) override;
  uint64_t TokenCalls() const override { return calls_; }

 private:
  TwoCustodianWrapper(std::shared_ptr<Token> a, std::shared_ptr<Token> b) : a_(std::move(a)), b_(std::move(b)) {}
  std::shared_ptr<Token> a_;  // shared with the custodian's signer
  std::shared_ptr<Token> b_;
  std::atomic<uint64_t> calls_{0};
};

}  // namespace bouclier::keys
