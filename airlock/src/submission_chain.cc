// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/submission_chain.h"

#include <algorithm>

#include "bouclier/vault/settled_entries.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

struct ReadEvent {
  SubmissionId id;
  uint64_t step = 0;
  ChainedEvent event;
};

Result<Subject> ParseSubject(const Json& body) {
  Subject out;
  BOUCLIER_TRY(out.query, body.GetCount("query"));
  BOUCLIER_TRY(out.ground.permit_version, body.GetCount("permit_version"));
  BOUCLIER_TRY(out.ground.extract, body.GetCount("extract"));
  BOUCLIER_TRY(out.ground.extract_digest, body.GetString("extract_digest"));
  BOUCLIER_TRY(out.ground.snapshot, body.GetCount("snapshot"));
  return out;
}

Result<ReleaseBinding> ParseBinding(const Json& body) {
  ReleaseBinding out;
  BOUCLIER_TRY(const std::string base, body.GetString("base"));
  BOUCLIER_TRY(out.base, DatasetId::Parse(base));
  BOUCLIER_TRY(out.number, body.GetCount("release"));
  BOUCLIER_TRY(out.certificate, body.GetString("certificate"));
  BOUCLIER_TRY(const std::string key, body.GetString("certificate_key"));
  BOUCLIER_TRY(out.certificate_key, ParseHex(key));
  BOUCLIER_TRY(const std::string memory, body.GetString("memory"));
  BOUCLIER_TRY(const Bytes digest, ParseHex(memory));
  if (digest.size() != out.memory.size()) return Error(ErrorCode::kCorruption, "read release: no digest of its memory");
  std::copy(digest.begin(), digest.end(), out.memory.begin());
  return out;
}

bool HasText(Change change) { return change != Change::kApprove && change != Change::kWithdraw; }

Result<ReadEvent> Parse(const vault::ChangeEntry& entry) {
  ReadEvent out;
  ChainedEvent& chained = out.event;
  BOUCLIER_TRY(chained.event.change, ParseChange(entry.change));
  chained.event.actor = entry.actor;
  chained.entry = entry.index;
  chained.time = entry.time;
  BOUCLIER_TRY(out.id.project, entry.body.GetString("project"));
  BOUCLIER_TRY(out.id.number, entry.body.GetCount("submission"));
  BOUCLIER_TRY(out.step, entry.body.GetCount("step"));
  BOUCLIER_TRY(chained.event.version, entry.body.GetCount("version"));
  const Change change = chained.event.change;
  if (HasText(change)) {
    BOUCLIER_TRY(chained.digest, entry.body.GetString("digest"));
  }
  if (change == Change::kSubmit || change == Change::kChange) {
    BOUCLIER_TRY(chained.subject, ParseSubject(entry.body));
  }
  if (change == Change::kRelease) {
    BOUCLIER_TRY(chained.release, ParseBinding(entry.body));
  }
  return out;
}

Result<void> Apply(SubmissionChains& chains, ReadEvent read) {
  const uint64_t entry = read.event.entry;
  const auto found = chains.submitted.find(read.id);
  std::optional<Progress> before;
  if (found != chains.submitted.end()) before = found->second.progress;
  if (read.step != (before ? before->steps : 0)) return vault::LedgerMalformed("a submission's chain has a gap", entry);
  const auto after = After(before, read.event.event);
  if (!after.ok()) return vault::LedgerMalformed("a change cannot follow the one before", entry);
  if (read.event.event.change == Change::kRelease) {
    const ReleaseBinding& release = read.event.release;
    std::vector<KeptRelease>& of_base = chains.releases[release.base];
    if (release.number != of_base.size() + 1) return vault::LedgerMalformed("the releases of a base have a gap", entry);
    of_base.push_back({release.number, release.memory});
  }
  SubmissionChain& chain = chains.submitted[read.id];
  chain.progress = *after;
  chain.events.push_back(std::move(read.event));
  return {};
}

void ApplyOpen(SubmissionChains& chains, const ReadEvent& read) {
  const auto found = chains.submitted.find(read.id);
  if (found == chains.submitted.end())
    chains.opening.insert(read.id);
  else
    found->second.unsettled = true;
}

}  // namespace

const ChainedEvent& SubmissionChain::newest() const {
  const auto found = std::find_if(events.rbegin(), events.rend(), [](const ChainedEvent& chained) {
    return chained.event.change == Change::kSubmit || chained.event.change == Change::kChange;
  });
  BOUCLIER_CHECK(found != events.rend());
  return *found;
}

bool SubmissionChains::unsettled() const {
  return !opening.empty() || std::ranges::any_of(submitted, [](const auto& one) { return one.second.unsettled; });
}

Result<SubmissionChains> ReadSubmissionChains(ports::AuditTrail& trail, ports::StateStore& state,
                                              const SecretBytes* mark_key) {
  BOUCLIER_TRY(const vault::ChangeEntries changes, vault::ReadChanges({trail, state, mark_key}, "airlock.", "output"));
  SubmissionChains chains;
  BOUCLIER_TRY_VOID(vault::Replay(
      changes, Parse, [&](ReadEvent read) { return Apply(chains, std::move(read)); },
      [&](const ReadEvent& read) { ApplyOpen(chains, read); }));
  return chains;
}

}  // namespace bouclier::airlock
