// SPDX-License-Identifier: Apache-2.0
// A release that is stopped at any write of ledger or database: killed, or the disk is full. Nothing of it is in, or
// all of it; the same command finishes it, once.
#include <cerrno>

#include "release_hub.h"

namespace bouclier::airlock {
namespace {

using test::Hub;
using test::ReleaseHub;

size_t Remembered(ReleaseHub& hub) {
  size_t rows = 0;
  for (const auto& [key, value] : hub.AllRows()) rows += key.first == "airlock.memory" ? 1 : 0;
  return rows;
}

// No release without its memory, no memory without its release.
void ExpectWhole(ReleaseHub& hub, const char* when) {
  const auto read = hub.Read();
  ASSERT_TRUE(read.ok()) << when << ": " << read.error().message;
  const bool released = read->progress().stage == Stage::kReleased;
  EXPECT_EQ(Remembered(hub), released ? 1u : 0u) << when;
  EXPECT_EQ(read->released().empty(), !released) << when;
  if (!released) {
    EXPECT_EQ(read->progress().stage, Stage::kOpen) << when;
    EXPECT_TRUE(read->progress().approved()) << when;
  }
}

// What a person does: settles (each command begins with it), types the command again, and takes the file.
void Finish(ReleaseHub& hub) {
  const auto unsettled = hub.Read();
  if (!unsettled.ok()) {
    EXPECT_EQ(unsettled.error().code, ErrorCode::kConflict) << unsettled.error().message;
    const auto judged = hub.Check(ReleaseHub::Weeks());
    ASSERT_FALSE(judged.ok()) << "a release that may be in is not overlooked";
    EXPECT_EQ(judged.error().code, ErrorCode::kConflict) << judged.error().message;
  }
  EXPECT_LE(Remembered(hub), 1u);
  hub.Recover();
  ExpectWhole(hub, "settled");
  const auto again = hub.Release(hub.ToRelease());
  if (!again.ok()) {
    EXPECT_EQ(again.error().message, "release submission: it was released already");
  }
  ExpectWhole(hub, "finished");
  const auto file = hub.HandOut();
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto verified = hub.Verify(*file);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->certificate.GetCount("release").value(), 1u);
  size_t done = 0;
  const auto entries = hub.trail->Read(0, 1000).value();
  for (const ports::LoggedEntry& entry : entries) done += entry.action == "airlock.release.done" ? 1 : 0;
  EXPECT_EQ(done, 1u);
}

TEST(ReleaseStops, F27_AStopOfTheDatabaseAtAnyStepIsFinishedByTheSameCommand) {
  for (const auto fault : {state::StateFault::kFailBefore, state::StateFault::kFailAfter}) {
    uint64_t stopped = 0;
    for (uint64_t step = 0; step < 100; ++step) {
      ReleaseHub hub;
      hub.Approved();
      hub.state.SetFaultHook(state::StopAtStep(step, fault));
      const auto released = hub.Release(hub.ToRelease());
      hub.state.SetFaultHook({});
      if (released.ok()) break;
      ++stopped;
      Finish(hub);
    }
    EXPECT_GE(stopped, 5u) << "begin, state, text, memory, marker, commit";
    EXPECT_LT(stopped, 100u);
  }
}

TEST(ReleaseStops, F27_AStopOfTheLedgerAtAnyWriteIsFinishedByTheSameCommand) {
  using At = ledger::StoppingFileSystem::At;
  for (const int error_number : {EIO, ENOSPC}) {
    for (const auto at : {At::kBefore, At::kAfter}) {
      uint64_t stopped = 0;
      for (uint64_t write = 0; write < 200; ++write) {
        ReleaseHub hub;
        hub.Approved();
        hub.files.at = at;
        hub.files.error_number = error_number;
        hub.files.stop_at = hub.files.writes + write;
        const auto released = hub.Release(hub.ToRelease());
        hub.files.stop_at = UINT64_MAX;
        if (released.ok()) break;
        if (error_number == ENOSPC) {
          EXPECT_EQ(released.error().code, ErrorCode::kExhausted) << released.error().message;
        }
        ++stopped;
        Finish(hub);
      }
      EXPECT_GE(stopped, 9u) << "three entries of several writes each";
      EXPECT_LT(stopped, 200u);
    }
  }
}

// One failure, not a stop: the disk had room again for the next write.
TEST(ReleaseStops, F27_OneFailedWriteOfTheDatabaseThatWasDoneOrNotDone) {
  for (const auto fault : {state::StateFault::kFailBefore, state::StateFault::kFailAfter}) {
    for (uint64_t failing = 0; failing < 100; ++failing) {
      ReleaseHub hub;
      hub.Approved();
      hub.state.SetFaultHook(
          [&](state::StateStep, uint64_t number) { return number == failing ? fault : state::StateFault::kNone; });
      const auto released = hub.Release(hub.ToRelease());
      const bool reached = hub.state.Steps() > failing;
      hub.state.SetFaultHook({});
      if (!reached) break;
      if (released.ok()) {
        ExpectWhole(hub, "went on");
        continue;
      }
      Finish(hub);
    }
  }
}

// The certificate key's token is away: nothing was recorded, nothing is in.
class AbsentSigner final : public ports::Signer {
 public:
  const PublicKey& public_key() const override { return key_.public_key(); }
  Result<Bytes> Sign(ByteView) override { return Error(ErrorCode::kUnavailable, "sign: the token is gone"); }

 private:
  ledger::SoftwareSigner key_{9};
};

TEST(ReleaseStops, WithoutTheCertificateKeyNothingIsRecorded) {
  ReleaseHub hub;
  hub.Approved();
  const uint64_t size = hub.trail->Size().value();
  AbsentSigner absent;
  DeskParts parts = hub.Parts();
  parts.certificate_key = &absent;
  auto book = hub.Book();
  auto committer = hub.Committer();
  EXPECT_EQ(ReleaseDesk(book, parts).Release(committer, hub.ToRelease()).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(hub.trail->Size().value(), size);
  ExpectWhole(hub, "before");
  Finish(hub);
}

// A file signed by another key than the entry binds is accepted by nobody.
TEST(ReleaseStops, AFileWithAnotherReleasesReceiptIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  const auto first = hub.Release(hub.ToRelease()).value();
  const SubmissionId other = hub.Approved(test::kOtherProject);
  const auto second = hub.Release(hub.ToRelease(ReleaseHub::Weeks(), other)).value();
  const std::string mixed = ledger::WriteCertificate(first.document(), second.receipt().text());
  EXPECT_FALSE(ledger::VerifyCertificate(mixed, hub.trail->vkey()).ok());
  const auto entries = hub.trail->Read(0, 1000).value();
  size_t intents = 0;
  for (const ports::LoggedEntry& entry : entries) {
    if (entry.action != "airlock.release.intent") continue;
    ++intents;
    // The intent binds the same text; it does not say that the release was done.
    const std::string file = ledger::WriteCertificate(intents == 1 ? first.document() : second.document(),
                                                      hub.trail->ReceiptOf(entry.index).value());
    const auto certificate = ledger::VerifyCertificate(file, hub.trail->vkey());
    ASSERT_TRUE(certificate.ok()) << certificate.error().message;
    EXPECT_EQ(ledger::CheckRelease(*certificate).error().code, ErrorCode::kCorruption);
  }
  EXPECT_EQ(intents, 2u);
}

}  // namespace
}  // namespace bouclier::airlock
