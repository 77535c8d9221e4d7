// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/checkpoint.h"

#include <algorithm>

#include "bouclier/ledger/decimal.h"
#include "line_cursor.h"

namespace bouclier::ledger {
namespace {

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read checkpoint: " + why); }

}  // namespace

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const Vkey& vkey, ports::Signer& signer) {
  return SignNote(checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + Base64(checkpoint.root) + "\n",
                  vkey, signer);
}

Result<Checkpoint> ParseCheckpointTextUnverified(std::string_view text) {
  LineCursor lines(text);
  Checkpoint out;
  BOUCLIER_TRY(const std::string_view origin, lines.Next());
  BOUCLIER_TRY(const std::string_view size, lines.Next());
  BOUCLIER_TRY(const std::string_view root, lines.Next());
  if (!lines.at_end()) return Bad("it has extension lines");
  if (origin.empty()) return Bad("it has no origin");
  const Result<uint64_t> number = ParseDecimal(size);
  if (!number.ok()) return Bad("the size is not a decimal number");
  const Result<Bytes> hash = ParseBase64(root);
  if (!hash.ok() || hash->size() != out.root.size()) return Bad("the root is not canonical base64 of 32 bytes");
  out.origin = std::string(origin);
  out.size = *number;
  std::copy(hash->begin(), hash->end(), out.root.begin());
  return out;
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const Vkey& vkey) {
  if (note.size() > kCheckpointLimit) return Bad("it is too long");
  BOUCLIER_TRY(const std::string text, OpenNote(note, vkey));
  BOUCLIER_TRY(Checkpoint checkpoint, ParseCheckpointTextUnverified(text));
  if (checkpoint.origin != vkey.name) return Bad("the origin is another log's");
  return checkpoint;
}

}  // namespace bouclier::ledger
