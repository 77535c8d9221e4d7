// SPDX-License-Identifier: Apache-2.0
// The submissions of a hub: words in the database, their life in the ledger. What is read back is compared with the
// ledger's chain: a row that is older, edited, dropped or added makes the submission unreadable. Not thread-safe.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bouclier/airlock/submission_chain.h"
#include "bouclier/policy/actor.h"
#include "bouclier/vault/commit.h"

namespace bouclier::airlock {

struct Comment {
  Change change = Change::kComment;  // or kRefuse: the reviewer's reasons
  uint64_t actor = 0;
  TimePoint time{};
  std::string words;
};

// As the ledger says it is, with the words that the database kept. Made by SubmissionBook only.
class Submission {
 public:
  const SubmissionId& id() const { return id_; }
  const Progress& progress() const { return chain_.progress; }
  const SubmissionChain& chain() const { return chain_; }
  const Subject& subject() const { return chain_.newest().subject; }
  const SubmissionText& text() const { return text_; }  // of the newest version
  const std::vector<Comment>& comments() const { return comments_; }
  // The signed text of a release; empty before.
  const std::string& released() const { return released_; }

 private:
  friend class SubmissionBook;
  Submission() = default;
  SubmissionId id_;
  SubmissionChain chain_;
  SubmissionText text_;
  std::vector<Comment> comments_;
  std::string released_;
};

// What a reviewer hears, who knows that the permit is there, when it names the author no more.
Error AuthorNotNamed(const SubmissionId& id);

// All outlive the book.
struct BookParts {
  ports::StateStore* state = nullptr;
  ports::AuditTrail* trail = nullptr;
  std::function<Result<vault::DatasetKeysPtr>(const std::string& project)> keys_of;
  std::function<Result<policy::Actor>(uint64_t number)> actor_now;
  // That the project's permit admits the author now: policy::DecideMember. Asked again right before each change that
  // brings a result nearer to leaving, however long the query ran.
  std::function<Result<void>(const std::string& project, uint64_t author)> admits;
  const SecretBytes* mark_key = nullptr;  // see vault::ReadChanges
};

// Who asks was authenticated, and the permit admits them to the project: the caller saw to both. `newest` is what a
// query would stand on now.
struct SubmitRequest {
  std::string project;
  uint64_t author = 0;
  Subject subject;
  SubmissionText text;
  Ground newest;
};
struct RevisionRequest {
  SubmissionId id;
  uint64_t actor = 0;
  Subject subject;
  SubmissionText text;
  Ground newest;
};
struct VoteRequest {
  SubmissionId id;
  uint64_t actor = 0;
  uint64_t version = 0;  // the one they saw
  Ground newest;
};
struct WordsRequest {
  SubmissionId id;
  uint64_t actor = 0;
  uint64_t version = 0;
  std::string words;
};

class SubmissionBook {
 public:
  explicit SubmissionBook(BookParts parts) : parts_(std::move(parts)) {}

  // **Errors:** not_found; corruption: what the database holds is not what the ledger says; conflict: a change of it
  // was not finished.
  Result<Submission> Read(const SubmissionId& id);
  // All of them, by project and number. One that is damaged stops the reading: corruption. A change under way is told
  // by chain().unsettled.
  Result<std::vector<Submission>> ReadAll();

  // Each is one committed change. **Ledger:** airlock.<change>: project, submission, step, version; submit and change:
  // permit_version, query, extract, extract_digest, snapshot; what has words: digest (salted). **Errors:** those of
  // After, CheckGround, CheckSubmissionText and Read; of a submit, change, approval or release those of
  // policy::DecideMember; denied (no reviewer; the author's key, or the other reviewer's, under a second number);
  // conflict (the author has an open one in that project; nothing would change; the same
  // words were said last; somebody else was faster).
  Result<SubmissionId> Submit(vault::Committer& committer, const SubmitRequest& request);
  Result<void> Revise(vault::Committer& committer, const RevisionRequest& request);
  Result<void> Approve(vault::Committer& committer, const VoteRequest& request);
  Result<void> Refuse(vault::Committer& committer, const WordsRequest& request);
  Result<void> AddComment(vault::Committer& committer, const WordsRequest& request);  // by its author, or a reviewer
  Result<void> Withdraw(vault::Committer& committer, const SubmissionId& id, uint64_t actor);

 private:
  friend class ReleaseDesk;
  enum class Unsettled { kRefuse, kTell };
  struct Step;
  Result<Submission> Load(ports::StateReader& reader, const SubmissionId& id, const SubmissionChain& chain,
                          Unsettled unsettled);
  Result<Submission> ReadOnce(const SubmissionId& id);
  Result<std::vector<Submission>> ReadAllOnce();
  Result<void> CheckSubject(const std::string& project, const Subject& subject, const Ground& newest);
  Result<void> CheckReviewer(uint64_t number, const Progress& progress);
  Result<void> CheckPermit(const SubmissionId& id, Change change, uint64_t author);
  Result<void> Commit(vault::Committer& committer, const SubmissionId& id, const std::optional<Progress>& before,
                      Step step);

  BookParts parts_;
};

}  // namespace bouclier::airlock
