// SPDX-License-Identifier: Apache-2.0
// An ObjectStore in memory, for tests and for models of a host: it holds what a host would hold and nothing else.
// Thread-safe.
#pragma once

#include <map>

#include "bouclier/base/mutex.h"
#include "bouclier/ports/object_store.h"

namespace bouclier::store {

class MemoryObjectStore final : public ports::ObjectStore {
 public:
  explicit MemoryObjectStore(ports::HostCapabilities limits = TinyParts(), size_t page_size = 1000)
      : limits_(limits), page_size_(page_size) {}
  // Parts of any size: what a host would refuse is not what most tests are about.
  static ports::HostCapabilities TinyParts();

  std::string Describe() const override { return "memory"; }
  ports::HostCapabilities Capabilities() override { return limits_; }
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override;
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override;
  Result<uint64_t> Size(const std::string& key) override;
  Result<void> Delete(const std::string& key) override;
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override;
  Result<std::string> BeginUpload(const std::string& key) override;
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& upload_id, uint32_t number,
                                         const ports::OutgoingBody& body) override;
  Result<void> CompleteUpload(const std::string& key, const std::string& upload_id,
                              const std::vector<ports::UploadedPart>& parts) override;
  Result<void> AbortUpload(const std::string& key, const std::string& upload_id) override;
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override;
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& upload_id) override;

 private:
  struct Part {
    std::string etag;
    Bytes body;
  };
  struct Upload {
    std::string key;
    std::map<uint32_t, Part> parts;
  };
  Result<Upload*> Find(const std::string& key, const std::string& upload_id) BOUCLIER_REQUIRES(mutex_);

  const ports::HostCapabilities limits_;
  const size_t page_size_;
  Mutex mutex_;
  std::map<std::string, Bytes> objects_ BOUCLIER_GUARDED_BY(mutex_);
  std::map<std::string, Upload> uploads_ BOUCLIER_GUARDED_BY(mutex_);
  uint64_t next_id_ BOUCLIER_GUARDED_BY(mutex_) = 1;
};

}  // namespace bouclier::store
