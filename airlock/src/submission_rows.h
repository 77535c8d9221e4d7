// SPDX-License-Identifier: Apache-2.0
// The rows of submissions in the metadata database. They prove nothing: what they say is compared with the ledger.
// Texts of people and the signed release are sealed under the project's keys.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "bouclier/airlock/submission.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::airlock {

constexpr std::string_view kTextTable = "airlock.text";    // project ‖ 0 ‖ number ‖ step → salt(16) ‖ text, sealed
constexpr std::string_view kStateTable = "airlock.state";  // project ‖ 0 ‖ number → steps ‖ version ‖ stage

struct SaltedText {
  Bytes bytes;  // salt ‖ text
  static SaltedText Of(std::string_view text);
  std::string_view text() const;
  std::string Digest() const;  // SHA-256(salt ‖ text), hex
};

Bytes SubmissionKey(const SubmissionId& id);
// **Errors:** corruption: no such key.
Result<SubmissionId> ParseSubmissionKey(ByteView key);

Result<void> WriteText(ports::StateTransaction& transaction, const vault::DatasetKeys& keys, const SubmissionId& id,
                       uint64_t step, const SaltedText& text);
// All texts of a submission, by step. **Errors:** corruption.
Result<std::map<uint64_t, SaltedText>> ReadTexts(ports::StateReader& reader, const vault::DatasetKeys& keys,
                                                 const SubmissionId& id);

struct StateRow {
  uint64_t steps = 0, version = 0;
  Stage stage = Stage::kOpen;
  bool operator==(const StateRow&) const = default;
};
StateRow RowOf(const Progress& progress);
Result<std::optional<StateRow>> ReadStateRow(ports::StateReader& reader, const SubmissionId& id);
// **Errors:** conflict: the row is not `before` (none: there must be no row).
Result<void> MoveStateRow(ports::StateTransaction& transaction, const SubmissionId& id,
                          const std::optional<StateRow>& before, const StateRow& after);

// Each submission of which there is a row, text or state.
Result<std::set<SubmissionId>> SubmissionsWithRows(ports::StateReader& reader);

Error SubmissionDamaged(const std::string& cause);

}  // namespace bouclier::airlock
