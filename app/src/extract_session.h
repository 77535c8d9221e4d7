// SPDX-License-Identifier: Apache-2.0
// SQL over a project's newest extract: the tables, opened by a receipt, in a locked engine.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bouclier/provision/extract.h"
#include "bouclier/workspace/sql_session.h"
#include "hub.h"

namespace bouclier::app {

// A project's keys and its newest extract, as the ledger has it.
struct ProjectExtract {
  vault::DatasetKeysPtr keys;
  vault::PublishedSnapshot published;
};
// **Errors:** not_found: there is none yet.
Result<ProjectExtract> FindExtract(Hub& hub, const std::string& project);

// An extract of an older version may hold what the permit no longer gives. **Errors:** precondition.
Result<void> IsOfThisVersion(const crypto::Json& manifest, const policy::Permit& permit);

// Not thread-safe.
class ExtractSession {
 public:
  // `receipt`: of an entry that opens this extract; `permit`: as it is in force. **Errors:** those of OpenExtract,
  // IsOfThisVersion and SqlSession::Make.
  static Result<ExtractSession> Open(Hub& hub, ports::LedgerReceipt receipt, const ProjectExtract& extract,
                                     const policy::Permit& permit, const workspace::SqlLimits& limits);

  workspace::SqlSession& sql() { return *sql_; }

 private:
  ExtractSession() = default;
  std::unique_ptr<ports::ObjectStore> host_;
  std::unique_ptr<ports::StateReader> reader_;
  std::optional<workspace::SqlSession> sql_;  // reads through the others: the first to go
};

}  // namespace bouclier::app
