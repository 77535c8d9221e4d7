// SPDX-License-Identifier: Apache-2.0
#include "host_put.h"

namespace bouclier::vault {

Result<void> PutSameBytes(ports::ObjectStore& store, const std::string& key, const ports::OutgoingBody& body) {
  auto put = store.Put(key, body);
  if (!put.ok() && put.error().retry == Retry::kUnknownOutcome) return store.Put(key, body);
  return put;
}

Result<ports::UploadedPart> SendSameBytes(ports::ObjectStore& store, const std::string& key,
                                          const std::string& upload_id, uint32_t number,
                                          const ports::OutgoingBody& body) {
  auto sent = store.UploadPart(key, upload_id, number, body);
  if (!sent.ok() && sent.error().retry == Retry::kUnknownOutcome) return store.UploadPart(key, upload_id, number, body);
  return sent;
}

Result<void> CompleteOnce(ports::ObjectStore& store, const std::string& key, const std::string& upload_id,
                          const std::vector<ports::UploadedPart>& parts, uint64_t length) {
  auto completed = store.CompleteUpload(key, upload_id, parts);
  if (completed.ok()) return completed;
  if (completed.error().retry != Retry::kUnknownOutcome && completed.error().code != ErrorCode::kNotFound)
    return completed;
  if (const auto size = store.Size(key); size.ok() && *size == length) return {};
  return completed;
}

}  // namespace bouclier::vault
