// SPDX-License-Identifier: Apache-2.0
// F28: the permit ends, is stopped or changes between submission, votes and release. Each step is refused with the true
// reason, and nothing of it is recorded as done. Beside it a book that asks no permit, which lets it through.
#include <functional>

#include "release_hub.h"

namespace bouclier::airlock {
namespace {

using test::kAuthor;
using test::kColleague;
using test::kFirst;
using test::kSecond;
using test::kThird;
using test::ReleaseHub;

struct Fault {
  const char* name;
  std::function<void(ReleaseHub&)> happens;
  const char* told;
  ErrorCode code = ErrorCode::kDenied;
};

const std::vector<Fault>& Faults() {
  static const std::vector<Fault> faults = {
      {"ended", [](ReleaseHub& hub) { hub.now = ParseTime("2099-01-01T00:00:00.000Z").value(); },
       "read under permit: the permit ended on 31 December 2098"},
      {"habilitation ended", [](ReleaseHub& hub) { hub.now = ParseTime("2051-01-01T00:00:00.000Z").value(); },
       "read under permit: this person's habilitation ended on 31 December 2050"},
      {"suspended",
       [](ReleaseHub& hub) {
         hub.life = {policy::Standing::kSuspended, {}, ParseTime("2026-02-01T00:00:00.000Z").value()};
       },
       "read under permit: the permit is suspended since 1 February 2026"},
      {"revoked",
       [](ReleaseHub& hub) {
         hub.life = {policy::Standing::kRevoked, {}, ParseTime("2026-02-01T00:00:00.000Z").value()};
       },
       "read under permit: the permit was revoked on 1 February 2026"},
      {"clock back",
       [](ReleaseHub& hub) {
         hub.life.changed = hub.now;
         hub.now -= std::chrono::hours(1);
       },
       "read under permit: the clock is before the permit's newest entry in the ledger"},
      {"author's access revoked", [](ReleaseHub& hub) { hub.actors[kAuthor].status = policy::ActorStatus::kRevoked; },
       "read under permit: this actor's access was revoked"},
      {"author not named", [](ReleaseHub& hub) { hub.permit = ReleaseHub::PermitOfThese({kColleague}); },
       "find permit: there is none of that id here", ErrorCode::kNotFound},
  };
  return faults;
}

struct Step {
  const char* name;
  std::function<void(ReleaseHub&)> before;
  std::function<Result<void>(ReleaseHub&)> run;
};

Result<void> Release(ReleaseHub& hub) {
  BOUCLIER_TRY(const ReleasedOutput released, hub.Release(hub.ToRelease()));
  static_cast<void>(released);
  return {};
}

const std::vector<Step>& Steps() {
  static const std::vector<Step> steps = {
      {"submit", [](ReleaseHub&) {},
       [](ReleaseHub& hub) -> Result<void> {
         auto committer = hub.Committer();
         BOUCLIER_TRY(const SubmissionId id, hub.Book().Submit(committer, hub.ToSubmit()));
         static_cast<void>(id);
         return {};
       }},
      {"change", [](ReleaseHub& hub) { hub.Submit(); }, [](ReleaseHub& hub) { return hub.Revise("other words"); }},
      {"first vote", [](ReleaseHub& hub) { hub.Submit(); }, [](ReleaseHub& hub) { return hub.Approve(kFirst); }},
      {"second vote",
       [](ReleaseHub& hub) {
         hub.Submit();
         ASSERT_TRUE(hub.Approve(kFirst).ok());
       },
       [](ReleaseHub& hub) { return hub.Approve(kSecond); }},
      {"release", [](ReleaseHub& hub) { hub.Approved(); }, Release},
  };
  return steps;
}

TEST(PermitFaults, F28_APermitThatEndsBetweenSubmissionVotesAndReleaseStopsEachStep) {
  for (const Fault& fault : Faults()) {
    for (const Step& step : Steps()) {
      ReleaseHub hub;
      step.before(hub);
      const auto rows = hub.AllRows();
      const uint64_t size = hub.trail->Size().value();
      fault.happens(hub);
      const Result<void> refused = step.run(hub);
      ASSERT_FALSE(refused.ok()) << fault.name << ", " << step.name;
      const bool a_vote = std::string_view(step.name).ends_with("vote");
      if (fault.code == ErrorCode::kNotFound && a_vote) {  // who reviews knows that the permit is there
        EXPECT_EQ(refused.error().message, "review submission: the permit names its author no more");
        EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
      } else {
        EXPECT_EQ(refused.error().message, fault.told) << step.name;
        EXPECT_EQ(refused.error().code, fault.code) << fault.name << ", " << step.name;
      }
      EXPECT_EQ(hub.AllRows(), rows) << fault.name << ", " << step.name;
      EXPECT_EQ(hub.trail->Size().value(), size) << fault.name << ", " << step.name;
    }
  }
}

TEST(PermitFaults, F28_TheTwinThatAsksNoPermitLetsItThrough) {
  for (const Fault& fault : Faults()) {
    for (const Step& step : Steps()) {
      ReleaseHub hub;
      hub.admits_all = true;
      step.before(hub);
      fault.happens(hub);
      const Result<void> done = step.run(hub);
      EXPECT_TRUE(done.ok()) << fault.name << ", " << step.name;
    }
  }
}

// The query may run for minutes, and access is stopped beside a running job.
TEST(PermitFaults, F28_RevokedWhileTheReleaseIsMade) {
  ReleaseHub hub;
  hub.Approved();
  const auto rows = hub.AllRows();
  const uint64_t size = hub.trail->Size().value();
  DeskParts parts = hub.Parts();
  parts.draw = [&](const ShownTable&) -> Result<std::string> {
    hub.life.standing = policy::Standing::kRevoked;
    return std::string("<svg/>");
  };
  auto book = hub.Book();
  auto committer = hub.Committer();
  const auto refused = ReleaseDesk(book, parts).Release(committer, hub.ToRelease());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied) << refused.error().message;
  EXPECT_EQ(hub.AllRows(), rows);
  EXPECT_EQ(hub.trail->Size().value(), size);
}

// What only closes or talks goes on: nothing comes nearer to leaving by it.
TEST(PermitFaults, F28_ARefusalACommentAndAWithdrawalNeedNoPermitInForce) {
  for (const bool refuse : {true, false}) {
    ReleaseHub hub;
    hub.Approved();
    hub.life.standing = policy::Standing::kRevoked;
    EXPECT_TRUE(hub.Comment(kFirst, "the permit is over").ok());
    EXPECT_TRUE((refuse ? hub.Refuse(kThird) : hub.Withdraw()).ok());
  }
}

// A narrower version is in force: the query ran under the one before, whatever it reads.
TEST(PermitFaults, F28_AColumnThatAnotherVersionNoLongerGrants) {
  ReleaseHub hub;
  hub.Submit();
  ASSERT_TRUE(hub.Approve(kFirst).ok());
  const Ground then = hub.newest;
  ++hub.newest.permit_version;
  const std::string told = "check submission: its permit version is no longer the newest (2, now 3)";
  EXPECT_EQ(hub.Approve(kSecond).error().message, told);
  EXPECT_EQ(hub.Revise("other words").error().message, told);
  const Ground now = std::exchange(hub.newest, then);
  ASSERT_TRUE(hub.Approve(kSecond).ok());
  hub.newest = now;
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().message, told);
  EXPECT_EQ(hub.Read().value().progress().stage, Stage::kOpen);
}

}  // namespace
}  // namespace bouclier::airlock
