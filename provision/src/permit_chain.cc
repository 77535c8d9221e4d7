// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/permit_chain.h"

#include <algorithm>

#include "bouclier/vault/settled_entries.h"

namespace bouclier::provision {
namespace {

struct ReadEvent {
  std::string permit;
  PermitEvent event;
};

Result<ReadEvent> Parse(const vault::ChangeEntry& entry) {
  ReadEvent out;
  out.event.change = entry.change;
  out.event.entry = entry.index;
  out.event.actor = entry.actor;
  out.event.time = entry.time;
  BOUCLIER_TRY(out.permit, entry.body.GetString("permit"));
  BOUCLIER_TRY(out.event.step, entry.body.GetCount("step"));
  BOUCLIER_TRY(out.event.version, entry.body.GetCount("version"));
  if (entry.change == "issue") {
    BOUCLIER_TRY(out.event.digest, entry.body.GetString("digest"));
    BOUCLIER_TRY(out.event.changes, entry.body.GetCount("directory"));
  } else {
    BOUCLIER_TRY(out.event.reason, entry.body.GetString("reason"));
  }
  return out;
}

Result<policy::Standing> StandingAfter(const PermitChain& chain, const std::string& change) {
  using policy::LifeChange;
  if (change == "issue") {
    if (chain.standing != policy::Standing::kInForce)
      return Error(ErrorCode::kPrecondition, "issue permit: it is suspended or revoked");
    return policy::Standing::kInForce;
  }
  for (const LifeChange known : {LifeChange::kSuspend, LifeChange::kResume, LifeChange::kRevoke})
    if (policy::LifeChangeName(known) == change) return policy::After(chain.standing, known);
  return Error(ErrorCode::kInternal, "no such change");
}

Result<void> Apply(PermitChains& chains, ReadEvent read) {
  PermitChain& chain = chains.issued[read.permit];
  const PermitEvent& event = read.event;
  if (event.step != chain.events.size()) return vault::LedgerMalformed("a permit's chain has a gap", event.entry);
  const uint64_t version = chain.events.empty() ? 0 : chain.last().version;
  if (event.version != version + (event.change == "issue" ? 1 : 0))
    return vault::LedgerMalformed("an entry names a version that cannot follow", event.entry);
  const auto standing = StandingAfter(chain, event.change);
  if (!standing.ok()) return vault::LedgerMalformed("a change cannot follow the one before", event.entry);
  chain.standing = *standing;
  chain.events.push_back(std::move(read.event));
  return {};
}

void ApplyOpen(PermitChains& chains, const ReadEvent& read) {
  const auto chain = chains.issued.find(read.permit);
  if (chain == chains.issued.end()) {
    chains.opening.insert(read.permit);
    return;
  }
  chain->second.unsettled = true;
  if (read.event.change == "revoke") chain->second.standing = policy::Standing::kRevoked;
  if (read.event.change == "suspend" && chain->second.standing == policy::Standing::kInForce)
    chain->second.standing = policy::Standing::kSuspended;
}

}  // namespace

const PermitEvent& PermitChain::issue() const {
  const auto found =
      std::find_if(events.rbegin(), events.rend(), [](const PermitEvent& e) { return e.change == "issue"; });
  BOUCLIER_CHECK(found != events.rend());
  return *found;
}

Result<PermitChains> ReadPermitChains(ports::AuditTrail& trail, ports::StateStore& state, const SecretBytes* mark_key) {
  BOUCLIER_TRY(const vault::ChangeEntries changes, vault::ReadChanges({trail, state, mark_key}, "permit.", "permit"));
  PermitChains chains;
  BOUCLIER_TRY_VOID(vault::Replay(
      changes, Parse, [&](ReadEvent read) { return Apply(chains, std::move(read)); },
      [&](const ReadEvent& read) { ApplyOpen(chains, read); }));
  return chains;
}

}  // namespace bouclier::provision
