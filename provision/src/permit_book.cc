// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/permit_book.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/provision/lint.h"
#include "permit_rows.h"

namespace bouclier::provision {
namespace {

using crypto::Json;
using policy::Standing;

Error CannotIssue(const std::string& cause, const std::string& hint = "") {
  return Error(ErrorCode::kPrecondition, "issue permit: " + cause, hint);
}

Error NotFinished() {
  return Error(ErrorCode::kConflict, "read permit: a change of it was not finished",
               "type that change again, or any command that changes the hub: it is settled first", Retry::kBackoff);
}

PermitState StateOf(const PermitChain& chain) { return {chain.last().step, chain.last().version, chain.standing}; }

// Ledger and database are read one after the other: a change between the two looks like damage. What looks so while the
// ledger grew is read again.
template <typename ReadOnce>
auto AgainWhileItGrows(ports::AuditTrail& trail, ReadOnce read_once) -> decltype(read_once()) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    BOUCLIER_TRY(const uint64_t before, trail.Size());
    auto read = read_once();
    if (read.ok() || read.error().code != ErrorCode::kCorruption || attempt == kAttempts) return read;
    BOUCLIER_TRY(const uint64_t after, trail.Size());
    if (after == before) return read;
  }
}

Result<vault::Committed> Commit(vault::Committer& committer, std::string_view change, uint64_t actor, Json::Object body,
                                vault::StateChange also) {
  vault::CommitBatch batch;
  batch.action = "permit." + std::string(change);
  batch.entry_class = ports::EntryClass::kPermit;
  batch.actor = actor;
  batch.body = std::move(body);
  batch.also = std::move(also);
  return committer.Commit(std::move(batch));
}

}  // namespace

Result<ValidPermit> PermitBook::Load(ports::StateReader& reader, const std::string& id, const PermitChain& chain,
                                     Unsettled unsettled) {
  if (chain.unsettled && unsettled == Unsettled::kRefuse) return NotFinished();
  const PermitEvent& issue = chain.issue();
  if (!chain.unsettled) {
    BOUCLIER_TRY(const std::optional<PermitState> state, ReadState(reader, id));
    if (!state || *state != StateOf(chain))
      return PermitDamaged("its state in the database is not what the ledger says");
    BOUCLIER_TRY(const uint64_t newest, NewestText(reader, id));
    if (newest != issue.version) return PermitDamaged("its newest version is not the one that the ledger says");
  }
  BOUCLIER_TRY(const std::optional<PermitText> text, ReadText(reader, id, issue.version));
  if (!text) return PermitDamaged("the version in force is missing");
  if (text->Digest() != issue.digest) return PermitDamaged("its text is not the one that was issued");
  BOUCLIER_TRY(const SignedPermit verified, SignedPermit::Verify(text->text, actor_at_));
  BOUCLIER_TRY_VOID(verified.CheckRolesAt(issue.changes, actor_at_));
  if (verified.permit().id != id || verified.permit().version != issue.version)
    return PermitDamaged("its text is another permit's");
  ValidPermit out;
  out.permit_ = verified.permit();
  out.life_ = chain.Life();
  out.chain_ = chain;
  out.text_ = text->text;
  out.signers_ = verified.signers();
  return out;
}

Result<std::optional<ValidPermit>> PermitBook::FindOnce(const std::string& id) {
  BOUCLIER_TRY(const PermitChains chains, ReadPermitChains(trail_, state_, mark_key_));
  BOUCLIER_TRY(const auto reader, state_.Read());
  const auto chain = chains.issued.find(id);
  if (chain == chains.issued.end()) {
    if (chains.opening.contains(id)) return NotFinished();
    BOUCLIER_TRY(const uint64_t newest, NewestText(*reader, id));
    if (newest != 0) return PermitDamaged("the ledger knows nothing of it");
    return std::optional<ValidPermit>();
  }
  BOUCLIER_TRY(ValidPermit permit, Load(*reader, id, chain->second, Unsettled::kRefuse));
  return std::optional<ValidPermit>(std::move(permit));
}

Result<std::optional<ValidPermit>> PermitBook::Find(const std::string& id) {
  return AgainWhileItGrows(trail_, [&] { return FindOnce(id); });
}

Result<std::vector<ValidPermit>> PermitBook::ReadAll() {
  return AgainWhileItGrows(trail_, [&] { return ReadAllOnce(); });
}

Result<ValidPermit> PermitBook::Read(const std::string& id) {
  BOUCLIER_TRY(std::optional<ValidPermit> permit, Find(id));
  if (!permit) return policy::NoSuchPermit();
  return *std::move(permit);
}

