// SPDX-License-Identifier: Apache-2.0
// No view of people's rows without the proof that the ledger knows of it.
// expect: (no|cannot|could not).*(matching|convert|conversion)
#include "bouclier/provision/permitted_view.h"

using namespace bouclier;

Result<std::unique_ptr<provision::PermittedView>> Use(const provision::ValidPermit& permit,
                                                      const provision::ViewAsker& asker, ports::LedgerReceipt receipt,
                                                      const provision::ViewPlan& plan, const vault::TablePlace& place,
                                                      ports::Clock& clock) {
#ifdef BOUCLIER_BAD
  return provision::PermittedView::Open(permit, asker, std::string("receipt"), plan, place, clock, {});
#endif
  return provision::PermittedView::Open(permit, asker, std::move(receipt), plan, place, clock, {});
}
