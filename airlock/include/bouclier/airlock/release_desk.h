// SPDX-License-Identifier: Apache-2.0
// The way out: judges what a submission's query answers against rules and memory, and releases it as one committed
// change: the signed text, the state of the submission and what is remembered are in together or not at all. Not
// thread-safe. docs/formats/release.md.
#pragma once

#include <functional>
#include <string>

#include "bouclier/airlock/kept_memory.h"
#include "bouclier/airlock/mend.h"
#include "bouclier/airlock/released_output.h"
#include "bouclier/airlock/shown_table.h"
#include "bouclier/ports/signer.h"

namespace bouclier::airlock {

// All outlive the desk.
struct DeskParts {
  ports::AuditSink* sink = nullptr;
  ports::Signer* certificate_key = nullptr;  // of the hub's token, Ed25519
  // The keys of the release memory of that project's base.
  std::function<Result<vault::DatasetKeysPtr>(const std::string& project)> memory_keys_of;
  // The chart of what is shown, as SVG.
  std::function<Result<std::string>(const ShownTable&)> draw;
};

// Who asks was authenticated, and the permit admits them: the caller saw to both, and ran the query again on `newest`.
struct ReleaseRequest {
  SubmissionId id;
  uint64_t actor = 0;
  uint64_t version = 0;  // the one they saw
  Ground newest;
  Proposal proposal;  // the recorded query's text was run
  Bytes query_salt;   // recorded with it, 16 bytes
  kernels::RuleParameters rules;
};

struct Checked {
  Assessment assessment;
  std::vector<Mend> mends;  // when it is a refusal
};

class ReleaseDesk {
 public:
  ReleaseDesk(SubmissionBook& book, DeskParts parts) : book_(book), parts_(std::move(parts)) {}

  // What rules and memory say, with nothing recorded. **Errors:** those of Assess; conflict: a change was not finished.
  Result<Checked> Check(const std::string& project, const Output& output, const kernels::RuleParameters& rules);

  // One committed change, then HandOut. **Ledger:** airlock.release, airlock.released. **Errors:** those of After,
  // CheckGround, Check, Show and Read; denied: the verdict is a refusal, an approver is no reviewer any more, or the
  // permit does not admit the author; corruption: the query's text is not the recorded one; conflict: another output
  // was released meanwhile.
  Result<ReleasedOutput> Release(vault::Committer& committer, const ReleaseRequest& request);

  // A released one, to its author, as often as they ask. **Ledger:** airlock.released. **Errors:** those of Read;
  // precondition: it was not released; denied: somebody else asks.
  Result<ReleasedOutput> HandOut(const SubmissionId& id, uint64_t actor);

 private:
  struct Judged;
  using WithMemory = std::function<Result<void>(ReleaseMemory& memory, const std::vector<KeptRelease>& releases)>;
  Result<void> ReadMemory(const vault::DatasetKeys& keys, const WithMemory& work);
  Result<Judged> Judge(const vault::DatasetKeys& keys, const Output& output, const kernels::RuleParameters& rules);
  Result<void> CheckRequest(const Submission& submission, const ReleaseRequest& request);

  SubmissionBook& book_;
  DeskParts parts_;
};

}  // namespace bouclier::airlock
