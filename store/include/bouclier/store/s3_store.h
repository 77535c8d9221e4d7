// SPDX-License-Identifier: Apache-2.0
// An S3-compatible host as an ObjectStore, by the portable floor only: PUT, GET with range, HEAD, DELETE,
// ListObjectsV2, multipart. Buckets are neither created nor listed; an ETag is never taken for a digest. Thread-safe.
// The host is never trusted: what it answers is checked for shape here and for content in room vault.
#pragma once

#include <memory>
#include <string>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/ports/placement.h"
#include "bouclier/store/http_options.h"

namespace bouclier::store {

enum class S3Payload : uint8_t {
  kSigned,           // SHA-256 of each body in its signature
  kUnsignedOverTls,  // Content-MD5 instead; refused over plain http
};

struct S3Options {
  std::string endpoint;              // https://s3.fr-par.scw.cloud
  std::string region = "us-east-1";  // as the host names it
  std::string bucket;
  std::string prefix;      // put before every key; "" or ends in "/"
  std::string access_key;  // the public half of the credential
  S3Payload payload = S3Payload::kSigned;
  ports::EndpointUse use = ports::EndpointUse::kHost;
  ports::HostCapabilities limits;  // from the host's profile
  HttpOptions http;
};

// `secret`: the secret key as text (blanks around it are passed over). No request is made before the first call.
// **Errors:** invalid_argument, denied (the guard refuses the endpoint).
Result<std::unique_ptr<ports::ObjectStore>> OpenS3Store(const S3Options& options, SecretBytes secret,
                                                        const ports::PlacementGuard& guard);

}  // namespace bouclier::store
