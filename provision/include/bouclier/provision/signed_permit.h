// SPDX-License-Identifier: Apache-2.0
// A permit with its two signatures: docs/formats/permit.md. Pure but for the directory of actors, asked through a
// function. The text is untrusted.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/crypto/jws.h"
#include "bouclier/policy/actor.h"
#include "bouclier/policy/permit.h"

namespace bouclier::provision {

constexpr const char* kPermitType = "bouclier-permit+jws";
constexpr size_t kSignedPermitLimit = 2 << 20;  // bytes of the signed text

// The actor of that number as the directory stood when it had `changes` changes. **Errors:** not_found.
using ActorAt = std::function<Result<policy::Actor>(uint64_t actor, uint64_t changes)>;

// Who says to have signed: ACTOR@CHANGES, the signature's `kid`.
struct PermitSigner {
  uint64_t actor = 0;
  uint64_t changes = 0;  // of the directory, when the person signed
  bool operator==(const PermitSigner&) const = default;
};

// The form only: one or two signatures, none verified, of persons who may hold any role.
struct UnverifiedPermit {
  policy::Permit permit;
  crypto::Jws jws;
  std::vector<PermitSigner> signers;
};
// **Errors:** those of ParseJws and ParsePermit; invalid_argument: more than two signatures, one person twice, a
// signer's name malformed; unsupported: another algorithm than ES384.
Result<UnverifiedPermit> ReadUnverifiedPermit(std::string_view text);

// The draft as signed text with one signature; or the text with the signature of another person added. Nothing says yet
// that they may sign.
std::string SignDraft(const policy::Permit& permit, const PermitSigner& signer, const crypto::PrivateKey& key);
// **Errors:** those of ReadUnverifiedPermit; conflict: this person signed already, or two did.
Result<std::string> AddSignature(std::string_view text, const PermitSigner& signer, const crypto::PrivateKey& key);

// One signature, checked: the person was active and held one of the two roles (for the whole hub) when signing.
// **Errors:** unauthenticated, denied.
Result<policy::Actor> VerifySignature(const UnverifiedPermit& permit, size_t index, const ActorAt& actor_at);

// Both signatures verified. Made by Verify only.
class SignedPermit {
 public:
  // Exactly two signatures, of distinct persons who held the two roles, one each, when they signed. **Errors:** those
  // of ReadUnverifiedPermit; precondition: fewer than two; unauthenticated: a signature is not its signer's, or its
  // signer is unknown; denied: the two roles were not held.
  static Result<SignedPermit> Verify(std::string_view text, const ActorAt& actor_at);
  // Both still hold the two roles at `changes`: what issuing demands, so that nobody signs in the past with a role that
  // was taken away. **Errors:** denied.
  Result<void> CheckRolesAt(uint64_t changes, const ActorAt& actor_at) const;

  const policy::Permit& permit() const { return permit_; }
  const std::string& text() const { return text_; }
  const std::vector<PermitSigner>& signers() const { return signers_; }

 private:
  SignedPermit() = default;
  policy::Permit permit_;
  std::string text_;
  std::vector<PermitSigner> signers_;
};

}  // namespace bouclier::provision
