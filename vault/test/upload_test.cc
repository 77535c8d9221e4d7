// SPDX-License-Identifier: Apache-2.0
// F1, F15, F19: uploads of several parts, stopped and taken up.
#include "bouclier/vault/check.h"
#include "points/every_point.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::StopKind;
using test::TestHub;

constexpr uint64_t kSize = 2 * kLeafPlain + 1234;  // three parts

const Bytes& Content() {
  static const Bytes content = Pattern(kSize, 5);
  return content;
}

UploadRequest Request(ObjectId object) {
  UploadRequest request;
  request.object = object;
  request.plaintext_length = kSize;
  request.validator = "\"0x8D\"";
  request.md5 = Md5Wanted::kYes;
  request.max_leaves_per_part = 1;
  return request;
}

ByteView Slice(const PartRange& range, const Bytes& content = Content()) {
  return ByteView(content).subspan(range.offset, range.length);
}

TEST(Upload, PartsAreWholeLeavesAndTheDigestsAreThoseOfThePlaintext) {
  TestHub hub;
  auto session = UploadSession::Begin(hub.Target(), Request(test::RandomId<ObjectId>())).value();
  EXPECT_EQ(session->part_count(), 3u);
  while (const auto range = session->NextPart()) ASSERT_TRUE(session->PutPart(Slice(*range)).ok());
  EXPECT_EQ(session->digest().sha256, crypto::Sha256::Of(Content()));
  EXPECT_EQ(session->digest().md5, crypto::Md5::Of(Content()));
  const ObjectId object = session->id().object;
  ASSERT_TRUE(hub.CommitOne(session->Finish(TestHub::Meta("big")).value()).ok());
  EXPECT_EQ(hub.ReadWhole(object).value(), Content());
  EXPECT_TRUE(hub.host.uploads.empty());
  for (const auto& [row, value] : hub.state.rows)
    EXPECT_FALSE(row.first.starts_with("vault_upload")) << "the commit closes the upload";
}

TEST(Upload, PartsMayBeSentByOtherThreadsInAnyOrder) {
  TestHub hub;
  auto session = UploadSession::Begin(hub.Target(), Request(test::RandomId<ObjectId>())).value();
  std::vector<UploadSession::SealedPart> parts;
  while (const auto range = session->NextPart()) parts.push_back(session->SealPart(Slice(*range)).value());
  EXPECT_EQ(session->Finish(TestHub::Meta("big")).error().code, ErrorCode::kPrecondition);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) ASSERT_TRUE(session->SendPart(*part).ok());
  EXPECT_TRUE(session->Finish(TestHub::Meta("big")).ok());
}

TEST(Upload, BodiesOfOneLeafComeWithTheirDigest) {
  TestHub hub;
  auto request = Request(test::RandomId<ObjectId>());
  auto session = UploadSession::Begin(hub.Target(), request).value();
  Bytes buffer(7, 'x');  // used again, whatever it held
  while (const auto range = session->NextPart()) {
    auto part = session->SealPart(Slice(*range), std::move(buffer)).value();
    ASSERT_TRUE(session->SendPart(part).ok());
    buffer = std::move(part.body);
  }
  EXPECT_EQ(hub.host.told_digests, session->part_count());
  ASSERT_TRUE(hub.CommitOne(session->Finish(TestHub::Meta("big")).value()).ok());
  EXPECT_EQ(hub.ReadWhole(request.object).value(), Content());
  request = {};
  request.object = test::RandomId<ObjectId>();
  request.plaintext_length = 3;
  auto small = SmallObject::Seal(hub.Target(), request, AsBytes("abc")).value();
  ASSERT_TRUE(small.Put(TestHub::Meta("small")).ok());
  EXPECT_EQ(hub.host.told_digests, session->part_count() + 1);
}

TEST(Upload, WrongLengthOfAPartIsRefused) {
  TestHub hub;
  auto session = UploadSession::Begin(hub.Target(), Request(test::RandomId<ObjectId>())).value();
  EXPECT_EQ(session->PutPart(ByteView(Content()).first(100)).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(UploadSession::Begin(hub.Target(), UploadRequest{}).error().code, ErrorCode::kInvalidArgument);
}

// F1: bytes sent ≤ 1.02 × size + one part, whatever the host lets us ask.
void StopAndGoOn(uint64_t stop_at, StopKind kind, bool may_list) {
  SCOPED_TRACE(stop_at);
  TestHub hub;
  hub.host.may_list_parts = may_list;
  const ObjectId object = test::RandomId<ObjectId>();
  hub.plan.StopAt(stop_at, kind);
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object));
    while (session.ok() && (*session)->NextPart())
      if (!(*session)->PutPart(Slice(*(*session)->NextPart())).ok()) break;
    if (session.ok()) static_cast<void>((*session)->Finish(TestHub::Meta("big")).ok());
  }
  hub.plan.Revive();
  auto session = UploadSession::ResumeOrBegin(hub.Target(), Request(object)).value();
  while (const auto range = session->NextPart()) ASSERT_TRUE(session->PutPart(Slice(*range)).ok());
  EXPECT_EQ(session->digest().sha256, crypto::Sha256::Of(Content()));
  ASSERT_TRUE(hub.CommitOne(session->Finish(TestHub::Meta("big")).value()).ok());
  EXPECT_LE(hub.host.bytes_received, kSize * 102 / 100 + kLeafSealed);
  for (const auto& [place, bodies] : hub.host.received)
    EXPECT_EQ(bodies.size(), 1u) << "never two bodies under one key";
  EXPECT_EQ(hub.ReadWhole(object).value(), Content());
}

