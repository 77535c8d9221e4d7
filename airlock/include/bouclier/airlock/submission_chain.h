// SPDX-License-Identifier: Apache-2.0
// What the ledger says of each submission: its chain of entries `airlock.<change>`, from its submit on. The database
// only keeps texts. docs/formats/submission.md.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bouclier/airlock/kept_memory.h"
#include "bouclier/airlock/submission.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/base/time.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::airlock {

// What the entry of a release binds. docs/formats/release.md.
struct ReleaseBinding {
  DatasetId base;
  uint64_t number = 0;      // from 1 in that base
  std::string certificate;  // SHA-256 of the signed text, hex
  Bytes certificate_key;    // Ed25519
  Digest32 memory{};        // of what is remembered, salted
};

// One entry that counts: its intent is in the ledger, and so is the outcome `done`.
struct ChainedEvent {
  SubmissionEvent event;
  uint64_t entry = 0;  // index of the intent
  TimePoint time{};
  std::string digest;      // of its text: SHA-256(salt ‖ text), hex; empty: it has none
  Subject subject;         // of a submit or change
  ReleaseBinding release;  // of a release
};

struct SubmissionChain {
  std::vector<ChainedEvent> events;
  Progress progress;
  bool unsettled = false;  // an intent without outcome: whoever changes the hub next settles it first

  const ChainedEvent& newest() const;  // the submit or change that made the version it has
};

struct SubmissionChains {
  std::map<SubmissionId, SubmissionChain> submitted;
  std::set<SubmissionId> opening;                          // whose submit has no outcome yet
  std::map<DatasetId, std::vector<KeptRelease>> releases;  // of each base, by number
  bool unsettled() const;                                  // any of them
};

// `mark_key`: see vault::ReadChanges. **Errors:** corruption: an entry that cannot be read, a gap, a change that cannot
// follow the one before.
Result<SubmissionChains> ReadSubmissionChains(ports::AuditTrail& trail, ports::StateStore& state,
                                              const SecretBytes* mark_key);

}  // namespace bouclier::airlock
