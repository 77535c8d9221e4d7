// SPDX-License-Identifier: Apache-2.0
// A host in memory that keeps everything it ever received, may be edited like a hostile one, and stops by plan. Test
// support.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "bouclier/crypto/hash.h"
#include "bouclier/ports/object_store.h"
#include "stop_plan.h"

namespace bouclier::vault::test {

class MemoryHost final : public ports::ObjectStore {
 public:
  explicit MemoryHost(StopPlan* plan) : plan_(plan) {}
  std::string Describe() const override { return "memory"; }
  ports::HostCapabilities Capabilities() override { return capabilities; }

  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override {
    const std::lock_guard lock(mutex_);
    return plan_->Write([&]() -> Result<void> {
      BOUCLIER_TRY_VOID(CheckDigest(body));
      bytes_received += body.bytes.size();
      received[key].insert(ToBytes(body.bytes));
      objects[key] = ToBytes(body.bytes);
      return {};
    });
  }
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override {
    const std::lock_guard lock(mutex_);
    BOUCLIER_TRY_VOID(plan_->Read());
    ++gets;
    const auto found = objects.find(key);
    if (found == objects.end()) return Error(ErrorCode::kNotFound, "test: no such key");
    if (offset > found->second.size() || length > found->second.size() - offset)
      return Error(ErrorCode::kCorruption, "test: the body ends before the range");
    return ToBytes(ByteView(found->second).subspan(offset, length));
  }
  Result<uint64_t> Size(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    BOUCLIER_TRY_VOID(plan_->Read());
    const auto found = objects.find(key);
    if (found == objects.end()) return Error(ErrorCode::kNotFound, "test: no such key");
    return uint64_t{found->second.size()};
  }
  Result<void> Delete(const std::string& key) override {
    if (!may_delete) return Error(ErrorCode::kDenied, "test: no right Delete");
    return plan_->Write([&]() -> Result<void> {
      objects.erase(key);
      return {};
    });
  }
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override {
    BOUCLIER_TRY_VOID(plan_->Read());
    ports::StorePage page;
    for (auto at = token.empty() ? objects.lower_bound(prefix) : objects.upper_bound(token); at != objects.end();
         ++at) {
      if (!at->first.starts_with(prefix)) break;
      page.objects.push_back({at->first, at->second.size()});
      if (page.objects.size() == 2 && std::next(at) != objects.end()) {
        page.next_token = at->first;
        break;
      }
    }
    return page;
  }

  Result<std::string> BeginUpload(const std::string& key) override {
    std::string id;
    BOUCLIER_TRY_VOID(plan_->Write([&]() -> Result<void> {
      id = "upload-" + std::to_string(++upload_count_);
      uploads[id] = {key, {}, {}};
      return {};
    }));
    return id;
  }
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& id, uint32_t number,
                                         const ports::OutgoingBody& body) override {
    const std::lock_guard lock(mutex_);
    std::string etag;
    BOUCLIER_TRY_VOID(plan_->Write([&]() -> Result<void> {
      const auto found = uploads.find(id);
      if (found == uploads.end() || found->second.key != key)
        return Error(ErrorCode::kNotFound, "test: no such upload");
      BOUCLIER_TRY_VOID(CheckDigest(body));
      bytes_received += body.bytes.size();
      received[key + "#" + std::to_string(number)].insert(ToBytes(body.bytes));
      found->second.parts[number] = ToBytes(body.bytes);
      etag = "etag-" + std::to_string(number) + (etag_per_send ? "-" + std::to_string(++sends_) : "");
      found->second.etags[number] = etag;
      return {};
    }));
    return ports::UploadedPart{number, etag, body.bytes.size()};
  }
  Result<void> CompleteUpload(const std::string& key, const std::string& id,
                              const std::vector<ports::UploadedPart>& parts) override {
    return plan_->Write([&]() -> Result<void> {
      const auto found = uploads.find(id);
      if (found == uploads.end()) return Error(ErrorCode::kNotFound, "test: no such upload");
      Bytes body;
      for (const ports::UploadedPart& part : parts) {
        if (!found->second.parts.contains(part.number))
          return Error(ErrorCode::kInvalidArgument, "test: a part is missing");
        if (found->second.etags[part.number] != part.etag)
          return Error(ErrorCode::kConflict, "test: a part has another etag");
        Append(body, found->second.parts[part.number]);
      }
      objects[key] = std::move(body);
      uploads.erase(found);
      return {};
    });
  }
  Result<void> AbortUpload(const std::string&, const std::string& id) override {
    if (!may_abort) return Error(ErrorCode::kDenied, "test: no right Abort");
    return plan_->Write([&]() -> Result<void> {
      uploads.erase(id);
      return {};
    });
  }
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override {
    BOUCLIER_TRY_VOID(plan_->Read());
    std::vector<ports::PendingUpload> out;
    for (const auto& [id, upload] : uploads)
      if (upload.key.starts_with(prefix)) out.push_back({upload.key, id});
    return out;
  }
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string&, const std::string& id) override {
    BOUCLIER_TRY_VOID(plan_->Read());
    if (!may_list_parts) return Error(ErrorCode::kDenied, "test: no right ListParts");
    const auto found = uploads.find(id);
    if (found == uploads.end()) return Error(ErrorCode::kNotFound, "test: no such upload");
    std::vector<ports::UploadedPart> out;
    for (const auto& [number, body] : found->second.parts)
      out.push_back({number, found->second.etags[number], body.size()});
    return out;
  }

  struct Upload {
    std::string key;
    std::map<uint32_t, Bytes> parts;
    std::map<uint32_t, std::string> etags;
  };
  std::map<std::string, Bytes> objects;
  std::map<std::string, Upload> uploads;
  std::map<std::string, std::set<Bytes>> received;  // by key, or key#part: every body ever sent there
  uint64_t bytes_received = 0, gets = 0;
  uint64_t told_digests = 0;  // of bodies that came with theirs
  ports::HostCapabilities capabilities;
  bool etag_per_send = false;  // as hosts do that encrypt at rest: the same bytes, another ETag
  bool may_delete = true, may_abort = true, may_list_parts = true;

 private:
  Result<void> CheckDigest(const ports::OutgoingBody& body) {
    if (!body.sha256) return {};
    if (*body.sha256 != crypto::Sha256::Of(body.bytes))
      return Error(ErrorCode::kCorruption, "test: the body has another digest than told");
    ++told_digests;
    return {};
  }

  StopPlan* plan_;
  uint64_t sends_ = 0;
  std::mutex mutex_;  // received, objects, parts
  uint64_t upload_count_ = 0;
};

}  // namespace bouclier::vault::test
