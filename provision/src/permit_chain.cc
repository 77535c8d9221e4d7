// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/permit_chain.h"

#include <algorithm>

#include "bouclier/crypto/json.h"

namespace bouclier::provision {
namespace {

using crypto::Json;
using Chains = std::map<std::string, PermitChain, std::less<>>;

constexpr std::string_view kPrefix = "permit.", kIntent = ".intent", kDone = ".done", kAbandoned = ".abandoned";
constexpr std::string_view kChanges[] = {"issue", "suspend", "resume", "revoke"};

Error ChainBroken(const std::string& cause, uint64_t index) {
  return Error(ErrorCode::kCorruption, "read permits in the ledger: " + cause,
               "see: bouclier ledger show " + std::to_string(index));
}

struct Pending {
  std::string permit;
  PermitEvent event;
};

// Nothing: not an entry that changes a permit.
Result<std::optional<Pending>> ReadIntent(const ports::LoggedEntry& logged, const Json& body) {
  const std::string_view change =
      std::string_view(logged.action).substr(kPrefix.size(), logged.action.size() - kPrefix.size() - kIntent.size());
  if (std::ranges::find(kChanges, change) == std::end(kChanges)) return std::optional<Pending>();
  BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged.entry)));
  BOUCLIER_TRY(const std::string entry_class, entry.GetString("class"));
  if (entry_class != "permit") return std::optional<Pending>();
  Pending out;
  out.event.change = change;
  out.event.entry = logged.index;
  BOUCLIER_TRY(out.permit, body.GetString("permit"));
  BOUCLIER_TRY(out.event.step, body.GetCount("step"));
  BOUCLIER_TRY(out.event.version, body.GetCount("version"));
  BOUCLIER_TRY(out.event.actor, entry.GetCount("actor"));
  BOUCLIER_TRY(const std::string time, entry.GetString("time"));
  BOUCLIER_TRY(out.event.time, ParseTime(time));
  if (change == "issue") {
    BOUCLIER_TRY(out.event.digest, body.GetString("digest"));
    BOUCLIER_TRY(out.event.changes, body.GetCount("directory"));
  } else {
    BOUCLIER_TRY(out.event.reason, body.GetString("reason"));
  }
  return std::optional<Pending>(std::move(out));
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

Result<void> Apply(Chains& chains, Pending pending) {
  PermitChain& chain = chains[pending.permit];
  const PermitEvent& event = pending.event;
  const bool issue = event.change == "issue";
  if (event.step != chain.events.size()) return ChainBroken("a permit's chain has a gap", event.entry);
  const uint64_t version = chain.events.empty() ? 0 : chain.last().version;
  if (event.version != version + (issue ? 1 : 0))
    return ChainBroken("an entry names a version that cannot follow", event.entry);
  const auto standing = StandingAfter(chain, event.change);
  if (!standing.ok()) return ChainBroken("a change cannot follow the one before", event.entry);
  chain.standing = *standing;
  chain.events.push_back(std::move(pending.event));
  return {};
}

class ChainReader {
 public:
  Result<void> Note(const ports::LoggedEntry& logged) {
    const std::string_view action = logged.action;
    if (!action.starts_with(kPrefix)) return {};
    const Result<void> noted = NotePermitEntry(logged);
    if (!noted.ok() && noted.error().code != ErrorCode::kCorruption)
      return ChainBroken("an entry is malformed", logged.index);
    return noted;
  }

  Result<Chains> Finish() {
    for (const auto& [batch, pending] : pending_) {
      const auto chain = chains_.find(pending.permit);
      if (chain == chains_.end()) continue;  // a first issue that is not done: there is no permit yet
      chain->second.unsettled = true;
      if (pending.event.change == "revoke") chain->second.standing = policy::Standing::kRevoked;
      if (pending.event.change == "suspend" && chain->second.standing == policy::Standing::kInForce)
        chain->second.standing = policy::Standing::kSuspended;
    }
    return std::move(chains_);
  }

 private:
  Result<void> NotePermitEntry(const ports::LoggedEntry& logged) {
    const std::string_view action = logged.action;
    const bool done = action.ends_with(kDone);
    if (!done && !action.ends_with(kIntent) && !action.ends_with(kAbandoned)) return {};
    BOUCLIER_TRY(const Json body, Json::ParseCanonical(logged.body));
    const Json* batch = body.Find("batch");
    if (batch == nullptr || batch->if_string() == nullptr) return {};
    if (action.ends_with(kIntent)) {
      BOUCLIER_TRY(std::optional<Pending> pending, ReadIntent(logged, body));
      if (pending) pending_.insert_or_assign(*batch->if_string(), std::move(*pending));
      return {};
    }
    auto pending = pending_.extract(*batch->if_string());  // a second outcome says what the first said
    return pending.empty() || !done ? Result<void>() : Apply(chains_, std::move(pending.mapped()));
  }

  Chains chains_;
  std::map<std::string, Pending> pending_;  // by batch
};

}  // namespace

const PermitEvent& PermitChain::issue() const {
  const auto found =
      std::find_if(events.rbegin(), events.rend(), [](const PermitEvent& e) { return e.change == "issue"; });
  BOUCLIER_CHECK(found != events.rend());
  return *found;
}

Result<Chains> ReadPermitChains(ports::AuditTrail& trail) {
  constexpr uint64_t kPage = 1024;
  ChainReader reader;
  BOUCLIER_TRY(const uint64_t size, trail.Size());
  for (uint64_t from = 0; from < size;) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, trail.Read(from, std::min(kPage, size - from)));
    if (page.empty()) return ChainBroken("entries are missing", from);
    for (const ports::LoggedEntry& logged : page) BOUCLIER_TRY_VOID(reader.Note(logged));
    from += page.size();
  }
  return reader.Finish();
}

}  // namespace bouclier::provision
