// SPDX-License-Identifier: Apache-2.0
// Check, host move, re-wrap, doors, keys.
#include "bouclier/vault/host_move.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::RandomId;
using test::StopKind;
using test::TestHub;

struct Filled {
  TestHub hub;
  std::map<ObjectId, Bytes> content;
  Filled() {
    for (uint64_t size : {0ull, 100ull, 70'000ull, 16'777'300ull}) {
      const Bytes plain = Pattern(size, size);
      content[hub.Store("file-" + std::to_string(size), plain)] = plain;
    }
  }
};

TEST(Check, CountsEverythingAndFindsNothingOnAHonestHost) {
  Filled filled;
  uint64_t told = 0;
  const CheckReport report =
      CheckBodies(filled.hub.state, filled.hub.host, CheckDepth::kLeaves, 2, [&](const CheckProgress& at) {
        told = at.objects_done;
        EXPECT_EQ(at.objects, 4u);
      }).value();
  EXPECT_EQ(report.objects, 4u);
  EXPECT_EQ(told, 4u);
  EXPECT_EQ(report.leaves, 4u);  // 0, 1, 1, 2
  EXPECT_TRUE(report.findings.empty());
}

TEST(Check, HostThatIsDownIsAnErrorNotAFinding) {
  Filled filled;
  filled.hub.plan.StopAt(1, StopKind::kBefore);
  static_cast<void>(filled.hub.host.Put("x", Bytes(1)).ok());
  EXPECT_EQ(CheckBodies(filled.hub.state, filled.hub.host, CheckDepth::kLeaves, 1, {}).error().code,
            ErrorCode::kUnavailable);
}

TEST(Check, QuickSeesLengthsOnlyFullSeesEveryLeaf) {
  Filled filled;
  for (auto& [key, body] : filled.hub.host.objects)
    if (body.size() > kLeafSealed) body[kLeafSealed + 50] ^= 1;
  EXPECT_TRUE(CheckBodies(filled.hub.state, filled.hub.host, CheckDepth::kLengths, 1, {}).value().findings.empty());
  const CheckReport report = CheckBodies(filled.hub.state, filled.hub.host, CheckDepth::kLeaves, 1, {}).value();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].error.message, "check body: leaf 1 is not as recorded");
}

TEST(Move, CopiesBodiesAsTheyAreWithoutKeys) {
  Filled filled;
  test::MemoryHost next(&filled.hub.plan);
  const JobId job = RandomId<JobId>();
  const MoveReport report = MoveBodies(filled.hub.state, filled.hub.host, next, job, 2, {}).value();
  EXPECT_EQ(report.objects, 4u);
  EXPECT_EQ(report.copied, 4u);
  EXPECT_EQ(next.objects, filled.hub.host.objects);
  EXPECT_EQ(MoveBodies(filled.hub.state, filled.hub.host, next, job, 2, {}).value().bytes_copied, 0u);
}

TEST(Move, DamagedBodyIsNamedAndTheOthersMove) {
  Filled filled;
  for (auto& [key, body] : filled.hub.host.objects)
    if (body.size() > 60'000 && body.size() < 100'000) body[7] ^= 1;
  test::MemoryHost next(&filled.hub.plan);
  const MoveReport report = MoveBodies(filled.hub.state, filled.hub.host, next, RandomId<JobId>(), 1, {}).value();
  EXPECT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.objects, 3u);
  EXPECT_EQ(next.objects.size(), 3u);
}

TEST(Move, F1StoppedAtEveryWriteGoesOnAndSendsAtMostOnePartTwice) {
  Filled filled;
  filled.hub.host.capabilities.max_parts = 1000;
  uint64_t total = 0;
  for (const auto& [key, body] : filled.hub.host.objects) total += body.size();
  for (uint64_t write = 1; write <= 8; ++write) {
    for (StopKind kind : {StopKind::kBefore, StopKind::kAfter}) {
      SCOPED_TRACE(write);
      test::MemoryHost next(&filled.hub.plan);
      const JobId job = RandomId<JobId>();
      filled.hub.plan.StopAt(write, kind);
      static_cast<void>(MoveBodies(filled.hub.state, filled.hub.host, next, job, 1, {}).ok());
      filled.hub.plan.Revive();
      ASSERT_TRUE(MoveBodies(filled.hub.state, filled.hub.host, next, job, 1, {}).ok());
      EXPECT_EQ(next.objects, filled.hub.host.objects);
      EXPECT_TRUE(next.uploads.empty());
      EXPECT_LE(next.bytes_received, total + kLeafSealed);
    }
  }
}

