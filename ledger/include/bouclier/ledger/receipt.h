// SPDX-License-Identifier: Apache-2.0
// Receipts and certificates: what proves, to anyone with the log's verifier key, that an entry is in the log. Pure. One
// encoding each: any changed byte is refused. docs/formats/receipt.md, docs/formats/certificate.md. **Source:**
// c2sp.org/tlog-proof.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/crypto/json.h"
#include "bouclier/crypto/merkle.h"
#include "bouclier/ledger/checkpoint.h"
#include "bouclier/ledger/entry.h"

namespace bouclier::ledger {

struct Receipt {
  Bytes entry;
  uint64_t index = 0;
  crypto::MerkleProof proof;
  std::string checkpoint;  // the signed note
};

std::string WriteReceipt(const Receipt& receipt);
// The form only; nothing is verified. **Errors:** corruption.
Result<Receipt> ParseReceipt(std::string_view text);

struct VerifiedReceipt {
  uint64_t index = 0;
  Entry entry;
  Checkpoint checkpoint;
};
// **Errors:** corruption (form, proof), unauthenticated (signature).
Result<VerifiedReceipt> VerifyReceipt(std::string_view text, const Vkey& vkey);

// `document` is a canonical JSON object whose SHA-256, in hex, is the member `certificate` of the receipt's entry body.
std::string WriteCertificate(std::string_view document, std::string_view receipt);
struct VerifiedCertificate {
  crypto::Json document;
  VerifiedReceipt receipt;
};
Result<VerifiedCertificate> VerifyCertificate(std::string_view text, const Vkey& vkey);

}  // namespace bouclier::ledger
