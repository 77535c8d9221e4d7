// SPDX-License-Identifier: Apache-2.0
// A request that a result leaves: what it names, its words, and its life. Pure. docs/formats/submission.md.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier::airlock {

// As people type it: `asthma-2026/3`, the third submission of that project (a project has its permit's id).
struct SubmissionId {
  std::string project;
  uint64_t number = 0;
  auto operator<=>(const SubmissionId&) const = default;
};
std::string ToText(const SubmissionId& id);
Result<SubmissionId> ParseSubmissionId(std::string_view text);

// What a query stood on when it ran. A submission whose ground is not the newest one goes no further.
struct Ground {
  uint64_t permit_version = 0;
  uint64_t extract = 0;        // its number
  std::string extract_digest;  // of its list of files, as its ledger entry says
  uint64_t snapshot = 0;       // of the base
  bool operator==(const Ground&) const = default;
};
// **Errors:** conflict, naming what is no longer the newest.
Result<void> CheckGround(const Ground& submitted, const Ground& newest);

struct Subject {
  uint64_t query = 0;  // ledger index of the entry that recorded it
  Ground ground;
  bool operator==(const Subject&) const = default;
};

// Words that leave with the cells, so that they are outputs too.
struct SubmissionText {
  std::string title;
  std::vector<std::string> labels;  // of each column
  bool operator==(const SubmissionText&) const = default;
};
constexpr size_t kTitleBytes = 200, kLabelBytes = 100, kLabels = 64, kCommentBytes = 2000;
// UTF-8, not empty, no control character, none that is not seen (it could carry a value past a reviewer's eye).
// **Errors:** invalid_argument, naming which text.
Result<void> CheckSubmissionText(const SubmissionText& text);
Result<void> CheckComment(std::string_view words);
// One encoding: canonical JSON. CHECK: well-formed. **Errors:** corruption.
std::string WriteSubmissionText(const SubmissionText& text);
Result<SubmissionText> ParseSubmissionText(std::string_view text);

enum class Change : uint8_t { kSubmit, kChange, kApprove, kRefuse, kComment, kWithdraw, kRelease };
constexpr Change kAllChanges[] = {Change::kSubmit,  Change::kChange,   Change::kApprove, Change::kRefuse,
                                  Change::kComment, Change::kWithdraw, Change::kRelease};
std::string_view ChangeName(Change change);  // submit, change…
Result<Change> ParseChange(std::string_view name);

enum class Stage : uint8_t { kOpen, kRefused, kWithdrawn, kReleased };
std::string_view StageName(Stage stage);  // open, refused…

constexpr size_t kApprovals = 2;

struct Progress {
  Stage stage = Stage::kOpen;
  uint64_t author = 0;
  uint64_t version = 1;
  std::vector<uint64_t> approvals;  // who approved this version, in order
  uint64_t steps = 1;               // changes so far
  bool approved() const { return approvals.size() >= kApprovals; }
  bool operator==(const Progress&) const = default;
};

struct SubmissionEvent {
  Change change = Change::kSubmit;
  uint64_t actor = 0;
  uint64_t version = 1;  // of a submit or change: the one it makes; else the one that is meant
};

// The state machine: what a submission is after an event. Who holds which role is not asked here. **Errors:** denied
// (the author reviews; somebody else changes, withdraws or releases), conflict (a vote on an older version, a second
// vote of one reviewer, a third vote, a second release, any change of what is closed), precondition (a release before
// two approvals).
Result<Progress> After(const std::optional<Progress>& before, const SubmissionEvent& event);

}  // namespace bouclier::airlock
