// SPDX-License-Identifier: Apache-2.0
// Manifests at rest (sealed, in commit order) and their exports. A later line about the same unit (source, name,
// snapshot) replaces the earlier one in the current manifest; the earlier stays as history.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <vector>

#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/manifest.h"

namespace bouclier::vault {

using ManifestId = Id128<struct ManifestTag>;
enum class ManifestPart { kCurrent, kReplaced };

struct ManifestTotals {
  uint64_t lines = 0, moved = 0, refused = 0, lost = 0;
  uint64_t bytes_moved = 0;
  crypto::MerkleHash root = crypto::MerkleEmptyRoot();  // over all current lines in export order
};

using LineVisitor = std::function<Result<void>(const ManifestLine& line, const std::string& text)>;

class ManifestBook {
 public:
  // Keys of every dataset with lines in it.
  ManifestBook(ports::StateReader& reader, std::vector<DatasetKeysPtr> keys);
  // In export order; memory flat. **Errors:** corruption (a damaged line), not_found (a dataset whose keys were not
  // given).
  Result<void> ForEach(ManifestId manifest, ManifestPart part, const LineVisitor& visit);
  Result<ManifestTotals> Totals(ManifestId manifest);
  // One line of SHA256SUMS, as coreutils read it (names with newline or backslash escaped), newline included.
  static std::string Sha256SumsLine(const ManifestLine& line);

 private:
  ports::StateReader& reader_;
  std::map<DatasetId, DatasetKeysPtr> keys_;
};

}  // namespace bouclier::vault
