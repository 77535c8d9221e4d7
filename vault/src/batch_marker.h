// SPDX-License-Identifier: Apache-2.0
// The marker of a batch in the database, and what start-up reads out of the ledger about batches.
#pragma once

#include <map>
#include <optional>

#include "bouclier/vault/commit.h"

namespace bouclier::vault {

Result<std::optional<BatchState>> ReadMarker(ports::StateReader& reader, const BatchId& batch);
Result<void> WriteMarker(ports::StateTransaction& transaction, const BatchId& batch, BatchState state);

// The ledger entry that tells how an intent ended.
ports::AuditEntry OutcomeEntry(const OpenIntent& intent, BatchState state);

// Takes note of one ledger entry: an intent opens its batch, an outcome closes it, anything else is none of ours.
Result<void> NoteEntry(const ports::LoggedEntry& entry, std::map<BatchId, OpenIntent>& open);
ports::EntryClass ClassNamed(std::string_view name);

}  // namespace bouclier::vault
