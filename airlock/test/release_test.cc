// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/release_desk.h"

#include "release_hub.h"

namespace bouclier::airlock {
namespace {

using test::Hub;
using test::kAuthor;
using test::kColleague;
using test::kFirst;
using test::kOtherProject;
using test::kProject;
using test::kSecond;
using test::kThird;
using test::ReleaseHub;

size_t CountOf(ReleaseHub& hub, const std::string& action) {
  size_t count = 0;
  const auto entries = hub.trail->Read(0, 1000).value();
  for (const ports::LoggedEntry& entry : entries) count += entry.action == action ? 1 : 0;
  return count;
}

TEST(Release, IsOneFileThatAStrangerVerifies) {
  ReleaseHub hub;
  hub.Approved();
  const auto released = hub.Release(hub.ToRelease());
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_EQ(released->verdict(), Verdict::kPassWithHiddenCells);
  EXPECT_EQ(released->reviews().each()[0].reviewer, kFirst);
  EXPECT_EQ(released->reviews().each()[1].reviewer, kSecond);
  const auto verified = hub.Verify(*released);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(ledger::MatchOutput(*verified, released->csv()).value(), "csv");
  EXPECT_EQ(ledger::MatchOutput(*verified, released->svg()).value(), "svg");
  const crypto::Json& said = verified->certificate;
  EXPECT_EQ(said.GetString("project").value(), kProject);
  EXPECT_EQ(said.GetCount("release").value(), 1u);
  EXPECT_EQ(said.GetCount("cells").value(), 12u);
  EXPECT_EQ(said.GetCount("hidden").value(), 2u);
  EXPECT_EQ(said.Find("query")->GetString("text").value(), test::kQueryText);
  EXPECT_EQ(said.Find("compared")->GetCount("releases").value(), 0u);
  EXPECT_GT(said.Find("compared")->GetCount("unions").value(), 10u);
  EXPECT_EQ(hub.Read().value().progress().stage, Stage::kReleased);
  EXPECT_EQ(CountOf(hub, "airlock.release.done"), 1u);
  EXPECT_EQ(CountOf(hub, "airlock.released"), 1u);
}

TEST(Release, WhatIsHiddenIsInNothingThatLeavesOrIsDrawn) {
  ReleaseHub hub;
  hub.Approved();
  const auto released = hub.Release(hub.ToRelease()).value();
  std::string expected = "week,persons\n";
  for (size_t week = 0; week < 12; ++week)
    expected += "v" + std::to_string(10 + week) + (week == 3 || week == 7 ? ",\n" : ",30\n");
  EXPECT_EQ(released.csv(), expected);
  ASSERT_TRUE(hub.drawn);
  EXPECT_EQ(hub.drawn->rows[3], (std::vector<std::optional<std::string>>{"v13", std::nullopt}));
  EXPECT_TRUE(hub.drawn->hidden[7]);
  // Who is in a cell is in neither file nor ledger, and in the database sealed only.
  for (const auto& [key, value] : hub.AllRows()) EXPECT_EQ(AsText(value).find("week"), std::string::npos);
}

TEST(Release, ACellWithSeparatorsOrQuotesIsQuoted) {
  const ShownTable table{{"t", {"a,b", "c"}}, {true, false}, {{"say \"x\"", "1\n2"}, {"plain", std::nullopt}}, {}};
  EXPECT_EQ(WriteCsv(table), "\"a,b\",c\n\"say \"\"x\"\"\",\"1\n2\"\nplain,\n");
}

TEST(Release, IsHandedOutAgainWithAReceiptOfItsOwn) {
  ReleaseHub hub;
  hub.Approved();
  EXPECT_EQ(hub.HandOut().error().code, ErrorCode::kPrecondition);
  const auto first = hub.Release(hub.ToRelease()).value();
  const auto again = hub.HandOut().value();
  EXPECT_EQ(again.document(), first.document());
  EXPECT_EQ(again.csv(), first.csv());
  EXPECT_EQ(again.verdict(), first.verdict());
  EXPECT_GT(again.receipt().index(), first.receipt().index());
  EXPECT_TRUE(hub.Verify(again).ok());
  EXPECT_EQ(hub.HandOut(kColleague).error().code, ErrorCode::kDenied);
  EXPECT_EQ(CountOf(hub, "airlock.released"), 2u);
}

TEST(Release, TwiceIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  ASSERT_TRUE(hub.Release(hub.ToRelease()).ok());
  const Hub::Rows rows = hub.AllRows();
  const uint64_t size = hub.trail->Size().value();
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().message, "release submission: it was released already");
  EXPECT_EQ(hub.AllRows(), rows);
  EXPECT_EQ(hub.trail->Size().value(), size);
  EXPECT_EQ(hub.Approve(kThird).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.Withdraw().error().code, ErrorCode::kConflict);
}

TEST(Release, WithoutTwoApprovalsOfThisVersionIsRefused) {
  ReleaseHub hub;
  hub.Submit();
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().code, ErrorCode::kPrecondition);
  ASSERT_TRUE(hub.Approve(kFirst).ok());
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().message, "release submission: it has 1 of 2 approvals");
  ASSERT_TRUE(hub.Approve(kSecond).ok());
  ASSERT_TRUE(hub.Revise("other words").ok());
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().message,
            "release submission: this is about version 1, the newest is 2");
  ReleaseRequest request = hub.ToRelease();
  request.version = 2;
  EXPECT_EQ(hub.Release(request).error().code, ErrorCode::kPrecondition) << "votes are of version 1";
  ASSERT_TRUE(hub.Approve(kFirst, 2).ok());
  ASSERT_TRUE(hub.Approve(kThird, 2).ok());
  const auto released = hub.Release(request);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_EQ(released->reviews().each()[1].reviewer, kThird);
  EXPECT_TRUE(hub.Verify(*released).ok());
}

