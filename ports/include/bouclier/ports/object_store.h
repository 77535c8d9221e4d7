// SPDX-License-Identifier: Apache-2.0
// Where sealed bodies rest: a host that is never trusted. Keys are ASCII paths chosen by the vault. Only the portable
// floor is relied upon: PUT, GET with range, HEAD, DELETE, list, multipart. ETags are opaque. Implementations are
// thread-safe. The conformance suite is tests/conformance/object_store_suite.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

struct StoredObject {
  std::string key;
  uint64_t size = 0;
};
struct StorePage {
  std::vector<StoredObject> objects;  // in the host's order
  std::string next_token;             // empty: the end
};
struct PendingUpload {
  std::string key;
  std::string upload_id;
};
// What is put. A caller that has hashed the bytes says so, and the store need not hash them for its signature: a wrong
// digest is refused by the host, like altered bytes.
struct OutgoingBody {
  OutgoingBody() = default;
  OutgoingBody(ByteView body, std::optional<Digest32> sha256_of_body = std::nullopt)
      : bytes(body), sha256(sha256_of_body) {}
  OutgoingBody(const Bytes& body) : bytes(body) {}
  ByteView bytes;  // not owned
  std::optional<Digest32> sha256;
};
struct UploadedPart {
  uint32_t number = 0;  // 1…
  std::string etag;
  uint64_t size = 0;
};

// What the host can do beyond the floor, and its limits: found by probe or known by profile.
struct HostCapabilities {
  uint64_t min_part_size = 5ull << 20;  // all parts but the last
  uint64_t max_part_size = 5ull << 30;
  uint32_t max_parts = 10'000;
  bool can_delete = true;  // learned from a refusal
  bool can_abort = true;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  virtual std::string Describe() const = 0;
  virtual HostCapabilities Capabilities() = 0;
  // Errors of every call: unauthenticated, denied (the message names the missing right), unavailable, deadline;
  // not_found for a missing key, upload or bucket. A write that failed without an answer has retry kUnknownOutcome:
  // read back before acting.
  virtual Result<void> Put(const std::string& key, const OutgoingBody& body) = 0;
  virtual Result<Bytes> Get(const std::string& key, uint64_t offset,
                            uint64_t length) = 0;  // exactly that range; corruption else
  virtual Result<uint64_t> Size(const std::string& key) = 0;
  virtual Result<void> Delete(const std::string& key) = 0;  // absent is fine
  virtual Result<StorePage> List(const std::string& prefix, const std::string& token) = 0;

  virtual Result<std::string> BeginUpload(const std::string& key) = 0;  // upload id
  virtual Result<UploadedPart> UploadPart(const std::string& key, const std::string& upload_id, uint32_t number,
                                          const OutgoingBody& body) = 0;
  virtual Result<void> CompleteUpload(const std::string& key, const std::string& upload_id,
                                      const std::vector<UploadedPart>& parts) = 0;
  virtual Result<void> AbortUpload(const std::string& key, const std::string& upload_id) = 0;  // absent is fine
  virtual Result<std::vector<PendingUpload>> ListUploads(const std::string& prefix) = 0;       // all pages
  virtual Result<std::vector<UploadedPart>> ListParts(const std::string& key, const std::string& upload_id) = 0;
};

}  // namespace bouclier::ports
