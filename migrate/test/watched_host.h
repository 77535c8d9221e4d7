// SPDX-License-Identifier: Apache-2.0
// A host in memory that stops by plan, may lack rights, and remembers what was sent to it: how many bytes, and under
// which key which bodies. Test support; thread-safe.
#pragma once

#include <map>
#include <set>

#include "bouclier/crypto/hash.h"
#include "bouclier/store/memory_store.h"
#include "stop_switch.h"

namespace bouclier::migrate::test {

class WatchedHost final : public ports::ObjectStore {
 public:
  explicit WatchedHost(StopSwitch& stop) : stop_(stop) {}
  std::string Describe() const override { return "memory"; }
  ports::HostCapabilities Capabilities() override { return inner.Capabilities(); }
  Result<void> Put(const std::string& key, ByteView body) override {
    return stop_.Write([&] {
      Note(key, body);
      return inner.Put(key, body);
    });
  }
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    return inner.Get(key, offset, length);
  }
  Result<uint64_t> Size(const std::string& key) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    return inner.Size(key);
  }
  Result<void> Delete(const std::string& key) override {
    return stop_.Write([&] { return inner.Delete(key); });
  }
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    return inner.List(prefix, token);
  }
  Result<std::string> BeginUpload(const std::string& key) override {
    return stop_.Write([&] { return inner.BeginUpload(key); });
  }
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& id, uint32_t number,
                                         ByteView body) override {
    return stop_.Write([&] {
      Note(key + "#" + std::to_string(number), body);
      return inner.UploadPart(key, id, number, body);
    });
  }
  Result<void> CompleteUpload(const std::string& key, const std::string& id,
                              const std::vector<ports::UploadedPart>& parts) override {
    return stop_.Write([&] { return inner.CompleteUpload(key, id, parts); });
  }
  Result<void> AbortUpload(const std::string& key, const std::string& id) override {
    if (!may_abort) return Error(ErrorCode::kDenied, "abort upload: the key has no right Abort", "", Retry::kAfterFix);
    return stop_.Write([&] { return inner.AbortUpload(key, id); });
  }
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    return inner.ListUploads(prefix);
  }
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& id) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    return inner.ListParts(key, id);
  }

  std::vector<std::string> Keys() {
    std::vector<std::string> keys;
    std::string token;
    do {
      const ports::StorePage page = inner.List("", token).value();
      for (const ports::StoredObject& object : page.objects) keys.push_back(object.key);
      token = page.next_token;
    } while (!token.empty());
    return keys;
  }
  // Every (key, nonce) pair of every segment ever sent seals one plaintext: under one host key, one body.
  size_t MostBodiesUnderOneKey() {
    const std::lock_guard lock(mutex_);
    size_t most = 0;
    for (const auto& [key, bodies] : sent_) most = std::max(most, bodies.size());
    return most;
  }
  uint64_t bytes_sent() {
    const std::lock_guard lock(mutex_);
    return bytes_sent_;
  }
  // Start nonces of all bodies and of all parts ever sent: none may occur twice under different keys.
  size_t NonceReuses() {
    const std::lock_guard lock(mutex_);
    size_t reuses = 0;
    for (const auto& [nonce, keys] : nonces_) reuses += keys.size() > 1 ? 1 : 0;
    return reuses;
  }

  store::MemoryObjectStore inner;
  bool may_abort = true;

 private:
  void Note(const std::string& key, ByteView body) {
    const std::lock_guard lock(mutex_);
    bytes_sent_ += body.size();
    sent_[key].insert(crypto::Sha256::Of(body));
    if (body.size() >= 12) nonces_[ToBytes(body.first(12))].insert(key);
  }
  StopSwitch& stop_;
  std::mutex mutex_;  // guards the rest
  std::map<std::string, std::set<Digest32>> sent_;
  std::map<Bytes, std::set<std::string>> nonces_;
  uint64_t bytes_sent_ = 0;
};

}  // namespace bouclier::migrate::test
