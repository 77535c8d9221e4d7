// SPDX-License-Identifier: Apache-2.0
// The permits of a hub: texts in the database, their life in the ledger. What is read back is verified anew: both
// signatures against the directory of actors, the text against the digest in its ledger entry, the version and the
// state against the chain of entries. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bouclier/policy/permit_decision.h"
#include "bouclier/provision/permit_chain.h"
#include "bouclier/provision/signed_permit.h"
#include "bouclier/vault/commit.h"

namespace bouclier::provision {

// The door: a permit that was signed, issued and not changed since, in its newest version, with what the ledger says of
// its life. Made by PermitBook only. That it is in force now, for whom, is DecidePermit's answer.
class ValidPermit {
 public:
  const policy::Permit& permit() const { return permit_; }
  const policy::PermitLife& life() const { return life_; }
  const PermitChain& chain() const { return chain_; }
  const std::string& text() const { return text_; }  // as signed
  const std::vector<PermitSigner>& signers() const { return signers_; }
  // **Errors:** those of policy::DecidePermit.
  Result<void> Decide(const policy::Actor& actor, const policy::Asked& asked, TimePoint now) const {
    return policy::DecidePermit(permit_, life_, actor, asked, now);
  }

 private:
  friend class PermitBook;
  ValidPermit() = default;
  policy::Permit permit_;
  policy::PermitLife life_;
  PermitChain chain_;
  std::string text_;
  std::vector<PermitSigner> signers_;
};

// Why access was stopped or given back, as a code: the ledger is public and takes no free text.
constexpr std::string_view kChangeReasons[] = {"asked_by_project", "authority", "decision_withdrawn", "error",
                                               "incident",         "misuse",    "project_ended",      "settled"};

struct IssueRequest {
  uint64_t actor = 0;    // who issues
  uint64_t changes = 0;  // of the directory of actors, now
  TimePoint now{};
};
struct ChangeRequest {
  std::string permit;
  policy::LifeChange change = policy::LifeChange::kSuspend;
  std::string reason;  // one of kChangeReasons
  uint64_t actor = 0;
};

class PermitBook {
 public:
  // All outlive the book. `mark_key`: see ReadPermitChains.
  PermitBook(ports::StateStore& state, ports::AuditTrail& trail, ActorAt actor_at,
             const SecretBytes* mark_key = nullptr)
      : state_(state), trail_(trail), actor_at_(std::move(actor_at)), mark_key_(mark_key) {}

  // **Errors:** not_found; corruption: what the database holds is not what was issued; conflict: a change of this
  // permit was not finished.
  Result<ValidPermit> Read(const std::string& id);
  // All of them. One that is damaged stops the reading: corruption. A change under way is told by chain().unsettled.
  Result<std::vector<ValidPermit>> ReadAll();

  // What may be issued: version 1 of a new id, or the next version of a permit in force, naming the signed text before
  // it. **Errors:** conflict, precondition (not the next version; suspended; revoked; findings of level error; ended
  // already), denied (a signer no longer holds their role).
  Result<void> CheckIssue(const SignedPermit& signed_permit, const IssueRequest& request);
  // **Ledger:** permit.issue: permit, version, step, digest (salted), signers, directory. **Errors:** as CheckIssue.
  Result<vault::Committed> Issue(vault::Committer& committer, const SignedPermit& signed_permit,
                                 const IssueRequest& request);
  // **Errors:** not_found, invalid_argument (reason), those of policy::After and Read.
  Result<policy::Standing> CheckChange(const ChangeRequest& request);
  // **Ledger:** permit.suspend, permit.resume, permit.revoke: permit, version, step, reason.
  Result<vault::Committed> Change(vault::Committer& committer, const ChangeRequest& request);

 private:
  enum class Unsettled { kRefuse, kTell };
  Result<ValidPermit> Load(ports::StateReader& reader, const std::string& id, const PermitChain& chain,
                           Unsettled unsettled);
  Result<std::optional<ValidPermit>> Find(const std::string& id);
  Result<std::optional<ValidPermit>> FindOnce(const std::string& id);
  Result<std::vector<ValidPermit>> ReadAllOnce();

  ports::StateStore& state_;
  ports::AuditTrail& trail_;
  ActorAt actor_at_;
  const SecretBytes* mark_key_;
};

}  // namespace bouclier::provision
