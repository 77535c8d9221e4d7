// SPDX-License-Identifier: Apache-2.0
// What a use-case tells: data, which a front of house renders; and progress while it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bouclier/crypto/json.h"

namespace bouclier::app {

struct Report {
  std::string kind;  // "migrate.run": how to render it
  crypto::Json::Object data;
  bool incomplete = false;  // done, with a list of what was not
};

struct Progress {
  std::string what;  // "copy", "verify"…
  uint64_t units_done = 0, units_total = 0;
  uint64_t bytes_done = 0, bytes_total = 0;
};

// Called from any thread, often; cheap. Must not fail.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void Show(const Progress& progress) = 0;
};

}  // namespace bouclier::app
