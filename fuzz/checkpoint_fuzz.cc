// SPDX-License-Identifier: Apache-2.0
// Checkpoint texts, verifier keys and notes: what parses has one encoding.
#include <cstdlib>

#include "bouclier/ledger/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto checkpoint = ledger::ParseCheckpointTextUnverified(text);
  if (checkpoint.ok() &&
      checkpoint->origin + "\n" + std::to_string(checkpoint->size) + "\n" + Base64(checkpoint->root) + "\n" != text)
    std::abort();
  const auto vkey = ledger::ParseVkey(text);
  if (vkey.ok() && ledger::FormatVkey(*vkey) != text && ledger::FormatVkey(*vkey) + "\n" != text) std::abort();
  static const ledger::Vkey stranger{"example.eu/judged", {SignatureAlgorithm::kEd25519, Bytes(32, 7)}};
  if (ledger::OpenCheckpoint(text, stranger).ok()) std::abort();
  return 0;
}
