// SPDX-License-Identifier: Apache-2.0
// What a use-case tells: data, which a front of house renders; and progress while it runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "bouclier/crypto/json.h"

namespace bouclier::app {

// From the best to the worst.
enum class Ending : uint8_t {
  kDone,
  kIncomplete,  // done, with a list of what was not
  kDamaged,     // done: something is not as it was recorded, and the report names it
};

struct Report {
  std::string kind;  // "migrate.run": how to render it
  crypto::Json::Object data;
  Ending ending = Ending::kDone;
};

struct Progress {
  std::string what;  // "copy", "verify"…
  uint64_t units_done = 0, units_total = 0;
  uint64_t bytes_done = 0, bytes_total = 0;
};

// The one who waits. Show is called from any thread, often; cheap; must not fail.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void Show(const Progress& progress) = 0;
  // Set when the job shall end after the part under way; lives as long as this.
  virtual const std::atomic<bool>& stop() const = 0;
};

}  // namespace bouclier::app
