// SPDX-License-Identifier: Apache-2.0
// A state store in memory, for tests and for the model of the commit order: each step can be made to fail, before it
// took effect or after. Thread-safe. Nothing here outlives the process.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "bouclier/ports/state_store.h"

namespace bouclier::state {

enum class StateStep { kBegin, kPut, kDelete, kCommit };
enum class StateFault {
  kNone,
  kFailBefore,  // the step fails and did nothing
  kFailAfter,   // the step took effect, and its caller is told an error (commit: retry unknown_outcome)
};

// Asked before each step; `number` counts steps of all kinds from 0 since the hook was set. Called under the store's
// lock.
using StateFaultHook = std::function<StateFault(StateStep step, uint64_t number)>;
// Steps from number `first` on fail: the first one as told, all later ones before they took effect, as after a stop.
StateFaultHook StopAtStep(uint64_t first, StateFault fault);

class MemoryStateStore final : public ports::StateStore {
 public:
  explicit MemoryStateStore(std::chrono::milliseconds busy_timeout = std::chrono::milliseconds(30'000));
  ~MemoryStateStore() override;

  void SetFaultHook(StateFaultHook hook);  // empty: no faults
  uint64_t Steps() const;                  // since the hook was set

  // Transactions must be gone before the store is; readers may outlive it.
  Result<std::unique_ptr<ports::StateTransaction>> Begin() override;
  Result<std::unique_ptr<ports::StateReader>> Read() override;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace bouclier::state
