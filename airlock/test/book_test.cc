// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/submission_book.h"

#include "airlock_hub.h"
#include "bouclier/airlock/recorded_query.h"

namespace bouclier::airlock {
namespace {

using test::Hub;
using test::kAuthor;
using test::kColleague;
using test::kFirst;
using test::kOutsider;
using test::kProject;
using test::kSecond;
using test::kThird;

TEST(SubmissionBook, IsSubmittedDiscussedChangedAndApproved) {
  Hub hub;
  EXPECT_EQ(hub.Submit(), Hub::Id());
  ASSERT_TRUE(hub.Comment(kFirst, "why these weeks?").ok());
  EXPECT_EQ(hub.Comment(kFirst, "why these weeks?").error().code, ErrorCode::kConflict) << "said twice";
  ASSERT_TRUE(hub.Comment(kAuthor, "the epidemic").ok());
  ASSERT_TRUE(hub.Approve(kFirst).ok());
  ASSERT_TRUE(hub.Revise("Winter weeks 2025").ok());
  ASSERT_TRUE(hub.Approve(kSecond, 2).ok());
  ASSERT_TRUE(hub.Approve(kThird, 2).ok());
  const Submission read = hub.Read().value();
  EXPECT_EQ(read.text().title, "Winter weeks 2025");
  EXPECT_EQ(read.subject(), (Subject{hub.query, hub.newest}));
  EXPECT_EQ(read.progress(), (Progress{Stage::kOpen, kAuthor, 2, {kSecond, kThird}, 7}));
  ASSERT_EQ(read.comments().size(), 2u);
  EXPECT_EQ(read.comments()[0].words, "why these weeks?");
  EXPECT_EQ(read.comments()[0].actor, kFirst);
  EXPECT_EQ(read.comments()[1].words, "the epidemic");
  EXPECT_TRUE(read.released().empty());
  EXPECT_EQ(hub.Book().ReadAll().value().size(), 1u);
}

TEST(SubmissionBook, TheLedgerSaysNoWordOfPeopleAndTheDatabaseHoldsNoneInClear) {
  Hub hub;
  hub.Submit("Title-canary");
  ASSERT_TRUE(hub.Comment(kFirst, "Comment-canary").ok());
  ASSERT_TRUE(hub.Refuse(kSecond, "Refusal-canary").ok());
  const auto entries = hub.trail->Read(0, 100).value();
  for (const ports::LoggedEntry& entry : entries) EXPECT_EQ(AsText(entry.entry).find("canary"), std::string::npos);
  for (const auto& [key, value] : hub.AllRows()) EXPECT_EQ(AsText(value).find("canary"), std::string::npos);
  const std::string submit(AsText(entries.at(2).entry));
  for (const char* member : {"\"action\":\"airlock.submit.intent\"", "\"class\":\"output\"", "\"submission\":1",
                             "\"step\":0", "\"version\":1", "\"query\":0", "\"extract\":3", "\"snapshot\":4"})
    EXPECT_NE(submit.find(member), std::string::npos) << member;
}

TEST(SubmissionBook, OneOpenSubmissionPerAuthorAndProject) {
  Hub hub;
  hub.Submit();
  auto committer = hub.Committer();
  EXPECT_EQ(hub.Book().Submit(committer, hub.ToSubmit()).error().message,
            "submit submission: this author has an open one in this project");
  SubmitRequest other = hub.ToSubmit();
  other.author = kColleague;
  EXPECT_EQ(hub.Book().Submit(committer, other).value(), (SubmissionId{kProject, 2}));
  ASSERT_TRUE(hub.Withdraw().ok());
  EXPECT_EQ(hub.Book().Submit(committer, hub.ToSubmit()).value(), (SubmissionId{kProject, 3}));
  EXPECT_EQ(hub.Book().ReadAll().value().size(), 3u);
  EXPECT_EQ(hub.Withdraw().error().message, "withdraw submission: its author withdrew it");
}

TEST(SubmissionBook, AQueryThatNeverRanIsRefused) {
  Hub hub;
  auto committer = hub.Committer();
  const auto refused = [&](uint64_t query, const Ground& ground) {
    SubmitRequest request = hub.ToSubmit();
    request.subject = {query, ground};
    return hub.Book().Submit(committer, request).error();
  };
  EXPECT_EQ(refused(999, hub.newest).message, "find query: the ledger has no query of that number");
  EXPECT_EQ(refused(hub.query + 1, hub.newest).code, ErrorCode::kNotFound) << "an entry of something else";
  EXPECT_EQ(refused(hub.RunQuery("other-2026"), hub.newest).code, ErrorCode::kNotFound) << "of another project";
  const uint64_t stopped = hub.RunQuery(kProject, false);
  EXPECT_EQ(refused(stopped, hub.newest).message, "find query: it did not run to its end");
  Ground older = hub.newest;
  older.extract = 2;
  EXPECT_EQ(refused(hub.query, older).message, "check submission: its extract is no longer the newest (2, now 3)");
  // It ran on the extract before, whatever the submission says.
  hub.newest.extract = 4;
  EXPECT_EQ(refused(hub.query, hub.newest).message, "check submission: its extract is no longer the newest (3, now 4)");
  EXPECT_EQ(FindRecordedQuery(*hub.trail, hub.query).value().actor, kAuthor);
  EXPECT_TRUE(hub.AllRows().empty());
}

TEST(SubmissionBook, WordsAreCheckedBeforeAnythingIsRecorded) {
  Hub hub;
  auto committer = hub.Committer();
  SubmitRequest request = hub.ToSubmit("hidden\u200b");
  EXPECT_EQ(hub.Book().Submit(committer, request).error().code, ErrorCode::kInvalidArgument);
  hub.Submit();
  const uint64_t size = hub.trail->Size().value();
  EXPECT_EQ(hub.Comment(kFirst, "").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(hub.Refuse(kFirst, "\n").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(hub.Revise("a\x7f").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(hub.trail->Size().value(), size);
}

TEST(SubmissionBook, OnlyReviewersReviewAndNeverTheAuthorNorOnePersonTwice) {
  Hub hub;
  hub.AddActor(kAuthor, policy::Role::kReviewer);
  hub.Submit();
  EXPECT_EQ(hub.Approve(kAuthor).error().message, "approve submission: its author cannot review it");
  EXPECT_EQ(hub.Refuse(kAuthor).error().code, ErrorCode::kDenied);
  EXPECT_EQ(hub.Approve(kColleague).error().code, ErrorCode::kDenied);
  EXPECT_EQ(hub.Approve(kOutsider).error().code, ErrorCode::kDenied);
  EXPECT_EQ(hub.Comment(kOutsider, "hello").error().code, ErrorCode::kDenied);
  // A second number of the author's is the author.
  hub.actors[kThird].key = hub.actors[kAuthor].key;
  EXPECT_EQ(hub.Approve(kThird).error().message, "review submission: its author or another reviewer has the same key");
  hub.actors[kThird].key = hub.actors[kFirst].key;
  ASSERT_TRUE(hub.Approve(kFirst).ok());
  EXPECT_EQ(hub.Approve(kThird).error().code, ErrorCode::kDenied);
  EXPECT_EQ(hub.Approve(kFirst).error().message, "approve submission: this reviewer approved it already");
  ASSERT_TRUE(hub.Approve(kSecond).ok());
  hub.AddActor(kThird, policy::Role::kReviewer);
  EXPECT_EQ(hub.Approve(kThird).error().message, "approve submission: two reviewers approved it already");
  hub.actors[kThird].status = policy::ActorStatus::kRevoked;
  EXPECT_EQ(hub.Refuse(kThird).error().code, ErrorCode::kDenied);
}

TEST(SubmissionBook, AVoteOnAnOlderVersionOrAnOlderGroundIsRefused) {
  Hub hub;
  hub.Submit();
  ASSERT_TRUE(hub.Revise("another title").ok());
  EXPECT_EQ(hub.Approve(kFirst, 1).error().message, "approve submission: this is about version 1, the newest is 2");
  EXPECT_EQ(hub.Refuse(kFirst).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.Comment(kFirst, "too late").error().code, ErrorCode::kConflict);
  const Ground then = hub.newest;
  hub.newest.snapshot = 5;
  EXPECT_EQ(hub.Approve(kFirst, 2).error().message,
            "check submission: its snapshot is no longer the newest (4, now 5)");
  hub.newest = then;
  EXPECT_EQ(hub.Revise("another title").error().message, "change submission: nothing would change");
  EXPECT_EQ(hub.Revise("by somebody else", kColleague).error().code, ErrorCode::kDenied);
  EXPECT_EQ(hub.Withdraw(kFirst).error().code, ErrorCode::kDenied);
  EXPECT_TRUE(hub.Approve(kFirst, 2).ok());
}

TEST(SubmissionBook, ARefusalKeepsItsWordsAndEndsIt) {
  Hub hub;
  hub.Submit();
  ASSERT_TRUE(hub.Refuse(kFirst, "week 7 shows three persons").ok());
  const Submission read = hub.Read().value();
  EXPECT_EQ(read.progress().stage, Stage::kRefused);
  ASSERT_EQ(read.comments().size(), 1u);
  EXPECT_EQ(read.comments()[0].change, Change::kRefuse);
  EXPECT_EQ(read.comments()[0].words, "week 7 shows three persons");
  EXPECT_EQ(hub.Revise("again").error().message, "change submission: a reviewer refused it");
  EXPECT_EQ(hub.Book().Read({kProject, 2}).error().code, ErrorCode::kNotFound);
}

// --- who owns the database's file

// Each row of each submission, edited, dropped and put back to each older state: never a word of it is read.
TEST(SubmissionAttacks, ARowThatIsEditedDroppedOlderOrAddedMakesItUnreadable) {
  Hub hub;
  std::vector<Hub::Rows> older;
  hub.Submit();
  older.push_back(hub.AllRows());
  ASSERT_TRUE(hub.Comment(kFirst, "hm").ok());
  older.push_back(hub.AllRows());
  ASSERT_TRUE(hub.Revise("another title").ok());
  older.push_back(hub.AllRows());
  ASSERT_TRUE(hub.Approve(kFirst, 2).ok());
  older.push_back(hub.AllRows());
  ASSERT_TRUE(hub.Refuse(kSecond, "no", 2).ok());
  const Hub::Rows now = hub.AllRows();
  const auto unreadable = [&](const std::string& why) {
    EXPECT_EQ(hub.Read().error().code, ErrorCode::kCorruption) << why;
    EXPECT_EQ(hub.Book().ReadAll().error().code, ErrorCode::kCorruption) << why;
    hub.PutBack(now);
  };
  for (const auto& [key, value] : now) {
    for (size_t at = 0; at < value.size(); at += 7) {
      Bytes edited = value;
      edited[at] ^= 1;
      hub.Put(key.first, key.second, edited);
      unreadable("edited");
    }
    hub.Delete(key.first, key.second);
    unreadable("dropped");
    for (const auto& [other, text] : now) {
      if (other == key || other.first != key.first) continue;
      hub.Put(key.first, key.second, text);
      unreadable("another row's");
    }
  }
  for (const Hub::Rows& rows : older) {
    hub.PutBack(rows);
    unreadable("older");
    for (const auto& [key, value] : rows) {
      if (now.at(key) == value) continue;
      hub.Put(key.first, key.second, value);
      unreadable("one row older");
    }
  }
  EXPECT_TRUE(hub.Read().ok());
}

// What the checks are for: the reader without them is let through.
TEST(SubmissionAttacks, TheReaderThatBelievesRowsIsLetThrough) {
  Hub hub;
  hub.Submit("First title");
  const Hub::Rows first = hub.AllRows();
  ASSERT_TRUE(hub.Revise("Second title").ok());
  ASSERT_TRUE(hub.Refuse(kFirst, "no", 2).ok());
  hub.PutBack(first);
  EXPECT_EQ(hub.Read().error().message, "read submission: its state in the database is not what the ledger says");
  const auto believed = test::ReadBelievingRows(hub, Hub::Id());
  EXPECT_EQ(believed.state->stage, Stage::kOpen) << "the refusal is forgotten";
  EXPECT_EQ(believed.text.title, "First title");
}

// A process of the hub that holds the project's keys writes rightly sealed rows beside the ledger.
TEST(SubmissionAttacks, ASealedRowThatTheLedgerDoesNotKnowIsRefused) {
  Hub hub;
  const auto write = [&](const SubmissionId& id, uint64_t step, const std::string& text) {
    auto transaction = hub.state.Begin().value();
    ASSERT_TRUE(WriteText(*transaction, *hub.keys, id, step, SaltedText::Of(text)).ok());
    ASSERT_TRUE(transaction->Commit().ok());
  };
  write({kProject, 1}, 0, WriteSubmissionText({"never submitted", {"a"}}));
  EXPECT_EQ(hub.Read().error().message, "read submission: the ledger knows nothing of it");
  EXPECT_EQ(hub.Book().ReadAll().error().code, ErrorCode::kCorruption);
  EXPECT_EQ(test::ReadBelievingRows(hub, Hub::Id()).text.title, "never submitted")
      << "the reader without the check lets the attack through";
  hub.PutBack({});
  hub.Submit("First title");
  write(Hub::Id(), 0, WriteSubmissionText({"Other title", {"week", "persons"}}));
  EXPECT_EQ(hub.Read().error().message, "read submission: a text is not the one that was written");
  EXPECT_EQ(test::ReadBelievingRows(hub, Hub::Id()).text.title, "Other title");
  hub.PutBack({});
}

TEST(SubmissionAttacks, ATextAddedBehindOrAtAStepWithoutWordsIsRefused) {
  Hub hub;
  hub.Submit();
  ASSERT_TRUE(hub.Approve(kFirst).ok());
  const Hub::Rows now = hub.AllRows();
  for (const uint64_t step : {1, 2, 9}) {
    auto transaction = hub.state.Begin().value();
    ASSERT_TRUE(WriteText(*transaction, *hub.keys, Hub::Id(), step, SaltedText::Of("a comment of nobody")).ok());
    ASSERT_TRUE(transaction->Commit().ok());
    EXPECT_EQ(hub.Read().error().message, "read submission: a text was added") << step;
    EXPECT_TRUE(test::ReadBelievingRows(hub, Hub::Id()).texts.contains(step));
    hub.PutBack(now);
  }
}

TEST(SubmissionAttacks, AForgedOrderOfEntriesIsRefused) {
  Hub hub;
  hub.Submit();
  auto committer = hub.Committer();
  vault::CommitBatch batch;
  batch.action = "airlock.approve";
  batch.entry_class = ports::EntryClass::kOutput;
  batch.actor = kAuthor;
  batch.body = {{"project", kProject}, {"submission", 1}, {"step", 1}, {"version", 1}};
  ASSERT_TRUE(committer.Commit(std::move(batch)).ok());
  EXPECT_EQ(hub.Read().error().message, "read changes in the ledger: a change cannot follow the one before");
}

// --- stops

using Command = std::function<Result<void>(Hub&)>;
struct Told {
  const char* name;
  Command run;
  std::function<bool(const Submission&)> done;
};

const std::vector<Told>& Story() {
  static const std::vector<Told> story = {
      {"submit",
       [](Hub& hub) -> Result<void> {
         auto committer = hub.Committer();
         BOUCLIER_TRY(const SubmissionId id, hub.Book().Submit(committer, hub.ToSubmit()));
         EXPECT_EQ(id, Hub::Id());
         return {};
       },
       [](const Submission& read) { return read.progress().version == 1; }},
      {"comment", [](Hub& hub) { return hub.Comment(kFirst, "hm"); },
       [](const Submission& read) { return read.comments().size() == 1; }},
      {"change", [](Hub& hub) { return hub.Revise("another title"); },
       [](const Submission& read) { return read.progress().version == 2 && read.text().title == "another title"; }},
      {"approve", [](Hub& hub) { return hub.Approve(kSecond, 2); },
       [](const Submission& read) { return read.progress().approvals.size() == 1; }},
      {"refuse", [](Hub& hub) { return hub.Refuse(kThird, "no", 2); },
       [](const Submission& read) { return read.progress().stage == Stage::kRefused; }},
  };
  return story;
}

// After a stop: what is read before it is settled is as before the command or as after it, or says to try again. Then
// the same command finishes the job.
void FinishAfterAStop(Hub& hub, size_t reached) {
  const auto unsettled = hub.Read();
  if (unsettled.ok()) {
    EXPECT_TRUE(Story()[reached].done(*unsettled) || (reached > 0 && Story()[reached - 1].done(*unsettled)));
  } else {
    EXPECT_TRUE(unsettled.error().code == ErrorCode::kConflict ||
                (reached == 0 && unsettled.error().code == ErrorCode::kNotFound))
        << unsettled.error().message;
  }
  hub.Recover();
  for (size_t command = reached; command < Story().size(); ++command) {
    const Result<void> done = Story()[command].run(hub);
    EXPECT_TRUE(done.ok() || (command == reached && done.error().code == ErrorCode::kConflict))
        << Story()[command].name << ": " << (done.ok() ? "" : done.error().message);
    const auto read = hub.Read();
    ASSERT_TRUE(read.ok()) << read.error().message;
    const bool done_once = Story()[command].done(*read);
    EXPECT_TRUE(done_once) << Story()[command].name;
  }
}

size_t RunUntilStopped(Hub& hub) {
  size_t reached = 0;
  while (reached < Story().size() && Story()[reached].run(hub).ok()) ++reached;
  return reached;
}

TEST(SubmissionStops, F27_AStopOfTheDatabaseAtAnyStepIsFinishedByTheSameCommand) {
  for (const auto fault : {state::StateFault::kFailBefore, state::StateFault::kFailAfter}) {
    uint64_t stopped = 0;
    for (uint64_t step = 0; step < 100; ++step) {
      Hub hub;
      hub.state.SetFaultHook(state::StopAtStep(step, fault));
      const size_t reached = RunUntilStopped(hub);
      hub.state.SetFaultHook({});
      if (reached == Story().size()) break;
      ++stopped;
      FinishAfterAStop(hub, reached);
    }
    EXPECT_GE(stopped, 20u);
  }
}

TEST(SubmissionStops, F27_AStopOfTheLedgerAtAnyWriteIsFinishedByTheSameCommand) {
  for (const auto at : {ledger::StoppingFileSystem::At::kBefore, ledger::StoppingFileSystem::At::kAfter}) {
    uint64_t stopped = 0;
    for (uint64_t write = 0; write < 200; ++write) {
      Hub hub;
      hub.files.at = at;
      hub.files.stop_at = hub.files.writes + write;
      const size_t reached = RunUntilStopped(hub);
      hub.files.stop_at = UINT64_MAX;
      if (reached == Story().size()) break;
      ++stopped;
      FinishAfterAStop(hub, reached);
    }
    EXPECT_GE(stopped, 20u);
  }
}

}  // namespace
}  // namespace bouclier::airlock
