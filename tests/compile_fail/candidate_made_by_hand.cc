// SPDX-License-Identifier: Apache-2.0
// A candidate is what a session ran: an answer that somebody holds, or changed, is none.
// expect: Candidate::Candidate\(.*\).* is private
#include "bouclier/workspace/sql_session.h"

using namespace bouclier;

Result<workspace::Candidate> Use(workspace::SqlSession& session, const workspace::OutputQuery& query,
                                 workspace::OutputRun run) {
#ifdef BOUCLIER_BAD
  return workspace::Candidate("SELECT 1", query, run);
#else
  static_cast<void>(query);
  static_cast<void>(run);
#endif
  return session.Propose("SELECT count(*) FROM er_prs_f");
}
