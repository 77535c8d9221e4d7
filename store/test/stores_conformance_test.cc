// SPDX-License-Identifier: Apache-2.0
// Every ObjectStore of this room against the one suite.
#include "bouclier/store/faulty_store.h"
#include "bouclier/store/local_store.h"
#include "bouclier/store/memory_store.h"
#include "conformance/object_store_suite.h"
#include "real_servers.h"
#include "temporary_folder.h"

namespace bouclier::conformance {

namespace {

using store::TemporaryFolder;

// A decorated store needs its inner one and its script to live as long; a local one its folder. The suite lets go of a
// store before its keeper.
struct Kept : ports::ObjectStore {
  TemporaryFolder folder;
  store::FaultScript no_faults;
  std::unique_ptr<ports::ObjectStore> inner, outer;
  std::string Describe() const override { return outer->Describe(); }
  ports::HostCapabilities Capabilities() override { return outer->Capabilities(); }
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override { return outer->Put(key, body); }
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override {
    return outer->Get(key, offset, length);
  }
  Result<uint64_t> Size(const std::string& key) override { return outer->Size(key); }
  Result<void> Delete(const std::string& key) override { return outer->Delete(key); }
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override {
    return outer->List(prefix, token);
  }
  Result<std::string> BeginUpload(const std::string& key) override { return outer->BeginUpload(key); }
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& id, uint32_t number,
                                         const ports::OutgoingBody& body) override {
    return outer->UploadPart(key, id, number, body);
  }
  Result<void> CompleteUpload(const std::string& key, const std::string& id,
                              const std::vector<ports::UploadedPart>& parts) override {
    return outer->CompleteUpload(key, id, parts);
  }
  Result<void> AbortUpload(const std::string& key, const std::string& id) override {
    return outer->AbortUpload(key, id);
  }
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override {
    return outer->ListUploads(prefix);
  }
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& id) override {
    return outer->ListParts(key, id);
  }
};

MadeStore MakeMemory() { return {std::make_unique<store::MemoryObjectStore>(), "", ""}; }
MadeStore MakeLocal() {
  auto kept = std::make_unique<Kept>();
  kept->outer = std::move(store::OpenLocalStore(kept->folder.path())).value();
  return {std::move(kept), "", ""};
}
MadeStore MakeFaultless() {
  auto kept = std::make_unique<Kept>();
  kept->inner = std::make_unique<store::MemoryObjectStore>();
  kept->outer = store::MakeFaultyStore(*kept->inner, kept->no_faults);
  return {std::move(kept), "", ""};
}

MadeStore MakeS3(const std::string& option_prefix) {
  static int runs = 0;
  store::S3Options options = store::RealS3Options();
  if (options.endpoint.empty()) return {nullptr, store::kNoS3, ""};
  const std::string own = store::RunName() + "-" + std::to_string(runs++) + "/";
  if (!option_prefix.empty()) options.prefix = option_prefix + own;
  auto made = store::OpenS3Store(options, store::SecretFrom(store::Environment("BOUCLIER_TEST_S3_SECRET_KEY_FILE")),
                                 store::AllowAll());
  EXPECT_TRUE(made.ok()) << made.error().message;
  if (!made.ok()) return {nullptr, "the S3 server cannot be used", ""};
  const bool by_key_only = !store::Environment("BOUCLIER_TEST_S3_LISTS_UPLOADS_BY_KEY_ONLY").empty();
  return {std::move(made).value(), "", option_prefix.empty() ? own : "",
          by_key_only ? UploadListing::kByKeyOnly : UploadListing::kByPrefix};
}

INSTANTIATE_TEST_SUITE_P(Every, ObjectStoreSuite,
                         testing::Values(StoreUnderTest{"memory", &MakeMemory}, StoreUnderTest{"local", &MakeLocal},
                                         StoreUnderTest{"faulty_without_faults", &MakeFaultless},
                                         StoreUnderTest{"s3", [] { return MakeS3(""); }},
                                         StoreUnderTest{"s3_under_prefix", [] { return MakeS3("hub/"); }}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace

}  // namespace bouclier::conformance
