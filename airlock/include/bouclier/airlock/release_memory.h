// SPDX-License-Identifier: Apache-2.0
// What the hub remembers of each released output: its shape, what was hidden, and the persons of each cell, so that no
// later output of any project gives away, beside it, what it hid. docs/formats/release-memory.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bouclier/airlock/output.h"
#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::airlock {

struct Remembered {
  uint64_t release = 0;
  std::string project;
  kernels::OutputTable table;
  std::vector<bool> hidden;  // of each cell
  std::vector<Layer> layers;
};

// One output, one encoding. **Errors of decoding:** corruption (anything Encode does not write), unsupported (another
// version).
Bytes EncodeRemembered(const Remembered& output);
Result<Remembered> DecodeRemembered(ByteView encoded);

class ReleaseMemory {
 public:
  using Visitor = std::function<Result<void>(const Remembered&)>;
  virtual ~ReleaseMemory() = default;
  // Every released output whose persons are of the same base. **Errors:** the visitor's, corruption, unavailable.
  virtual Result<void> ForEach(const Visitor& visit) = 0;
};

}  // namespace bouclier::airlock
