// SPDX-License-Identifier: Apache-2.0
// Every recorded body of the vault, streamed: memory flat.
#pragma once

#include <functional>
#include <vector>

#include "bouclier/vault/check.h"

namespace bouclier::vault {

Result<void> ForEachBody(ports::StateReader& reader, const RecordVisitor& visit);
// Some hundred at a time, for work on several threads.
Result<void> ForEachBodyGroup(ports::StateReader& reader,
                              const std::function<Result<void>(std::vector<StoredRecord>&)>& visit);
Result<CheckProgress> CountBodies(ports::StateReader& reader);

}  // namespace bouclier::vault