TEST(Release, ByAnotherThanItsAuthorIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  for (const uint64_t other : {kColleague, kFirst}) {
    request.actor = other;
    EXPECT_EQ(hub.Release(request).error().message, "release submission: only its author may");
  }
  EXPECT_EQ(CountOf(hub, "airlock.release.intent"), 0u);
}

TEST(Release, AReviewerWhoLostTheRoleTakesTheVoteAlong) {
  ReleaseHub hub;
  hub.Approved();
  const policy::Actor reviewer = hub.actors[kSecond];
  hub.actors[kSecond].status = policy::ActorStatus::kRevoked;
  const Error told = hub.Release(hub.ToRelease()).error();
  EXPECT_EQ(told.code, ErrorCode::kDenied);
  EXPECT_EQ(told.message, "release submission: reviewer no. 12 may not review any more, and the vote counts no more");
  EXPECT_EQ(told.hint, "submit it anew for other reviewers, after bouclier airlock withdraw asthma-2026/1");
  hub.AddActor(kSecond, policy::Role::kResearcher);
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().code, ErrorCode::kDenied);
  hub.actors[kSecond] = reviewer;
  hub.actors[kSecond].key = hub.actors[kAuthor].key;
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().code, ErrorCode::kDenied) << "the author under another number";
  hub.actors[kSecond] = reviewer;
  EXPECT_TRUE(hub.Release(hub.ToRelease()).ok());
}

TEST(Release, OnAnotherGroundOrOfAnotherQueryIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  ++request.newest.snapshot;
  EXPECT_EQ(hub.Release(request).error().message, "check submission: its snapshot is no longer the newest (4, now 5)");
  request = hub.ToRelease();
  request.newest.extract_digest = std::string(64, 'f');
  EXPECT_EQ(hub.Release(request).error().code, ErrorCode::kConflict);
  request = hub.ToRelease();
  request.proposal = ReleaseHub::Proposed(ReleaseHub::Weeks(), std::string(test::kQueryText) + " ");
  EXPECT_EQ(hub.Release(request).error().code, ErrorCode::kCorruption);
  request = hub.ToRelease();
  request.query_salt.push_back('S');
  request.proposal = ReleaseHub::Proposed(ReleaseHub::Weeks(), std::string(test::kQueryText.substr(1)));
  EXPECT_EQ(hub.Release(request).error().code, ErrorCode::kCorruption) << "the salt ends where it ends";
  EXPECT_EQ(CountOf(hub, "airlock.release.intent"), 0u);
}