TEST(F1KilledUpload, GoesOnAtPartLevelAndReadsNothingTwiceThatIsDone) {
  for (const bool may_list : {true, false}) {
    for (uint64_t stop_at = 1; stop_at <= 11; ++stop_at) {
      for (const StopKind kind : points::Kinds(stop_at, StopKind::kAfter, StopKind::kBefore))
        StopAndGoOn(stop_at, kind, may_list);
    }
  }
}

TEST(F1KilledUpload, ResumeNamesOnlyTheMissingParts) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
    ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
    const auto second = session->SealPart(Slice(*session->NextPart())).value();  // recorded, not sent
  }
  auto session = UploadSession::Resume(hub.Target(), Request(object)).value();
  EXPECT_EQ(session->parts_done_at_resume(), 1u);
  EXPECT_EQ(session->NextPart()->part, 1u);
  ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
  EXPECT_EQ(session->NextPart()->part, 2u);
  ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
  EXPECT_EQ(session->digest().md5, crypto::Md5::Of(Content()));
  EXPECT_TRUE(session->Finish(TestHub::Meta("big")).ok());
}

TEST(F1KilledUpload, PartTheHostLostIsSentAgain) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
    while (const auto range = session->NextPart()) ASSERT_TRUE(session->PutPart(Slice(*range)).ok());
  }
  hub.host.uploads.begin()->second.parts.erase(2);
  auto session = UploadSession::Resume(hub.Target(), Request(object)).value();
  EXPECT_EQ(session->NextPart()->part, 1u);
  ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
  ASSERT_TRUE(hub.CommitOne(session->Finish(TestHub::Meta("big")).value()).ok());
  EXPECT_EQ(hub.ReadWhole(object).value(), Content());
}

TEST(F1KilledUpload, ForgottenByTheHostBeginsAnewUnderANewKey) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  AttemptId first;
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
    ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
    first = session->id();
  }
  hub.host.uploads.clear();
  EXPECT_EQ(UploadSession::Resume(hub.Target(), Request(object)).error().code, ErrorCode::kPrecondition);
  const auto session = UploadSession::ResumeOrBegin(hub.Target(), Request(object)).value();
  EXPECT_NE(session->id().attempt, first.attempt);
  EXPECT_EQ(session->NextPart()->part, 0u);
}

// F19: another plaintext ⇒ another attempt ⇒ another DEK and host key.
TEST(F19NonceReuse, SourceThatChangedUnderAnotherValidatorNeverResumes) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
  }
  UploadRequest changed = Request(object);
  changed.validator = "\"0x9E\"";
  EXPECT_EQ(UploadSession::Resume(hub.Target(), changed).error().code, ErrorCode::kPrecondition);
  changed = Request(object);
  changed.plaintext_length += 1;
  EXPECT_EQ(UploadSession::Resume(hub.Target(), changed).error().code, ErrorCode::kPrecondition);
}

TEST(F19NonceReuse, SourceThatChangedUnderTheSameValidatorIsNotSent) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  {
    auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
    ASSERT_TRUE(session->SealPart(Slice(*session->NextPart())).ok());  // recorded; the kill comes before it is sent
  }
  const uint64_t received = hub.host.bytes_received;
  auto session = UploadSession::Resume(hub.Target(), Request(object)).value();
  const Bytes changed = Pattern(kSize, 6);
  EXPECT_EQ(session->PutPart(Slice(*session->NextPart(), changed)).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(hub.host.bytes_received, received);
  ASSERT_TRUE(session->Abandon().ok());
  EXPECT_EQ(UploadSession::Resume(hub.Target(), Request(object)).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(hub.host.uploads.empty());
}

TEST(F19NonceReuse, TwoRunsOfOneJobSendTheSameBytesOrNone) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  auto one = UploadSession::Begin(hub.Target(), Request(object)).value();
  auto two = UploadSession::Resume(hub.Target(), Request(object)).value();
  ASSERT_EQ(one->id(), two->id());
  ASSERT_TRUE(one->PutPart(Slice(*one->NextPart())).ok());
  EXPECT_TRUE(two->PutPart(Slice(*two->NextPart())).ok());
  ASSERT_TRUE(one->PutPart(Slice(*one->NextPart())).ok());
  const Bytes changed = Pattern(kSize, 6);
  EXPECT_EQ(two->PutPart(Slice(*two->NextPart(), changed)).error().code, ErrorCode::kPrecondition);
  for (const auto& [place, bodies] : hub.host.received) EXPECT_EQ(bodies.size(), 1u);
  // One of them gives up the attempt: the other cannot go on under its key.
  ASSERT_TRUE(two->Abandon().ok());
  EXPECT_FALSE(one->PutPart(Slice(*one->NextPart())).ok());
}

