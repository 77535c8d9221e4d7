// SPDX-License-Identifier: Apache-2.0
// One line of a manifest: what became of one unit. Canonical JSON with a salted leaf, checked offline by a stranger.
// docs/formats/manifest.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/crypto/json.h"
#include "bouclier/crypto/merkle.h"
#include "bouclier/vault/object_meta.h"

namespace bouclier::vault {

enum class Outcome : uint8_t { kMoved, kRefused, kLost };
std::string_view OutcomeName(Outcome outcome);

struct ManifestLine {
  ByteArray<16> leaf_salt{};
  BatchId batch;  // set by Committer
  Outcome outcome = Outcome::kMoved;
  std::string reason;  // a code; empty when moved
  std::string source, name, snapshot, validator;
  uint64_t size = 0;
  std::optional<ByteArray<16>> source_md5;
  Md5Status md5_status = Md5Status::kAbsent;
  std::vector<std::string> property_losses;  // codes, sorted
  // Moved only:
  std::optional<ObjectId> object;
  uint64_t generation = 0;
  Digest32 sha256{};
  uint64_t segments = 0;
  std::string format;  // "bouclier/sealed/v1"
  uint32_t kek_version = 0;
  std::string destination;
  std::string verified_at;  // RFC 3339; empty: not yet re-read
  bool operator==(const ManifestLine&) const = default;
};

class PreparedObject;
// The line of a prepared object: `verified_at`, `property_losses` are the caller's. Fresh salt.
ManifestLine MovedLine(const PreparedObject& object);
// A refused or lost unit. Fresh salt.
ManifestLine UnmovedLine(Outcome outcome, std::string reason, std::string source, std::string name,
                         std::string snapshot, uint64_t size);

std::string LineText(const ManifestLine& line);         // canonical JSON, no newline
Result<ManifestLine> ParseLine(std::string_view text);  // **Errors:** corruption
// RFC 6962 leaf hash whose leaf data are SHA-256(salt ‖ canonical line without `leaf_salt`).
crypto::MerkleHash LineLeaf(const ManifestLine& line);

}  // namespace bouclier::vault
