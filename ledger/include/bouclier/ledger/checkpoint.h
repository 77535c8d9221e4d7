// SPDX-License-Identifier: Apache-2.0
// A checkpoint: origin, size and root of the log, signed. Pure. **Source:** c2sp.org/tlog-checkpoint, without extension
// lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bouclier/crypto/merkle.h"
#include "bouclier/ledger/note.h"

namespace bouclier::ledger {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  crypto::MerkleHash root{};
  bool operator==(const Checkpoint&) const = default;
};

constexpr uint64_t kCheckpointLimit = 4096;  // bytes; a file larger than this is none

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const Vkey& vkey, ports::Signer& signer);
// The origin is the name of the key. **Errors:** corruption (form, another origin), unauthenticated (signature).
Result<Checkpoint> OpenCheckpoint(std::string_view note, const Vkey& vkey);
// The same without looking at the signature: for text whose place already vouches for it, and for fuzzing.
Result<Checkpoint> ParseCheckpointTextUnverified(std::string_view text);

}  // namespace bouclier::ledger
