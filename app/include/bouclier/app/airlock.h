// SPDX-License-Identifier: Apache-2.0
// The airlock as commands: a query that ran in the workspace asks to leave, two people look, its figures leave as one
// signed file. **Ledger**, of each that is refused: access.denied. docs/formats/submission.md, docs/formats/release.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

struct AirlockSubject {
  std::string project;              // a permit's id
  std::optional<uint64_t> query;    // its ledger entry, as `workspace sql` tells it; none: the asker's last one
  std::string title;                // what the table is
  std::vector<std::string> labels;  // one a column; none: the names that the query gives
};

// What rules and memory would say, before anybody is asked. By a researcher whom the permit names.
// **Ledger:** airlock.check. **Errors:** those of the permit and of AirlockDesk::Run; invalid_argument (words that may
// not leave).
Result<Report> AirlockCheck(const Config& config, const Asker& asker, const AirlockSubject& subject);

// Asks that it leaves; with `change`, in the place of that open submission. **Ledger:** airlock.submit or .change.
// **Errors:** as AirlockCheck; those of airlock::SubmissionBook.
Result<Report> AirlockSubmit(const Config& config, const Asker& asker, const AirlockSubject& subject,
                             const std::optional<std::string>& change);

struct AirlockListOptions {
  std::string project;  // empty: all that the asker may see
  bool all = false;     // those that are closed too
};
// **Errors:** denied; those of airlock::SubmissionBook.
Result<Report> AirlockList(const Config& config, const Asker& asker, const AirlockListOptions& options);

enum class AirlockVote : uint8_t { kNone, kApprove, kRefuse, kComment };
struct AirlockReviewOptions {
  AirlockVote vote = AirlockVote::kNone;  // kNone: only look
  std::string words;                      // of a refusal or a comment
  std::optional<uint64_t> version;        // the one that was looked at; none: the newest
};
// What would leave, with what rules and memory say of it now, run again by the hub; and a vote. By a reviewer; its
// author may comment. **Ledger:** extract.open.intent; airlock.approve, .refuse or .comment. **Errors:** those
// of airlock::SubmissionBook; denied.
Result<Report> AirlockReview(const Config& config, const Asker& asker, const std::string& id,
                             const AirlockReviewOptions& options);

Result<Report> AirlockWithdraw(const Config& config, const Asker& asker, const std::string& id);

// Releases what two reviewers approved, or hands out again what was released: one file. Table and drawing go beside it
// on request. Typed again after a stop it writes over what that left. **Ledger:** airlock.release, airlock.released.
// **Errors:** those of airlock::ReleaseDesk; conflict: another file is there already.
struct AirlockReleaseOptions {
  std::filesystem::path out;
  std::optional<std::filesystem::path> csv, svg;
};
Result<Report> AirlockRelease(const Config& config, const Asker& asker, const std::string& id,
                              const AirlockReleaseOptions& options);

// Every step of a submission, or of all of a project: who, when, which entry of the ledger.
Result<Report> AirlockHistory(const Config& config, const Asker& asker, const std::string& id);

}  // namespace bouclier::app