TEST(Release, ColumnsWithoutLabelsOrKeysAreRefused) {
  ReleaseHub hub;
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  const Output output = ReleaseHub::Weeks();
  std::vector<ProposedColumn> columns = ReleaseHub::Columns(output);
  columns.push_back(columns.back());
  request.proposal = ProposalForTests::Make(output, columns, std::string(test::kQueryText));
  EXPECT_EQ(hub.Release(request).error().message, "show output: it has 3 columns and 2 labels");
  columns.erase(columns.begin());
  request.proposal = ProposalForTests::Make(output, columns, std::string(test::kQueryText));
  EXPECT_EQ(hub.Release(request).error().message, "show output: the key week is not shown once");
}

TEST(Release, WhatTheRulesRefuseLeavesNothingBehind) {
  ReleaseHub hub;
  hub.Approved();
  const uint64_t size = hub.trail->Size().value();
  const auto refused = hub.Release(hub.ToRelease(ReleaseHub::Weeks(6)));
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied) << "two of six would be hidden";
  EXPECT_EQ(refused.error().message, "release submission: it is refused by rules (too_many_hidden)");
  EXPECT_EQ(hub.trail->Size().value(), size);
  EXPECT_EQ(hub.Check(ReleaseHub::Weeks(6)).value().verdict, Verdict::kRefused);
  EXPECT_FALSE(hub.drawn);
}

// --- the memory

Output OnePersonLess() {
  std::vector<kernels::PersonSet> cells = ReleaseHub::Weeks(12, {}).layers.front().cells;
  cells[5] = test::People(500, 29);
  return test::OutputOf({test::Numbered("week", 12)}, std::move(cells));
}

TEST(Release, F30_TheSameWithOnePersonLessIsRefusedInAnyProject) {
  ReleaseHub hub;
  hub.Approved();
  ASSERT_TRUE(hub.Release(hub.ToRelease(ReleaseHub::Weeks(12, {}))).ok());
  const SubmissionId other = hub.Approved(kOtherProject);
  EXPECT_EQ(hub.Release(hub.ToRelease(OnePersonLess(), other)).error().message,
            "release submission: it is refused by the memory of releases (near_release)");
  const SubmissionId own = hub.Approved();
  EXPECT_EQ(hub.Release(hub.ToRelease(OnePersonLess(), own)).error().message,
            "release submission: it is refused by the memory of releases (near_release, release 1)");
  const Assessment told = hub.Check(OnePersonLess()).value();
  ASSERT_FALSE(told.hits.empty());
  EXPECT_EQ(told.hits.front().release, 1u);
  EXPECT_EQ(told.hits.front().project, kProject);
  const auto same = hub.Release(hub.ToRelease(ReleaseHub::Weeks(12, {}), other));
  ASSERT_TRUE(same.ok()) << same.error().message;
  const auto verified = hub.Verify(*same);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->certificate.GetCount("release").value(), 2u);
  EXPECT_EQ(verified->certificate.Find("compared")->GetCount("releases").value(), 1u);
  EXPECT_EQ(same->document().find(kProject), std::string::npos);
  EXPECT_EQ(AsText(verified->jws.payload).find(kProject), std::string::npos) << "no name of another project";
}

// What the memory is for: a desk that remembers nothing lets it through.
TEST(Release, F30_TheTwinWithoutMemoryLetsItThrough) {
  ReleaseHub hub;
  hub.Approved();
  ASSERT_TRUE(hub.Release(hub.ToRelease(ReleaseHub::Weeks(12, {}))).ok());
  const SubmissionId other = hub.Approved(kOtherProject);
  hub.memory_keys = hub.NewMemoryKeys(DatasetId{{3}});
  EXPECT_TRUE(hub.Release(hub.ToRelease(OnePersonLess(), other)).ok());
}

