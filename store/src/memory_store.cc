// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/memory_store.h"

#include <utility>

#include "key_check.h"

namespace bouclier::store {

namespace {

Error NoSuchObject(const std::string& what) { return Error(ErrorCode::kNotFound, what + ": no such object"); }

}  // namespace

ports::HostCapabilities MemoryObjectStore::TinyParts() {
  ports::HostCapabilities limits;
  limits.min_part_size = 1;
  return limits;
}

Result<void> MemoryObjectStore::Put(const std::string& key, const ports::OutgoingBody& body) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const MutexLock lock(mutex_);
  objects_[key] = ToBytes(body.bytes);
  return {};
}

Result<Bytes> MemoryObjectStore::Get(const std::string& key, uint64_t offset, uint64_t length) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const MutexLock lock(mutex_);
  const auto it = objects_.find(key);
  if (it == objects_.end()) return NoSuchObject("get object");
  const Bytes& body = it->second;
  if (offset > body.size() || length > body.size() - offset)
    return Error(ErrorCode::kCorruption, "get object: the object is shorter than recorded").WithContext(key);
  const auto first = body.begin() + static_cast<int64_t>(offset);
  return Bytes(first, first + static_cast<int64_t>(length));
}

Result<uint64_t> MemoryObjectStore::Size(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const MutexLock lock(mutex_);
  const auto it = objects_.find(key);
  if (it == objects_.end()) return NoSuchObject("look at object");
  return it->second.size();
}

Result<void> MemoryObjectStore::Delete(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const MutexLock lock(mutex_);
  objects_.erase(key);
  return {};
}

Result<ports::StorePage> MemoryObjectStore::List(const std::string& prefix, const std::string& token) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  const MutexLock lock(mutex_);
  ports::StorePage page;
  auto it = token.empty() ? objects_.lower_bound(prefix) : objects_.upper_bound(token);
  for (; it != objects_.end() && it->first.compare(0, prefix.size(), prefix) == 0; ++it) {
    if (page.objects.size() == page_size_) {
      page.next_token = page.objects.back().key;
      return page;
    }
    page.objects.push_back({it->first, it->second.size()});
  }
  return page;
}

Result<std::string> MemoryObjectStore::BeginUpload(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const MutexLock lock(mutex_);
  const std::string id = "upload-" + std::to_string(next_id_++);
  uploads_[id].key = key;
  return id;
}

Result<MemoryObjectStore::Upload*> MemoryObjectStore::Find(const std::string& key, const std::string& upload_id) {
  const auto it = uploads_.find(upload_id);
  if (it == uploads_.end() || it->second.key != key) return Error(ErrorCode::kNotFound, "use upload: no such upload");
  return &it->second;
}

Result<ports::UploadedPart> MemoryObjectStore::UploadPart(const std::string& key, const std::string& upload_id,
                                                          uint32_t number, const ports::OutgoingBody& body) {
  if (number == 0 || number > limits_.max_parts)
    return Error(ErrorCode::kInvalidArgument, "upload part: the host takes no part of that number");
  const MutexLock lock(mutex_);
  BOUCLIER_TRY(Upload * upload, Find(key, upload_id));
  const std::string etag = "\"" + std::to_string(next_id_++) + "\"";
  upload->parts[number] = {etag, ToBytes(body.bytes)};
  return ports::UploadedPart{number, etag, body.bytes.size()};
}

Result<void> MemoryObjectStore::CompleteUpload(const std::string& key, const std::string& upload_id,
                                               const std::vector<ports::UploadedPart>& parts) {
  const MutexLock lock(mutex_);
  BOUCLIER_TRY(Upload * upload, Find(key, upload_id));
  Bytes whole;
  uint32_t previous = 0;
  for (const ports::UploadedPart& part : parts) {
    const auto it = upload->parts.find(part.number);
    const bool usable = it != upload->parts.end() && it->second.etag == part.etag && part.number > previous &&
                        (&part == &parts.back() || it->second.body.size() >= limits_.min_part_size);
    if (!usable) return Error(ErrorCode::kConflict, "complete upload: the host does not accept the parts");
    previous = part.number;
    Append(whole, it->second.body);
  }
  objects_[key] = std::move(whole);
  uploads_.erase(upload_id);
  return {};
}

Result<void> MemoryObjectStore::AbortUpload(const std::string& key, const std::string& upload_id) {
  const MutexLock lock(mutex_);
  if (Find(key, upload_id).ok()) uploads_.erase(upload_id);
  return {};
}

Result<std::vector<ports::PendingUpload>> MemoryObjectStore::ListUploads(const std::string& prefix) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  const MutexLock lock(mutex_);
  std::vector<ports::PendingUpload> out;
  for (const auto& [id, upload] : uploads_) {
    if (upload.key.compare(0, prefix.size(), prefix) == 0) out.push_back({upload.key, id});
  }
  return out;
}

Result<std::vector<ports::UploadedPart>> MemoryObjectStore::ListParts(const std::string& key,
                                                                      const std::string& upload_id) {
  const MutexLock lock(mutex_);
  BOUCLIER_TRY(Upload * upload, Find(key, upload_id));
  std::vector<ports::UploadedPart> out;
  for (const auto& [number, part] : upload->parts) out.push_back({number, part.etag, part.body.size()});
  return out;
}

}  // namespace bouclier::store
