// SPDX-License-Identifier: Apache-2.0
// What the writer knows of the end of its log, valid as long as the checkpoint on disk is the one it was read with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/ledger/ledger.h"

namespace bouclier::ledger {

struct Ledger::Tail {
  std::string note;  // the signed checkpoint on disk
  Checkpoint checkpoint;
  Edge edge;
  std::vector<Bytes> bundle;      // entries of the partial bundle
  std::optional<TimePoint> last;  // of the newest entry
  bool clean = false;             // strays of a stopped group were removed
};

// The entries of one caller, and what came of them.
struct Ledger::Group {
  std::vector<std::string> texts;  // entries without their time
  std::vector<std::string> actions;
  std::optional<Result<std::vector<ports::LedgerReceipt>>> result;
};

}  // namespace bouclier::ledger
