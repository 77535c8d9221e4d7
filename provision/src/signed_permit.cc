// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/signed_permit.h"

#include <algorithm>
#include <charconv>

#include "bouclier/provision/permit_document.h"

namespace bouclier::provision {
namespace {

constexpr auto kAlgorithm = SignatureAlgorithm::kEcdsaP384Sha384;

Error Refused(ErrorCode code, const std::string& cause, const std::string& hint = "") {
  return Error(code, "verify permit: " + cause, hint);
}

std::string KidOf(const PermitSigner& signer) {
  return std::to_string(signer.actor) + "@" + std::to_string(signer.changes);
}

Result<PermitSigner> ParseKid(const std::string& kid) {
  PermitSigner signer;
  const char* const end = kid.data() + kid.size();
  const auto [at, error] = std::from_chars(kid.data(), end, signer.actor);
  if (error == std::errc() && at != end && *at == '@') {
    const auto [rest, second] = std::from_chars(at + 1, end, signer.changes);
    if (second == std::errc() && rest == end && KidOf(signer) == kid && signer.actor > 0) return signer;
  }
  return Refused(ErrorCode::kInvalidArgument, "a signer is not written ACTOR@CHANGES");
}

// A role for some datasets only is none for permits, which reach over bases.
bool Holds(const policy::Actor& actor, policy::Role role) {
  return actor.status == policy::ActorStatus::kActive &&
         std::ranges::any_of(
             actor.grants, [role](const policy::Grant& grant) { return grant.role == role && grant.datasets.empty(); });
}

bool HoldBothRoles(const policy::Actor& one, const policy::Actor& other) {
  using policy::Role;
  return (Holds(one, Role::kPermitOfficer) && Holds(other, Role::kController)) ||
         (Holds(one, Role::kController) && Holds(other, Role::kPermitOfficer));
}

crypto::JwsSignature Sign(ByteView payload, const PermitSigner& signer, const crypto::PrivateKey& key) {
  const std::string kid = KidOf(signer);
  return {kid, kAlgorithm, key.Sign(crypto::JwsSigningInput(kAlgorithm, kid, kPermitType, payload))};
}

// The key belongs to whom the directory says; the signature to the key.
Result<policy::Actor> VerifyOne(const UnverifiedPermit& permit, size_t index, const ActorAt& actor_at) {
  const PermitSigner& signer = permit.signers.at(index);
  const auto actor = actor_at(signer.actor, signer.changes);
  if (!actor.ok() && actor.error().code != ErrorCode::kNotFound) return actor.error();
  if (!actor.ok()) return Refused(ErrorCode::kUnauthenticated, "a signer is not known to this hub at that time");
  if (!crypto::VerifyJws(permit.jws, index, actor->key).ok())
    return Refused(ErrorCode::kUnauthenticated, "a signature is not its signer's");
  return *actor;
}

}  // namespace

Result<UnverifiedPermit> ReadUnverifiedPermit(std::string_view text) {
  if (text.size() > kSignedPermitLimit) return Refused(ErrorCode::kInvalidArgument, "it is larger than 2 MiB");
  UnverifiedPermit out;
  BOUCLIER_TRY(out.jws, crypto::ParseJws(text, kPermitType, {kAlgorithm}));
  if (out.jws.signatures.size() > 2)
    return Refused(ErrorCode::kInvalidArgument,
                   "it carries " + std::to_string(out.jws.signatures.size()) + " signatures, not two");
  for (const crypto::JwsSignature& one : out.jws.signatures) {
    BOUCLIER_TRY(const PermitSigner signer, ParseKid(one.kid));
    for (const PermitSigner& other : out.signers)
      if (other.actor == signer.actor)
        return Refused(ErrorCode::kInvalidArgument, "both signatures are by one person",
                       "permit officer and controller are two persons");
    out.signers.push_back(signer);
  }
  BOUCLIER_TRY(out.permit, ParsePermit(AsText(out.jws.payload)));
  return out;
}

std::string SignDraft(const policy::Permit& permit, const PermitSigner& signer, const crypto::PrivateKey& key) {
  crypto::Jws jws{kPermitType, ToBytes(AsBytes(WritePermit(permit))), {}};
  jws.signatures.push_back(Sign(jws.payload, signer, key));
  return crypto::WriteJws(jws);
}

Result<std::string> AddSignature(std::string_view text, const PermitSigner& signer, const crypto::PrivateKey& key) {
  BOUCLIER_TRY(UnverifiedPermit permit, ReadUnverifiedPermit(text));
  for (const PermitSigner& other : permit.signers)
    if (other.actor == signer.actor)
      return Error(ErrorCode::kConflict, "sign permit: this person signed it already",
                   "permit officer and controller are two persons");
  if (permit.signers.size() >= 2) return Error(ErrorCode::kConflict, "sign permit: it carries two signatures already");
  permit.jws.signatures.push_back(Sign(permit.jws.payload, signer, key));
  return crypto::WriteJws(permit.jws);
}

Result<policy::Actor> VerifySignature(const UnverifiedPermit& permit, size_t index, const ActorAt& actor_at) {
  BOUCLIER_TRY(policy::Actor actor, VerifyOne(permit, index, actor_at));
  if (!Holds(actor, policy::Role::kPermitOfficer) && !Holds(actor, policy::Role::kController))
    return Refused(ErrorCode::kDenied, "a signer held neither role (permit_officer, controller) when signing");
  return actor;
}

Result<SignedPermit> SignedPermit::Verify(std::string_view text, const ActorAt& actor_at) {
  BOUCLIER_TRY(UnverifiedPermit read, ReadUnverifiedPermit(text));
  if (read.signers.size() != 2)
    return Refused(ErrorCode::kPrecondition, "it carries one signature, not two",
                   "the other of permit officer and controller signs: bouclier permit sign");
  BOUCLIER_TRY(const policy::Actor one, VerifyOne(read, 0, actor_at));
  BOUCLIER_TRY(const policy::Actor other, VerifyOne(read, 1, actor_at));
  if (!HoldBothRoles(one, other))
    return Refused(ErrorCode::kDenied,
                   "the signers did not hold the two roles (permit_officer, controller) when they signed");
  SignedPermit out;
  out.permit_ = std::move(read.permit);
  out.text_ = text;
  out.signers_ = std::move(read.signers);
  return out;
}

Result<void> SignedPermit::CheckRolesAt(uint64_t changes, const ActorAt& actor_at) const {
  BOUCLIER_TRY(const policy::Actor one, actor_at(signers_[0].actor, changes));
  BOUCLIER_TRY(const policy::Actor other, actor_at(signers_[1].actor, changes));
  if (HoldBothRoles(one, other)) return {};
  return Refused(ErrorCode::kDenied, "a signer no longer holds the role they signed with",
                 "let someone sign who holds it now");
}

}  // namespace bouclier::provision
