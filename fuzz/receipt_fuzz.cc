// SPDX-License-Identifier: Apache-2.0
// Receipts: what parses has one encoding, and no text is accepted under a key whose signature it does not carry.
#include <cstdlib>

#include "bouclier/ledger/receipt.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto receipt = ledger::ParseReceipt(text);
  if (receipt.ok() && ledger::WriteReceipt(*receipt) != text) std::abort();
  static const ledger::Vkey vkey{"example.eu/judged", {SignatureAlgorithm::kEd25519, Bytes(32, 7)}};
  if (ledger::VerifyReceipt(text, vkey).ok() || ledger::VerifyCertificate(text, vkey).ok()) std::abort();
  return 0;
}