TEST(Rewrap, EveryRecordMovesToTheNewKeyAndTheOldOneIsForgotten) {
  Filled filled;
  TestHub& hub = filled.hub;
  const DatasetKeysPtr old_keys = hub.keys;
  {
    auto transaction = hub.state.Begin().value();
    EXPECT_EQ(ForgetOldVersions(*transaction, hub.dataset).value(), 0u);
    hub.keys = DatasetKeys::BeginRewrap(*transaction, hub.wrapper, hub.dataset).value();
    ASSERT_TRUE(transaction->Commit().ok());
  }
  EXPECT_EQ(hub.keys->newest_version(), 2u);
  {
    auto transaction = hub.state.Begin().value();
    EXPECT_EQ(ForgetOldVersions(*transaction, hub.dataset).error().code, ErrorCode::kPrecondition);
    EXPECT_EQ(DatasetKeys::BeginRewrap(*transaction, hub.wrapper, hub.dataset).value()->newest_version(), 2u)
        << "taken up, not doubled";
  }
  const std::map<std::string, Bytes> bodies = hub.host.objects;
  const uint64_t calls = hub.wrapper.TokenCalls();
  EXPECT_EQ(RewrapDataset(hub.state, *hub.keys).value().records, 4u);
  EXPECT_EQ(RewrapDataset(hub.state, *hub.keys).value().records, 0u);
  EXPECT_EQ(hub.wrapper.TokenCalls(), calls);
  {
    auto transaction = hub.state.Begin().value();
    EXPECT_EQ(ForgetOldVersions(*transaction, hub.dataset).value(), 1u);
    ASSERT_TRUE(transaction->Commit().ok());
  }
  const auto reader = hub.state.Read().value();
  hub.keys = DatasetKeys::Open(*reader, hub.wrapper, hub.dataset).value();
  EXPECT_EQ(hub.keys->versions(), std::vector<uint32_t>{2});
  EXPECT_EQ(hub.host.objects, bodies) << "no body is touched";
  for (const auto& [object, plain] : filled.content) EXPECT_EQ(hub.ReadWhole(object).value(), plain);
  EXPECT_TRUE(ObjectIndex(*reader).FindByName(*hub.keys, "file-100").value().has_value()) << "names are still found";
  EXPECT_EQ(ManifestBook(*reader, {hub.keys}).Totals(hub.manifest).value().moved, 4u) << "the manifest still opens";
  // One who still holds the old keys cannot commit under them.
  hub.keys = old_keys;
  EXPECT_EQ(hub.CommitOne(hub.Bring(RandomId<ObjectId>(), 1, "late", Pattern(10, 1)).value()).error().code,
            ErrorCode::kConflict);
}

TEST(Rewrap, OpenUploadGoesOnUnderTheNewKey) {
  TestHub hub;
  const Bytes plain = Pattern(kLeafPlain + 100, 1);
  UploadRequest request;
  request.object = RandomId<ObjectId>();
  request.plaintext_length = plain.size();
  request.max_leaves_per_part = 1;
  {
    auto session = UploadSession::Begin(hub.Target(), request).value();
    ASSERT_TRUE(session->PutPart(ByteView(plain).first(kLeafPlain)).ok());
  }
  auto transaction = hub.state.Begin().value();
  hub.keys = DatasetKeys::BeginRewrap(*transaction, hub.wrapper, hub.dataset).value();
  ASSERT_TRUE(transaction->Commit().ok());
  ASSERT_TRUE(RewrapDataset(hub.state, *hub.keys).ok());
  transaction = hub.state.Begin().value();
  ASSERT_TRUE(ForgetOldVersions(*transaction, hub.dataset).ok());
  ASSERT_TRUE(transaction->Commit().ok());
  hub.keys = DatasetKeys::Open(*hub.state.Read().value(), hub.wrapper, hub.dataset).value();
  auto session = UploadSession::Resume(hub.Target(), request).value();
  EXPECT_EQ(session->NextPart()->part, 1u);
  ASSERT_TRUE(session->PutPart(ByteView(plain).subspan(kLeafPlain)).ok());
  ASSERT_TRUE(hub.CommitOne(session->Finish(TestHub::Meta("big")).value()).ok());
  EXPECT_EQ(hub.ReadWhole(request.object).value(), plain);
}

