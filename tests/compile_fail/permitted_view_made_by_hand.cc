// SPDX-License-Identifier: Apache-2.0
// A view of people's rows is what Open made of a valid permit, an actor and the receipt of exactly this.
// expect: PermittedView::PermittedView\(.*\).* is private
#include "bouclier/provision/permitted_view.h"

using namespace bouclier;

Result<std::unique_ptr<provision::PermittedView>> Use(const provision::ValidPermit& permit,
                                                      const provision::ViewAsker& asker, ports::LedgerReceipt receipt,
                                                      const provision::ViewPlan& plan, const vault::TablePlace& place,
                                                      ports::Clock& clock, vault::SnapshotTables tables) {
#ifdef BOUCLIER_BAD
  provision::PermittedView of_my_own(permit, {}, std::move(tables), receipt, clock, {});
#else
  static_cast<void>(tables);
#endif
  return provision::PermittedView::Open(permit, asker, std::move(receipt), plan, place, clock, {});
}
