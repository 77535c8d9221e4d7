// SPDX-License-Identifier: Apache-2.0
// A host in memory that stops by plan, may lack rights, and remembers what was sent to it: how many bytes, and under
// which key which bodies. Test support; thread-safe.
#pragma once

#include <map>
#include <set>

#include "bouclier/crypto/hash.h"
#include "bouclier/store/memory_store.h"
#include "bouclier/vault/layout.h"
#include "stop_switch.h"

namespace bouclier::migrate::test {

class WatchedHost final : public ports::ObjectStore {
 public:
  explicit WatchedHost(StopSwitch& stop) : stop_(stop) {}
  std::string Describe() const override { return "memory"; }
  ports::HostCapabilities Capabilities() override { return inner.Capabilities(); }
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override {
    return stop_.Write([&] {
      Note(key, body.bytes);
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
                                         const ports::OutgoingBody& body) override {
    return stop_.Write([&] {
      Note(key + "#" + std::to_string(number), body.bytes);
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
    if (!may_list_uploads) return Error(ErrorCode::kDenied, "list uploads: no such right", "", Retry::kAfterFix);
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
  // Under one host key, one body, however often it was sent.
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
  // A part, or a small body: how often the one sent most often was.
  size_t MostSendsOfOnePart() {
    const std::lock_guard lock(mutex_);
    size_t most = 0;
    for (const auto& [place, sends] : sends_) most = std::max(most, sends);
    return most;
  }
  // Over every segment ever sent. An attempt has a host key and a DEK of its own, so the one stands for the other: a
  // (key, nonce) pair that sealed two segments counts, and so does a nonce seen under two keys.
  size_t NonceReuses() {
    const std::lock_guard lock(mutex_);
    size_t reuses = pairs_reused_;
    for (const auto& [nonce, keys] : nonces_) reuses += keys.size() > 1 ? 1 : 0;
    return reuses;
  }
  size_t pairs() {
    const std::lock_guard lock(mutex_);
    return pairs_.size();
  }

  store::MemoryObjectStore inner;
  bool may_abort = true, may_list_uploads = true;

 private:
  void Note(const std::string& key, ByteView body) {
    const std::lock_guard lock(mutex_);
    bytes_sent_ += body.size();
    sent_[key].insert(crypto::Sha256::Of(body));
    ++sends_[key];
    NoteSegments(key.substr(0, key.find('#')), body);
  }
  void NoteSegments(const std::string& key, ByteView body) {
    for (size_t at = 0; at < body.size(); at += vault::kSegmentSealed) {
      const ByteView segment = body.subspan(at, std::min<size_t>(vault::kSegmentSealed, body.size() - at));
      const Bytes nonce = ToBytes(segment.first(crypto::kNonceSize));
      nonces_[nonce].insert(key);
      // Two plaintexts under one pair have two tags.
      const auto [known, fresh] = pairs_.emplace(std::pair(key, nonce), ToBytes(segment.last(crypto::kTagSize)));
      if (!fresh && !Equal(known->second, segment.last(crypto::kTagSize))) ++pairs_reused_;
    }
  }
  StopSwitch& stop_;
  std::mutex mutex_;  // guards the rest
  std::map<std::string, std::set<Digest32>> sent_;
  std::map<std::string, size_t> sends_;
  std::map<Bytes, std::set<std::string>> nonces_;
  std::map<std::pair<std::string, Bytes>, Bytes> pairs_;  // (key, nonce) → tag
  size_t pairs_reused_ = 0;
  uint64_t bytes_sent_ = 0;
};

}  // namespace bouclier::migrate::test
