// SPDX-License-Identifier: Apache-2.0
// What is judged is what a session ran: sets and figures of one's own are no proposal.
// expect: Proposal::Proposal\(.*\).* is private
#include "bouclier/airlock/proposal.h"

using namespace bouclier;

Result<airlock::Proposal> Use(const workspace::Candidate& candidate, const airlock::ProposalFacts& facts,
                              airlock::Output output) {
#ifdef BOUCLIER_BAD
  return airlock::Proposal("SELECT 1", output, {});
#else
  static_cast<void>(output);
#endif
  return airlock::ProposalOf(candidate, facts);
}
