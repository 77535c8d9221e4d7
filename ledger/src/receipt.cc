// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/receipt.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/ledger/decimal.h"
#include "line_cursor.h"

namespace bouclier::ledger {
namespace {

constexpr std::string_view kReceiptLine = "bouclier.receipt/v1";
constexpr std::string_view kCertificateLine = "bouclier.certificate/v1";
constexpr std::string_view kProofLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kIndexWord = "index ";
constexpr size_t kMaxProof = 64;

Error Bad(const std::string& what, const std::string& why) {
  return Error(ErrorCode::kCorruption, "read " + what + ": " + why);
}

Result<void> Expect(LineCursor& lines, std::string_view expected, const std::string& what) {
  BOUCLIER_TRY(const std::string_view line, lines.Next());
  if (line != expected)
    return Bad(what, expected.empty() ? "an empty line is missing" : "it does not say " + std::string(expected));
  return {};
}

Result<crypto::MerkleHash> ParseHash(std::string_view line) {
  const Result<Bytes> bytes = ParseBase64(line);
  crypto::MerkleHash hash;
  if (!bytes.ok() || bytes->size() != hash.size()) return Bad("receipt", "a hash is not canonical base64 of 32 bytes");
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

}  // namespace

std::string WriteReceipt(const Receipt& receipt) {
  std::string out = std::string(kReceiptLine) + "\n" + std::string(AsText(receipt.entry)) + "\n\n";
  out += std::string(kProofLine) + "\n" + std::string(kIndexWord) + std::to_string(receipt.index) + "\n";
  for (const crypto::MerkleHash& hash : receipt.proof) out += Base64(hash) + "\n";
  return out + "\n" + receipt.checkpoint;
}

Result<Receipt> ParseReceipt(std::string_view text) {
  LineCursor lines(text);
  Receipt out;
  BOUCLIER_TRY_VOID(Expect(lines, kReceiptLine, "receipt"));
  BOUCLIER_TRY(const std::string_view entry, lines.Next());
  if (entry.size() > kEntryLimit) return Bad("receipt", "the entry is too long");
  out.entry = ToBytes(AsBytes(entry));
  BOUCLIER_TRY_VOID(Expect(lines, "", "receipt"));
  BOUCLIER_TRY_VOID(Expect(lines, kProofLine, "receipt"));
  BOUCLIER_TRY(std::string_view index, lines.Next());
  if (!index.starts_with(kIndexWord)) return Bad("receipt", "it has no index");
  const Result<uint64_t> number = ParseDecimal(index.substr(kIndexWord.size()));
  if (!number.ok()) return Bad("receipt", "the index is not a decimal number");
  out.index = *number;
  for (;;) {
    BOUCLIER_TRY(const std::string_view line, lines.Next());
    if (line.empty()) break;
    if (out.proof.size() == kMaxProof) return Bad("receipt", "the proof is too long");
    BOUCLIER_TRY(const crypto::MerkleHash hash, ParseHash(line));
    out.proof.push_back(hash);
  }
  if (lines.rest().size() > kCheckpointLimit) return Bad("receipt", "the checkpoint is too long");
  out.checkpoint = std::string(lines.rest());
  return out;
}

Result<VerifiedReceipt> VerifyReceipt(std::string_view text, const Vkey& vkey) {
  BOUCLIER_TRY(const Receipt receipt, ParseReceipt(text));
  VerifiedReceipt out;
  out.index = receipt.index;
  BOUCLIER_TRY(out.checkpoint, OpenCheckpoint(receipt.checkpoint, vkey));
  BOUCLIER_TRY_VOID(crypto::VerifyInclusion(receipt.index, out.checkpoint.size, crypto::MerkleLeaf(receipt.entry),
                                            out.checkpoint.root, receipt.proof));
  BOUCLIER_TRY(out.entry, ParseEntry(receipt.entry));
  return out;
}

std::string WriteCertificate(std::string_view document, std::string_view receipt) {
  return std::string(kCertificateLine) + "\n" + std::string(document) + "\n\n" + std::string(receipt);
}

Result<VerifiedCertificate> VerifyCertificate(std::string_view text, const Vkey& vkey) {
  LineCursor lines(text);
  BOUCLIER_TRY_VOID(Expect(lines, kCertificateLine, "certificate"));
  BOUCLIER_TRY(const std::string_view document, lines.Next());
  BOUCLIER_TRY_VOID(Expect(lines, "", "certificate"));
  VerifiedCertificate out;
  BOUCLIER_TRY(out.receipt, VerifyReceipt(lines.rest(), vkey));
  Result<crypto::Json> parsed = crypto::Json::ParseCanonical(document);
  if (!parsed.ok() || parsed->if_object() == nullptr)
    return Bad("certificate", "the document is not a canonical JSON object");
  out.document = std::move(parsed).value();
  BOUCLIER_TRY(const crypto::Json body, crypto::Json::ParseCanonical(out.receipt.entry.body));
  const Result<std::string> bound = body.GetString("certificate");
  if (!bound.ok() || *bound != Hex(crypto::Sha256::Of(AsBytes(document))))
    return Bad("certificate", "the ledger entry is about another document");
  return out;
}

}  // namespace bouclier::ledger
