// SPDX-License-Identifier: Apache-2.0
// What the writer knows of the end of its log, valid as long as the checkpoint on disk is the one it was read with.
#pragma once

#include <condition_variable>
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

// The entries of one caller, and what came of them. `result` is set and read under the queue's lock.
struct Ledger::Group {
  std::vector<std::string> texts;  // entries without their time
  std::vector<std::string> actions;
  std::condition_variable turn;  // told when the result stands, or when this group is the next to lead
  std::optional<Result<Receipts>> result;
};

}  // namespace bouclier::ledger
