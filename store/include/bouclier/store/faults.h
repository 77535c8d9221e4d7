// SPDX-License-Identifier: Apache-2.0
// A script of what goes wrong: the n-th call of a decorated store or source meets its fault, every other one passes.
// Every remote write can be tested twice: "failed, it did not happen" and "failed, but it happened". Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/error.h"
#include "bouclier/base/mutex.h"

namespace bouclier::store {

enum class FaultKind : uint8_t {
  kFailBefore,  // an error; nothing happened
  kFailAfter,   // it happened; the answer is lost (writes: unknown outcome)
  kStopBefore,  // the callback runs, as a kill would, then as kFailBefore
  kStopAfter,   // it happens, then the callback runs, then as kFailAfter
  kFlipBit,     // bit `position` (modulo the body) of what is written or read is flipped
  kShortRead,   // a read gives `position` bytes fewer than asked, and says nothing
};

struct Fault {
  FaultKind kind = FaultKind::kFailBefore;
  uint64_t position = 0;
  std::function<void()> stop;                // kStopBefore, kStopAfter
  ErrorCode code = ErrorCode::kUnavailable;  // of the error given
};

class FaultScript {
 public:
  // Numbers count from 0 over all calls of what the script is given to.
  void At(uint64_t number, Fault fault);
  // Every call from `number` on, until Clear.
  void From(uint64_t number, Fault fault);
  void Clear();  // no more faults; counting goes on
  uint64_t calls() const { return calls_; }
  std::vector<std::string> log() const;  // one word a call: "put", "get"…

  // Counts a call; its fault, if any. For the decorators.
  std::optional<Fault> Next(const char* call);

 private:
  std::atomic<uint64_t> calls_{0};
  mutable Mutex mutex_;
  std::map<uint64_t, Fault> at_ BOUCLIER_GUARDED_BY(mutex_);
  std::optional<std::pair<uint64_t, Fault>> from_ BOUCLIER_GUARDED_BY(mutex_);
  std::vector<std::string> log_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::store
