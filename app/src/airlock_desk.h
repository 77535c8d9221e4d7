// SPDX-License-Identifier: Apache-2.0
// What commands of the airlock begin with: who asks, the book of submissions, and a query run again by the hub.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bouclier/airlock/release_desk.h"
#include "bouclier/app/report.h"
#include "project_desk.h"
#include "recorded_query.h"

namespace bouclier::app {

// A recorded query, run again over the newest extract, as it is judged.
struct RunAgain {
  airlock::RecordedQuery query;
  Bytes salt;
  airlock::Ground ground;  // what it stands on now
  airlock::Proposal proposal;
  std::vector<std::string> columns;  // names, as the query gives them
  kernels::RuleParameters rules;
};

// Whose figures a command is about, as far as it was told.
struct AskedAbout {
  std::string project;
  uint64_t submission = 0;  // its number; 0: none
};

class AirlockDesk {
 public:
  // Authenticates; nothing is decided yet.
  static Result<std::unique_ptr<AirlockDesk>> Open(const Config& config, const Asker& asker);

  Hub& hub() { return people_->hub(); }
  const policy::Actor& actor() const { return people_->actor(); }
  ProjectDesk& people() { return *people_; }
  // That the role gives it, in the airlock as a whole. **Errors:** denied.
  Result<void> Allow(policy::Action action) const { return policy::Decide(actor(), action, std::nullopt); }
  // The permit, for who it names and with the role for `action`. **Errors:** those of ProjectDesk::Admit.
  Result<policy::Permit> Admit(const std::string& project, policy::Action action);
  // What every command of the airlock ends with. **Ledger:** access.denied, when it was refused: who asked what of
  // which project (and submission), and why, without a word of the query. Nothing of a disk that is full or a host that
  // is away: nobody refused.
  Result<Report> End(policy::Action action, const AskedAbout& about, Result<Report> done);

  airlock::SubmissionBook book();
  // `book` outlives it.
  airlock::ReleaseDesk releases(airlock::SubmissionBook& book);

  // **Ledger:** extract.open.intent, with `again`: the query's entry. **Errors:** not_found (no such query of this
  // project), conflict (the permit or the extract changed since, or its snapshot was revoked), those of
  // SqlSession::ReadOutput and RunOutput.
  Result<RunAgain> Run(const policy::Permit& permit, uint64_t query);
  // The permit under which a submission's author works, for who reviews: in force, and it admits the author.
  // **Errors:** those of policy::DecideMember.
  Result<policy::Permit> PermitOf(const airlock::Submission& submission);

 private:
  explicit AirlockDesk(std::unique_ptr<ProjectDesk> people) : people_(std::move(people)) {}
  Result<policy::Permit> TextOf(const std::string& project);
  std::unique_ptr<ProjectDesk> people_;
};

// The number of the last query that the actor ran in the project. **Errors:** not_found. **Cost:** reads the ledger.
Result<uint64_t> LastQuery(Hub& hub, uint64_t actor, const std::string& project);

}  // namespace bouclier::app
