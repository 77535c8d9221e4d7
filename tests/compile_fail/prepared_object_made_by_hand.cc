// SPDX-License-Identifier: Apache-2.0
// A sealed object comes out of sealing and nowhere else: no hand makes the one that the commit takes.
// expect: PreparedObject::PreparedObject\(\).* is private
#include <utility>

#include "bouclier/vault/commit.h"

void Use(bouclier::vault::CommitBatch& batch, bouclier::vault::PreparedObject sealed) {
#ifdef BOUCLIER_BAD
  bouclier::vault::PreparedObject by_hand;
#endif
  batch.objects.push_back(std::move(sealed));
}
