// SPDX-License-Identifier: Apache-2.0
// What a migration counts: units, what becomes of them, and the codes that say why. Plain data.
// Names of units are for terminals, `--json`, the sealed manifest and its export; ledger, logs and certificates carry
// the unit id.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/ports/object_source.h"

namespace bouclier::migrate {

// HMAC of (source, name, snapshot) under a key derived from the inventory key: the same unit always has the same id,
// and nobody without the key can guess a name from it. A moved current blob becomes the vault object with the same 16
// bytes.
using UnitId = Id128<struct UnitTag>;

enum class UnitState : uint8_t { kPending, kMoved, kRefused, kLost };
std::string_view UnitStateName(UnitState state);

// Reasons, as manifests and certificates spell them. The list is closed: docs/formats/manifest.md.
namespace reason {
constexpr const char* kSnapshot = "snapshot";           // lost: a snapshot of a blob; the blob itself moves
constexpr const char* kArchived = "archived";           // refused: needs rehydration before it can be read
constexpr const char* kGone = "gone";                   // refused: deleted since the inventory
constexpr const char* kKeptChanging = "kept_changing";  // refused: changed under each of the restarts
constexpr const char* kUnreadable = "unreadable";       // refused: the source answers, but never gives this one
constexpr const char* kUnstable = "unstable_reads";     // refused: two reads of one version gave different bytes
constexpr const char* kDamaged = "source_damaged";      // refused: bodies shorter or longer than told, each time
constexpr const char* kNameTaken = "name_taken";        // refused: another object has this name in the dataset
constexpr const char* kNotText = "name_not_text";       // refused: the name is not UTF-8
constexpr const char* kTooLarge = "too_large";          // refused: larger than a sealed object may be
}  // namespace reason

struct NamedUnit {
  UnitId id;
  std::string source;  // id of the source, as in the config
  ports::UnitName unit;
  uint64_t size = 0;
  UnitState state = UnitState::kPending;
  std::string reason;  // or what is said of it in this report
};

// A few names for people, all for the counts: `more` says how many are not in `units`. ForEachUnit gives all.
struct NamedUnits {
  std::vector<NamedUnit> units;
  uint64_t more = 0;
  uint64_t count() const { return units.size() + more; }
};

}  // namespace bouclier::migrate
