// SPDX-License-Identifier: Apache-2.0
// A release: the certificate of an output that left, signed by the hub's certificate key, with the output in it;
// vouched for by the ledger like any certificate. Pure. docs/formats/release.md.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/crypto/jws.h"
#include "bouclier/ledger/receipt.h"

namespace bouclier::ledger {

// The form, what its members must say of each other, and the output's digests. No signature is verified.
struct ReleaseDocument {
  crypto::Jws jws;
  crypto::Json certificate;  // its payload
  std::string csv, svg;      // the output
};
// **Errors:** corruption, naming what is wrong; unsupported: another version.
Result<ReleaseDocument> ParseReleaseDocument(std::string_view text);

// True when a certificate's document is a release, or says so: then nothing but CheckRelease may accept it.
bool IsRelease(const crypto::Json& document);

// What VerifyCertificate accepted, as a release: its entry says that the release was done and binds the key, and that
// key signed. **Errors:** corruption, unsupported, unauthenticated (signature).
Result<ReleaseDocument> CheckRelease(const VerifiedCertificate& certificate);

// Which part of the output these bytes are: `csv` or `svg`. **Errors:** corruption: neither.
Result<std::string> MatchOutput(const ReleaseDocument& release, std::string_view bytes);

}  // namespace bouclier::ledger