TEST(Release, WithoutItsMemoryNothingMoreLeaves) {
  ReleaseHub hub;
  hub.Approved();
  ASSERT_TRUE(hub.Release(hub.ToRelease()).ok());
  const SubmissionId other = hub.Approved(kOtherProject);
  const Hub::Rows rows = hub.AllRows();
  size_t remembered = 0;
  for (const auto& [key, value] : rows) {
    if (key.first != "airlock.memory") continue;
    ++remembered;
    hub.Delete(key.first, key.second);
    EXPECT_EQ(hub.Release(hub.ToRelease(ReleaseHub::Weeks(), other)).error().code, ErrorCode::kCorruption);
    hub.PutBack(rows);
  }
  EXPECT_EQ(remembered, 1u);
}

// Two desks judged the same memory: the second to commit would not have been compared with the first.
TEST(Release, TheSecondOfTwoAtTheSameTimeIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  const SubmissionId other = hub.Approved(kOtherProject);
  auto book = hub.Book();
  auto committer = hub.Committer();
  DeskParts parts = hub.Parts();
  bool once = true;
  parts.draw = [&](const ShownTable&) -> Result<std::string> {
    if (std::exchange(once, false)) {
      EXPECT_TRUE(hub.Release(hub.ToRelease(ReleaseHub::Weeks(), other)).ok());
    }
    return std::string("<svg/>");
  };
  const auto late = ReleaseDesk(book, parts).Release(committer, hub.ToRelease());
  EXPECT_EQ(late.error().message, "keep release: another output was released meanwhile");
  hub.Recover();
  EXPECT_EQ(hub.Read().value().progress().stage, Stage::kOpen);
  EXPECT_TRUE(hub.Release(hub.ToRelease()).ok()) << "again, compared with the other";
}

// --- who owns the database's file

TEST(Release, ARowOfItThatIsEditedDroppedOrOlderMakesItUnreadable) {
  ReleaseHub hub;
  hub.Approved();
  const Hub::Rows before = hub.AllRows();
  ASSERT_TRUE(hub.Release(hub.ToRelease()).ok());
  const Hub::Rows now = hub.AllRows();
  for (const auto& [key, value] : now) {
    if (key.first.starts_with("airlock.memory")) continue;
    for (size_t at = 0; at < value.size(); at += 97) {
      Bytes edited = value;
      edited[at] ^= 1;
      hub.Put(key.first, key.second, edited);
      EXPECT_EQ(hub.HandOut().error().code, ErrorCode::kCorruption) << key.first << " at " << at;
    }
    hub.Delete(key.first, key.second);
    EXPECT_EQ(hub.HandOut().error().code, ErrorCode::kCorruption) << key.first;
    hub.PutBack(now);
  }
  hub.PutBack(before);
  EXPECT_EQ(hub.Release(hub.ToRelease()).error().code, ErrorCode::kCorruption) << "released twice after a put back";
  hub.PutBack(now);
  EXPECT_TRUE(hub.HandOut().ok());
}

// A release that is not the next of its base: one before it was left out.
TEST(Release, AGapInTheReleasesOfABaseIsRefused) {
  ReleaseHub hub;
  hub.Approved();
  auto committer = hub.Committer();
  const std::string digest(64, 'a');
  const auto forge = [&](uint64_t number) {
    vault::CommitBatch batch;
    batch.action = "airlock.release";
    batch.entry_class = ports::EntryClass::kOutput;
    batch.actor = kAuthor;
    batch.body = {{"project", kProject},
                  {"submission", 1},
                  {"step", 3},
                  {"version", 1},
                  {"digest", digest},
                  {"certificate", digest},
                  {"memory", digest},
                  {"release", number},
                  {"base", std::string(32, 'b')},
                  {"certificate_key", digest}};
    ASSERT_TRUE(committer.Commit(std::move(batch)).ok());
  };
  forge(2);
  const auto read = hub.Read();
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, "read changes in the ledger: the releases of a base have a gap");
}

}  // namespace
}  // namespace bouclier::airlock