// The host gave the part another ETag when the other run sent it again: the recorded one completes nothing any more.
TEST(F19NonceReuse, PartBothRunsSentCompletesUnderTheETagTheHostHasNow) {
  TestHub hub;
  hub.host.etag_per_send = true;
  const ObjectId object = test::RandomId<ObjectId>();
  {
    auto one = UploadSession::Begin(hub.Target(), Request(object)).value();
    auto two = UploadSession::Resume(hub.Target(), Request(object)).value();
    ASSERT_TRUE(one->PutPart(Slice(*one->NextPart())).ok());
    ASSERT_TRUE(two->PutPart(Slice(*two->NextPart())).ok());
    while (const auto range = one->NextPart()) ASSERT_TRUE(one->PutPart(Slice(*range)).ok());
    EXPECT_EQ(one->Finish(TestHub::Meta("big")).error().code, ErrorCode::kConflict);
  }
  auto session = UploadSession::ResumeOrBegin(hub.Target(), Request(object)).value();
  while (const auto range = session->NextPart()) ASSERT_TRUE(session->PutPart(Slice(*range)).ok());
  auto finished = session->Finish(TestHub::Meta("big"));
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  ASSERT_TRUE(hub.CommitOne(std::move(finished).value()).ok());
  EXPECT_EQ(hub.ReadWhole(object).value(), Content());
  for (const auto& [place, bodies] : hub.host.received) EXPECT_EQ(bodies.size(), 1u);
}

// F15
TEST(F15OrphanUploads, AreCountedAndGoneWhereTheHostAllows) {
  TestHub hub;
  const ObjectId object = test::RandomId<ObjectId>();
  auto session = UploadSession::Begin(hub.Target(), Request(object)).value();
  ASSERT_TRUE(session->PutPart(Slice(*session->NextPart())).ok());
  EXPECT_EQ(SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).value().orphan_uploads, 0u)
      << "an open upload is nobody's orphan";
  hub.host.may_abort = false;
  ASSERT_TRUE(session->Abandon().ok());
  SweepReport report = SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).value();
  EXPECT_EQ(report.orphan_uploads, 1u);
  EXPECT_EQ(report.aborted, 0u);
  EXPECT_FALSE(report.may_abort);
  hub.host.may_abort = true;
  EXPECT_EQ(SweepOrphans(hub.state, hub.host, SweepMode::kList, {}).value().orphan_uploads, 1u);
  EXPECT_EQ(SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).value().aborted, 1u);
  EXPECT_TRUE(hub.host.uploads.empty());
}

TEST(F15OrphanUploads, BodiesNoRecordNamesAreListedAndDeletedOnlyWhenAsked) {
  TestHub hub;
  const ObjectId kept = hub.Store("a", Pattern(100, 1));
  ASSERT_TRUE(hub.Bring(test::RandomId<ObjectId>(), 1, "lost", Pattern(100, 2)).ok());  // no commit
  hub.host.objects["o/zz/foreign"] = Bytes(5);
  hub.host.objects["o/" + hub.BodyKey(kept).substr(2) + "/0"] = Bytes(5);
  hub.host.objects["elsewhere"] = Bytes(5);
  SweepReport report = SweepOrphans(hub.state, hub.host, SweepMode::kList, {}).value();
  EXPECT_EQ(report.listed, 4u);
  EXPECT_EQ(report.orphans, 3u);
  EXPECT_EQ(report.deleted, 0u);
  hub.host.may_delete = false;
  EXPECT_FALSE(SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).value().may_delete);
  hub.host.may_delete = true;
  EXPECT_EQ(SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).value().deleted, 3u);
  EXPECT_TRUE(hub.ReadWhole(kept).ok());
  EXPECT_TRUE(hub.host.objects.contains("elsewhere"));
}

}  // namespace
}  // namespace bouclier::vault
