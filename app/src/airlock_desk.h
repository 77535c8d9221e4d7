// SPDX-License-Identifier: Apache-2.0
// What commands of the airlock begin with: who asks, the book of submissions, and a query run again by the hub.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bouclier/airlock/release_desk.h"
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

class AirlockDesk {
 public:
  // Authenticates; nothing is decided yet.
  static Result<std::unique_ptr<AirlockDesk>> Open(const Config& config, const Asker& asker);

  Hub& hub() { return people_->hub(); }
  const policy::Actor& actor() const { return people_->actor(); }
  ProjectDesk& people() { return *people_; }
  bool reviews() const;  // holds the reviewer's role

  airlock::SubmissionBook book();
  // `book` outlives it.
  airlock::ReleaseDesk releases(airlock::SubmissionBook& book);

  // **Ledger:** extract.open.intent, with `again`: the query's entry. **Errors:** not_found (no such query of this
  // project), conflict (the permit or the extract changed since), those of SqlSession::ReadOutput and RunOutput.
  Result<RunAgain> Run(const policy::Permit& permit, uint64_t query);
  // The permit of a project, for who reviews: whom it names is not asked. **Errors:** not_found.
  Result<policy::Permit> PermitOf(const std::string& project);

 private:
  explicit AirlockDesk(std::unique_ptr<ProjectDesk> people) : people_(std::move(people)) {}
  std::unique_ptr<ProjectDesk> people_;
};

// The number of the last query that the actor ran in the project. **Errors:** not_found. **Cost:** reads the ledger.
Result<uint64_t> LastQuery(Hub& hub, uint64_t actor, const std::string& project);

}  // namespace bouclier::app
