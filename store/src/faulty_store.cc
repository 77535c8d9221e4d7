// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/faulty_store.h"

#include <utility>

#include "fault_play.h"

namespace bouclier::store {

namespace {

class FaultyStore final : public ports::ObjectStore {
 public:
  FaultyStore(ports::ObjectStore& inner, FaultScript& script) : inner_(inner), script_(script) {}

  std::string Describe() const override { return inner_.Describe(); }
  ports::HostCapabilities Capabilities() override { return inner_.Capabilities(); }

  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override {
    return PlayCall(script_, "put", Effect::kWrites, [&](const std::optional<Fault>& fault) {
      return fault.has_value() ? inner_.Put(key, Damaged(body.bytes, fault)) : inner_.Put(key, body);
    });
  }
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override {
    return PlayCall(script_, "get", Effect::kReads, [&](const std::optional<Fault>& fault) -> Result<Bytes> {
      BOUCLIER_TRY(Bytes body, inner_.Get(key, offset, length));
      return fault.has_value() ? Damaged(body, fault) : std::move(body);
    });
  }
  Result<uint64_t> Size(const std::string& key) override {
    return PlayCall(script_, "size", Effect::kReads, [&](const auto&) { return inner_.Size(key); });
  }
  Result<void> Delete(const std::string& key) override {
    return PlayCall(script_, "delete", Effect::kWrites, [&](const auto&) { return inner_.Delete(key); });
  }
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override {
    return PlayCall(script_, "list", Effect::kReads, [&](const auto&) { return inner_.List(prefix, token); });
  }
  Result<std::string> BeginUpload(const std::string& key) override {
    return PlayCall(script_, "begin", Effect::kWrites, [&](const auto&) { return inner_.BeginUpload(key); });
  }
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& id, uint32_t number,
                                         const ports::OutgoingBody& body) override {
    return PlayCall(script_, "part", Effect::kWrites, [&](const std::optional<Fault>& fault) {
      return fault.has_value() ? inner_.UploadPart(key, id, number, Damaged(body.bytes, fault))
                               : inner_.UploadPart(key, id, number, body);
    });
  }
  Result<void> CompleteUpload(const std::string& key, const std::string& id,
                              const std::vector<ports::UploadedPart>& parts) override {
    return PlayCall(script_, "complete", Effect::kWrites,
                    [&](const auto&) { return inner_.CompleteUpload(key, id, parts); });
  }
  Result<void> AbortUpload(const std::string& key, const std::string& id) override {
    return PlayCall(script_, "abort", Effect::kWrites, [&](const auto&) { return inner_.AbortUpload(key, id); });
  }
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override {
    return PlayCall(script_, "uploads", Effect::kReads, [&](const auto&) { return inner_.ListUploads(prefix); });
  }
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& id) override {
    return PlayCall(script_, "parts", Effect::kReads, [&](const auto&) { return inner_.ListParts(key, id); });
  }

 private:
  ports::ObjectStore& inner_;
  FaultScript& script_;
};

}  // namespace

std::unique_ptr<ports::ObjectStore> MakeFaultyStore(ports::ObjectStore& inner, FaultScript& script) {
  return std::make_unique<FaultyStore>(inner, script);
}

}  // namespace bouclier::store
