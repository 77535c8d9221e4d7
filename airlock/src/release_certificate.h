// SPDX-License-Identifier: Apache-2.0
// The payload of a release and its signed text. docs/formats/release.md.
#pragma once

#include "bouclier/airlock/release_desk.h"
#include "bouclier/crypto/json.h"

namespace bouclier::airlock {

struct CertificateFacts {
  const Submission& submission;
  const TwoReviews& reviews;
  const ReleaseRequest& request;
  const Assessment& assessment;
  DatasetId base;
  uint64_t release = 0;
  Digest32 memory;  // the release memory that was compared with: DigestOf its releases
  std::string query_digest;
  std::string csv, svg;
};
// **Errors:** internal: table or chart is not UTF-8.
Result<crypto::Json> WriteReleasePayload(const CertificateFacts& facts);

// **Errors:** those of the signer.
Result<std::string> SignRelease(ports::Signer& signer, const crypto::Json& payload);

// What a signed text of ours says; the ledger's digest of it was compared already. **Errors:** corruption.
struct SignedRelease {
  Verdict verdict = Verdict::kRefused;
  std::string csv, svg;
};
Result<SignedRelease> ReadSignedRelease(std::string_view text);

}  // namespace bouclier::airlock