TEST(Doors, OpenOnlyWhatTheReceiptIsAbout) {
  TestHub hub;
  const ObjectId object = hub.Store("a", Pattern(10, 1));
  const ObjectId other = hub.Store("b", Pattern(10, 2));
  const auto reader = hub.state.Read().value();
  ReadRequest request;
  request.state = reader.get();
  request.store = &hub.host;
  request.keys = hub.keys;
  request.object = object;
  const auto receipt = [&](const char* action, crypto::Json::Object body) {
    return hub.ledger.RecordOne({ports::EntryClass::kAccess, action, 1, crypto::Json(std::move(body)).Canonical()})
        .value();
  };
  const std::string dataset = hub.dataset.ToString();
  const crypto::Json::Object right{{"dataset", dataset}, {"object", object.ToString()}, {"generation", 1}};
  EXPECT_TRUE(OpenForStewardOnly(receipt(kObjectGetAction, right), request).ok());
  EXPECT_TRUE(OpenForExportOnly(receipt(kObjectExportAction, right), request).ok());
  EXPECT_TRUE(OpenForMigrationOnly(receipt(kMigrationVerifyAction, {{"dataset", dataset}}), request).ok());

  const auto denied = [](const auto& result) { return !result.ok() && result.error().code == ErrorCode::kDenied; };
  EXPECT_TRUE(denied(OpenForExportOnly(receipt(kObjectGetAction, right), request)));
  EXPECT_TRUE(denied(OpenForStewardOnly(receipt("object.get.done", right), request)));
  EXPECT_TRUE(denied(OpenForStewardOnly(
      receipt(kObjectGetAction, {{"dataset", dataset}, {"object", other.ToString()}, {"generation", 1}}), request)));
  EXPECT_TRUE(denied(OpenForStewardOnly(
      receipt(kObjectGetAction, {{"dataset", dataset}, {"object", object.ToString()}, {"generation", 2}}), request)));
  EXPECT_TRUE(denied(
      OpenForStewardOnly(receipt(kObjectGetAction, {{"dataset", dataset}, {"object", object.ToString()}}), request)));
  EXPECT_TRUE(denied(
      OpenForMigrationOnly(receipt(kMigrationVerifyAction, {{"dataset", RandomId<DatasetId>().ToString()}}), request)));
  EXPECT_TRUE(
      denied(OpenForMigrationOnly(receipt(kMigrationVerifyAction, {{"datasets", crypto::Json::Array{}}}), request)));
  request.object = RandomId<ObjectId>();
  EXPECT_EQ(OpenForMigrationOnly(receipt(kMigrationVerifyAction, {{"dataset", dataset}}), request).error().code,
            ErrorCode::kNotFound);
}

TEST(DatasetKeys, CostTwoTokenCallsAVersionAndAreBoundToTheirDataset) {
  TestHub hub;
  EXPECT_EQ(hub.wrapper.TokenCalls(), 2u);
  auto transaction = hub.state.Begin().value();
  EXPECT_EQ(DatasetKeys::Create(*transaction, hub.wrapper, hub.dataset).error().code, ErrorCode::kConflict);
  EXPECT_EQ(DatasetKeys::Open(*transaction, hub.wrapper, RandomId<DatasetId>()).error().code, ErrorCode::kNotFound);
  // Another dataset's wrap put in its place is refused.
  const DatasetId other = RandomId<DatasetId>();
  ASSERT_TRUE(DatasetKeys::Create(*transaction, hub.wrapper, other).ok());
  const Bytes mine = WithBe64(ToBytes(hub.dataset.bytes), 1), theirs = WithBe64(ToBytes(other.bytes), 1);
  ASSERT_TRUE(transaction->Put("vault_kek", mine, *transaction->Get("vault_kek", theirs).value()).ok());
  EXPECT_EQ(DatasetKeys::Open(*transaction, hub.wrapper, hub.dataset).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace bouclier::vault