Result<std::vector<ValidPermit>> PermitBook::ReadAllOnce() {
  BOUCLIER_TRY(const PermitChains chains, ReadPermitChains(trail_, state_, mark_key_));
  BOUCLIER_TRY(const auto reader, state_.Read());
  std::vector<ValidPermit> out;
  for (const auto& [id, chain] : chains.issued) {
    BOUCLIER_TRY(ValidPermit permit, Load(*reader, id, chain, Unsettled::kTell));
    out.push_back(std::move(permit));
  }
  return out;
}

Result<void> PermitBook::CheckIssue(const SignedPermit& signed_permit, const IssueRequest& request) {
  const policy::Permit& permit = signed_permit.permit();
  BOUCLIER_TRY_VOID(signed_permit.CheckRolesAt(request.changes, actor_at_));
  if (HasErrors(Lint(permit)))
    return CannotIssue("it has findings of level error", "see them: bouclier permit lint FILE");
  if (policy::DayOf(request.now) > permit.end) return CannotIssue("it ended on " + policy::DayInWords(permit.end));
  BOUCLIER_TRY(const std::optional<ValidPermit> before, Find(permit.id));
  const uint64_t version = before ? before->permit().version : 0;
  if (permit.version <= version)
    return Error(ErrorCode::kConflict, "issue permit: this version was issued already",
                 "see: bouclier permit show " + permit.id);
  if (permit.version != version + 1)
    return CannotIssue("version " + std::to_string(permit.version) + " needs version " +
                       std::to_string(permit.version - 1) + " before it");
  if (!before) return {};
  if (before->life().standing == Standing::kRevoked)
    return CannotIssue("the permit was revoked, for good", "draft a new permit under another id");
  if (before->life().standing == Standing::kSuspended)
    return CannotIssue("the permit is suspended", "resume it first: bouclier permit resume " + permit.id);
  if (permit.predecessor != Hex(crypto::Sha256::Of(AsBytes(before->text()))))
    return CannotIssue("its predecessor is not the version in force", "bouclier permit show tells the digest");
  return {};
}

Result<vault::Committed> PermitBook::Issue(vault::Committer& committer, const SignedPermit& signed_permit,
                                           const IssueRequest& request) {
  BOUCLIER_TRY_VOID(CheckIssue(signed_permit, request));
  const policy::Permit& permit = signed_permit.permit();
  BOUCLIER_TRY(const std::optional<ValidPermit> old, Find(permit.id));
  std::optional<PermitState> before;
  if (old) before = StateOf(old->chain());
  const PermitState after{before ? before->step + 1 : 0, permit.version, Standing::kInForce};
  PermitText text;
  const auto salt = crypto::RandomArray<kPermitSalt>();
  text.salt.assign(salt.begin(), salt.end());
  text.text = signed_permit.text();
  Json::Array signers;
  for (const PermitSigner& signer : signed_permit.signers()) signers.emplace_back(signer.actor);
  Json::Object body{{"permit", permit.id},     {"version", permit.version},    {"step", after.step},
                    {"digest", text.Digest()}, {"directory", request.changes}, {"signers", std::move(signers)}};
  return Commit(committer, "issue", request.actor, std::move(body),
                [&](ports::StateTransaction& transaction) -> Result<void> {
                  BOUCLIER_TRY_VOID(MoveState(transaction, permit.id, before, after));
                  return WriteText(transaction, permit.id, permit.version, text);
                });
}

Result<Standing> PermitBook::CheckChange(const ChangeRequest& request) {
  if (std::ranges::find(kChangeReasons, request.reason) == std::end(kChangeReasons)) {
    std::string known;
    for (const std::string_view reason : kChangeReasons) known += (known.empty() ? "" : ", ") + std::string(reason);
    return Error(ErrorCode::kInvalidArgument, "change permit: the reason is not one of the codes", "one of: " + known);
  }
  BOUCLIER_TRY(const ValidPermit permit, Read(request.permit));
  return policy::After(permit.life().standing, request.change);
}

Result<vault::Committed> PermitBook::Change(vault::Committer& committer, const ChangeRequest& request) {
  BOUCLIER_TRY(const Standing standing, CheckChange(request));
  BOUCLIER_TRY(const ValidPermit permit, Read(request.permit));
  const PermitState before = StateOf(permit.chain());
  const PermitState after{before.step + 1, before.version, standing};
  Json::Object body{
      {"permit", request.permit}, {"version", after.version}, {"step", after.step}, {"reason", request.reason}};
  return Commit(
      committer, policy::LifeChangeName(request.change), request.actor, std::move(body),
      [&](ports::StateTransaction& transaction) { return MoveState(transaction, request.permit, before, after); });
}

}  // namespace bouclier::provision
