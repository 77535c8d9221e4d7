// SPDX-License-Identifier: Apache-2.0
// PKCS#11 tokens: a module loaded by path, its tokens, and a token opened with its PIN. Tokens are named by label and
// serial, never by slot. Thread-safe: one mutex per token serialises its session. The module is trusted code, loaded
// into this process; its answers are checked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/keys/kek_record.h"
#include "bouclier/ports/signer.h"

namespace bouclier::keys {

inline constexpr char kCustodianSignKey[] = "bouclier/custodian-sign";  // P-384
inline constexpr char kLedgerKey[] = "bouclier/ledger";                 // Ed25519
inline constexpr char kCertificateKey[] = "bouclier/certificate";       // Ed25519

// The token's own warning; PKCS#11 has no count of tries.
enum class PinState : uint8_t { kGood, kLow, kFinalTry, kLocked };

struct TokenInfo {
  std::string label;
  std::string serial;
  std::string model;
  PinState pin = PinState::kGood;
};

struct TokenName {
  std::string label;
  std::string serial;  // empty: the label must be unique
};

// A logged-in session; closed on destruction.
class Token {
 public:
  struct State;
  explicit Token(std::unique_ptr<State> state);
  ~Token();
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  const TokenName& name() const;

  // Make what is absent, keep what is there. **Errors:** conflict (two keys of one label), unavailable.
  Result<void> CreateCustodianKeys();  // AES-256 of root epoch 1, P-384 for signatures
  Result<void> CreateHubKeys();        // Ed25519 for the ledger and for certificates

  // 32 bytes under the AES key of a root epoch. One token call each. **Errors:** not_found (no such epoch), corruption
  // (does not authenticate), unavailable.
  Result<SealedPart> SealPart(uint32_t epoch, ByteView aad, const SecretBytes& part);
  Result<SecretBytes> OpenPart(uint32_t epoch, ByteView aad, const SealedPart& part);

 private:
  friend Result<std::unique_ptr<ports::Signer>> OpenSigner(std::shared_ptr<Token>, const std::string&);
  std::unique_ptr<State> state_;
};

// Shared: a signer and a wrapper may use one login. **Errors:** not_found, unsupported, corruption.
Result<std::unique_ptr<ports::Signer>> OpenSigner(std::shared_ptr<Token> token, const std::string& key_label);

class Pkcs11Module {
 public:
  struct State;
  // **Errors:** unavailable (no such library, or it does not start).
  static Result<Pkcs11Module> Load(const std::string& path);
  Result<std::vector<TokenInfo>> ListTokens() const;
  // **Errors:** unavailable (absent), conflict (several of that label, or already open here), unauthenticated (PIN).
  Result<std::shared_ptr<Token>> OpenToken(const TokenName& name, const SecretBytes& pin) const;

 private:
  explicit Pkcs11Module(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;  // shared: the library stays loaded while a token is open
};

}  // namespace bouclier::keys
