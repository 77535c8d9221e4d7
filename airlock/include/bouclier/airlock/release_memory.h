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
#include "bouclier/kernels/comparisons.h"

namespace bouclier::airlock {

struct Remembered {
  uint64_t release = 0;
  std::string project;
  kernels::OutputTable table;
  std::vector<bool> hidden;  // of each cell
  std::vector<Layer> layers;
};

// The same without its persons: what near groups are found by. Reading these of every release is quick; the persons are
// read of those alone that may be near.
struct RememberedPrints {
  struct OfLayer {
    std::string name;
    std::vector<kernels::GroupSignature> groups;  // of kernels::GroupsOf(table, hidden), in its order
    bool operator==(const OfLayer&) const = default;
  };
  uint64_t release = 0;
  std::string project;
  kernels::OutputTable table;
  std::vector<bool> hidden;
  std::vector<OfLayer> layers;
  Digest32 persons{};  // SHA-256 of the encoded persons
};
RememberedPrints PrintsOf(const Remembered& output);

using CellPersons = std::vector<std::vector<kernels::PersonSet>>;  // of each layer, of each cell

// One value, one encoding. **Errors of decoding:** corruption (anything Encode does not write), unsupported (another
// version).
Bytes EncodePrints(const RememberedPrints& prints);
Result<RememberedPrints> DecodePrints(ByteView encoded);
Bytes EncodePersons(const Remembered& output);
Result<CellPersons> DecodePersons(ByteView encoded);

class ReleaseMemory {
 public:
  using Visitor = std::function<Result<void>(const RememberedPrints&)>;
  virtual ~ReleaseMemory() = default;
  // Every released output whose persons are of the same base. **Errors:** the visitor's, corruption, unavailable.
  virtual Result<void> ForEach(const Visitor& visit) = 0;
  // Whom one of them counted. **Errors:** corruption, unavailable.
  virtual Result<CellPersons> PersonsOf(const RememberedPrints& output) = 0;
};

}  // namespace bouclier::airlock
