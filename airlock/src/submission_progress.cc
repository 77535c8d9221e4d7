// SPDX-License-Identifier: Apache-2.0
// The life of a submission as a pure state machine.
#include <algorithm>

#include "bouclier/airlock/submission.h"

namespace bouclier::airlock {
namespace {

struct NamedChange {
  Change change;
  std::string_view name;
};
constexpr NamedChange kChangeNames[] = {
    {Change::kSubmit, "submit"},   {Change::kChange, "change"},   {Change::kApprove, "approve"},
    {Change::kRefuse, "refuse"},   {Change::kComment, "comment"}, {Change::kWithdraw, "withdraw"},
    {Change::kRelease, "release"},
};

Error Refused(ErrorCode code, const SubmissionEvent& event, const std::string& cause, const std::string& hint = "") {
  return Error(code, std::string(ChangeName(event.change)) + " submission: " + cause, hint);
}

Result<void> CheckOpen(const Progress& now, const SubmissionEvent& event) {
  switch (now.stage) {
    case Stage::kOpen:
      return {};
    case Stage::kRefused:
      return Refused(ErrorCode::kConflict, event, "a reviewer refused it", "submit another one that heeds the reasons");
    case Stage::kWithdrawn:
      return Refused(ErrorCode::kConflict, event, "its author withdrew it", "submit it anew");
    case Stage::kReleased:
      return Refused(ErrorCode::kConflict, event, "it was released already",
                     "its author may take the same file out again");
  }
  return Refused(ErrorCode::kInternal, event, "its stage is unknown");
}

Result<void> CheckVersion(const Progress& now, const SubmissionEvent& event) {
  if (event.version == now.version) return {};
  return Refused(
      ErrorCode::kConflict, event,
      "this is about version " + std::to_string(event.version) + ", the newest is " + std::to_string(now.version),
      "look at the newest version first");
}

Result<void> CheckAuthor(const Progress& now, const SubmissionEvent& event) {
  if (event.actor == now.author) return {};
  return Refused(ErrorCode::kDenied, event, "only its author may", "see whose it is: bouclier airlock history");
}

Result<void> CheckReviewer(const Progress& now, const SubmissionEvent& event) {
  if (event.actor != now.author) return {};
  return Refused(ErrorCode::kDenied, event, "its author cannot review it", "two other persons review");
}

Result<void> Approve(Progress& now, const SubmissionEvent& event) {
  BOUCLIER_TRY_VOID(CheckReviewer(now, event));
  BOUCLIER_TRY_VOID(CheckVersion(now, event));
  if (std::ranges::find(now.approvals, event.actor) != now.approvals.end())
    return Refused(ErrorCode::kConflict, event, "this reviewer approved it already", "another person must");
  if (now.approved())
    return Refused(ErrorCode::kConflict, event, "two reviewers approved it already",
                   "its author releases it; a reviewer may still refuse it");
  now.approvals.push_back(event.actor);
  return {};
}

Result<void> Apply(Progress& now, const SubmissionEvent& event) {
  switch (event.change) {
    case Change::kSubmit:
      return Refused(ErrorCode::kConflict, event, "it is there already");
    case Change::kChange:
      BOUCLIER_TRY_VOID(CheckAuthor(now, event));
      if (event.version != now.version + 1)
        return Refused(ErrorCode::kConflict, event, "somebody else changed it meanwhile");
      now.version = event.version;
      now.approvals.clear();
      return {};
    case Change::kApprove:
      return Approve(now, event);
    case Change::kRefuse:
      // Also by one who approved, or after two did: what closes is heard until the release.
      BOUCLIER_TRY_VOID(CheckReviewer(now, event));
      BOUCLIER_TRY_VOID(CheckVersion(now, event));
      now.stage = Stage::kRefused;
      return {};
    case Change::kComment:
      return CheckVersion(now, event);
    case Change::kWithdraw:
      BOUCLIER_TRY_VOID(CheckAuthor(now, event));
      BOUCLIER_TRY_VOID(CheckVersion(now, event));
      now.stage = Stage::kWithdrawn;
      return {};
    case Change::kRelease:
      BOUCLIER_TRY_VOID(CheckAuthor(now, event));
      BOUCLIER_TRY_VOID(CheckVersion(now, event));
      if (!now.approved())
        return Refused(
            ErrorCode::kPrecondition, event,
            "it has " + std::to_string(now.approvals.size()) + " of " + std::to_string(kApprovals) + " approvals",
            "wait for the reviewers");
      now.stage = Stage::kReleased;
      return {};
  }
  return Refused(ErrorCode::kInternal, event, "no such change");
}

}  // namespace

std::string_view ChangeName(Change change) {
  for (const NamedChange& named : kChangeNames)
    if (named.change == change) return named.name;
  return "unknown";
}

Result<Change> ParseChange(std::string_view name) {
  for (const NamedChange& named : kChangeNames)
    if (named.name == name) return named.change;
  return Error(ErrorCode::kInvalidArgument, "parse change of a submission: there is no such change");
}

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kOpen:
      return "open";
    case Stage::kRefused:
      return "refused";
    case Stage::kWithdrawn:
      return "withdrawn";
    case Stage::kReleased:
      return "released";
  }
  return "unknown";
}

Result<Progress> After(const std::optional<Progress>& before, const SubmissionEvent& event) {
  if (!before) {
    if (event.change != Change::kSubmit) return Refused(ErrorCode::kNotFound, event, "there is no such submission");
    if (event.version != 1) return Refused(ErrorCode::kInvalidArgument, event, "its first version is 1");
    return Progress{Stage::kOpen, event.actor, 1, {}, 1};
  }
  Progress now = *before;
  BOUCLIER_TRY_VOID(CheckOpen(now, event));
  BOUCLIER_TRY_VOID(Apply(now, event));
  ++now.steps;
  return now;
}

Result<void> CheckGround(const Ground& submitted, const Ground& newest) {
  const auto refuse = [](const std::string& what, uint64_t then, uint64_t now) {
    return Error(ErrorCode::kConflict,
                 "check submission: its " + what + " is no longer the newest (" + std::to_string(then) + ", now " +
                     std::to_string(now) + ")",
                 "run the query again, then change the submission or submit anew", Retry::kAfterFix);
  };
  if (submitted.permit_version != newest.permit_version)
    return refuse("permit version", submitted.permit_version, newest.permit_version);
  if (submitted.snapshot != newest.snapshot) return refuse("snapshot", submitted.snapshot, newest.snapshot);
  if (submitted.extract != newest.extract) return refuse("extract", submitted.extract, newest.extract);
  if (submitted.extract_digest == newest.extract_digest) return {};
  return Error(ErrorCode::kConflict, "check submission: its extract is not what it was", "see: bouclier vault check",
               Retry::kNever);
}

}  // namespace bouclier::airlock
