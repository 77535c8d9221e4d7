// SPDX-License-Identifier: Apache-2.0
// AWS Signature Version 4, header form, as S3 wants it: the path is signed as it is sent, neither normalised nor
// encoded twice. Pure functions and a thread-safe signer.
// **Source:** "Signature Version 4 for API requests" (IAM user guide). Vectors: the aws-c-auth suite (test data
// `sigv4/`).
#pragma once

#include <string>

#include "bouclier/base/mutex.h"
#include "bouclier/base/secret_bytes.h"
#include "http_message.h"

namespace bouclier::store {

struct SigV4Scope {
  std::string region;
  std::string service;
};

// The canonical request: `headers` are all that is signed, Host included; the query is sorted here.
std::string CanonicalRequest(std::string_view method, const std::string& path, std::vector<QueryParameter> query,
                             const std::vector<Header>& headers, const std::string& payload_hash);
// `host;x-amz-date`: the names of the signed headers.
std::string SignedHeaderNames(const std::vector<Header>& headers);
// `amz_date` is 20150830T123600Z.
std::string StringToSign(const std::string& amz_date, const SigV4Scope& scope, const std::string& canonical_request);
// The key of one day (`date` is 20150830), region and service.
SecretBytes SigningKey(const SecretBytes& secret, const std::string& date, const SigV4Scope& scope);
std::string Signature(const SecretBytes& signing_key, const std::string& string_to_sign);
std::string AmzDate(TimePoint time);

enum class PayloadSigning : uint8_t {
  kSigned,           // the body's SHA-256 is signed: the server refuses a body that changed on the way
  kUnsignedOverTls,  // "UNSIGNED-PAYLOAD" with Content-MD5, for bodies; only ever over TLS
};

// **Secrets:** holds the secret key and the key of the current day; both wiped with it.
class SigV4Signer : public RequestSigner {
 public:
  SigV4Signer(std::string access_key, SecretBytes secret, SigV4Scope scope, PayloadSigning payload);
  Authorisation Sign(const HttpRequest& request, const std::string& host, TimePoint now) const override;

 private:
  std::string SignatureOf(const std::string& amz_date, const std::string& canonical_request) const;

  const std::string access_key_;
  const SecretBytes secret_;
  const SigV4Scope scope_;
  const PayloadSigning payload_;
  mutable Mutex mutex_;  // the key of the day is made by whoever needs it first
  mutable std::string key_date_ BOUCLIER_GUARDED_BY(mutex_);
  mutable SecretBytes key_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::store
