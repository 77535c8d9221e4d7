// SPDX-License-Identifier: Apache-2.0
// The release file's reader: what it takes has one encoding and output whose digests it states; nothing is accepted
// under a key that signed nothing. Seeds are payloads, signed texts and whole files.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/ledger/release_file.h"

using namespace bouclier;

namespace {

void CheckRead(const ledger::ReleaseDocument& read) {
  const crypto::Json* output = read.certificate.Find("output");
  for (const auto& [name, text] : {std::pair{"csv", &read.csv}, std::pair{"svg", &read.svg}}) {
    BOUCLIER_CHECK(output->Find(name)->GetString("sha256").value() == Hex(crypto::Sha256::Of(AsBytes(*text))));
    BOUCLIER_CHECK(ledger::MatchOutput(read, *text).ok());
  }
  BOUCLIER_CHECK(read.certificate.Canonical() == AsText(read.jws.payload));
  BOUCLIER_CHECK(read.certificate.Find("reviews")->if_array()->size() == 2);
}

// As a payload behind a signature that nobody made: mutations reach the form without keeping base64 whole.
std::string Wrapped(ByteView payload) {
  return crypto::WriteJws(
      {"bouclier-release+jws", ToBytes(payload), {{"SHA256:nobody", SignatureAlgorithm::kEd25519, Bytes(64, 7)}}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  const auto wrapped = ledger::ParseReleaseDocument(Wrapped({data, size}));
  if (wrapped.ok()) {
    CheckRead(*wrapped);
    ledger::VerifiedCertificate unsigned_one;
    unsigned_one.document = crypto::Json::ParseCanonical(Wrapped({data, size})).value();
    unsigned_one.receipt.entry.action = "airlock.released";
    unsigned_one.receipt.entry.entry_class = ports::EntryClass::kOutput;
    unsigned_one.receipt.entry.body =
        crypto::Json(crypto::Json::Object{{"certificate_key", std::string(64, '0')}}).Canonical();
    BOUCLIER_CHECK(!ledger::CheckRelease(unsigned_one).ok());
  }
  const auto read = ledger::ParseReleaseDocument(text);
  if (read.ok()) {
    CheckRead(*read);
    BOUCLIER_CHECK(crypto::WriteJws(read->jws) == text);
  }
  static const ledger::Vkey vkey{"example.eu/judged", {SignatureAlgorithm::kEd25519, Bytes(32, 7)}};
  BOUCLIER_CHECK(!ledger::VerifyCertificate(text, vkey).ok());
  return 0;
}
