// SPDX-License-Identifier: Apache-2.0
// Brings sealed bodies to the host: small ones in one PUT, large ones part by part so that a kill loses at most one
// part per worker. Both end in a PreparedObject, which only Committer makes visible. Plaintext lives in the caller's
// buffers and nowhere else.
#pragma once

#include <memory>
#include <optional>

#include "bouclier/base/mutex.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/prepared_object.h"
#include "bouclier/vault/upload_record.h"

namespace bouclier::vault {

// Where a body goes and under which keys. The pointed-to things outlive every session.
struct UploadTarget {
  ports::ObjectStore* store = nullptr;
  ports::StateStore* state = nullptr;
  DatasetKeysPtr keys;
};

struct UploadRequest {
  ObjectId object;
  uint64_t generation = 1;
  uint64_t plaintext_length = 0;  // exact
  std::string validator;          // of the source bytes: ETag or version id; another one never resumes this attempt
  Md5Wanted md5 = Md5Wanted::kNo;
  uint32_t max_leaves_per_part = 4;  // memory: plaintext and ciphertext of one part per worker
  size_t threads = 1;                // to seal one part with
};
// Whether the object is one leaf or less: SmallObject, else UploadSession.
bool IsSmall(uint64_t plaintext_length);

// An object of one part: no upload record. A kill before the commit loses the attempt; its body is swept.
class SmallObject {
 public:
  static Result<SmallObject> Seal(const UploadTarget& target, const UploadRequest& request, ByteView plaintext);
  SmallObject(SmallObject&&) noexcept = default;
  const PlaintextDigest& digest() const { return digest_; }
  // `meta.sha256` is set here. A retry sends the same buffer. **Errors:** those of the store.
  Result<PreparedObject> Put(ObjectMeta meta);

 private:
  SmallObject() = default;
  UploadTarget target_;
  PreparedObject prepared_;
  SecretBytes dek_;
  Bytes body_;
  PlaintextDigest digest_;
};

struct PartRange {
  uint64_t part = 0;    // from 0
  uint64_t offset = 0;  // plaintext to bring, in true plaintext bytes
  uint64_t length = 0;  // 0 possible: a part of padding only
};

// One attempt at a large object. NextPart and SealPart in order, from one thread at a time; SendPart from any.
class UploadSession {
 public:
  // A new attempt: its record is durable before this returns. **Errors:** invalid_argument (small), exhausted, those of
  // the store.
  static Result<std::unique_ptr<UploadSession>> Begin(const UploadTarget& target, const UploadRequest& request);
  // Takes up the open attempt at this generation, after asking the host which parts it has. **Errors:** not_found (none
  // open), precondition (the source has another validator or length, or the host forgot the upload: Abandon it, then
  // Begin).
  static Result<std::unique_ptr<UploadSession>> Resume(const UploadTarget& target, const UploadRequest& request);
  // Resume, or else abandon what cannot be resumed and Begin.
  static Result<std::unique_ptr<UploadSession>> ResumeOrBegin(const UploadTarget& target, const UploadRequest& request);
  // Drops every open attempt at this object: aborts at the host where allowed, forgets the records. Nothing open is
  // fine.
  static Result<void> AbandonAll(const UploadTarget& target, ObjectId object);

  const AttemptId& id() const { return record_.id; }
  uint64_t part_count() const { return record_.layout.PartCount(); }
  uint64_t parts_done_at_resume() const { return done_at_resume_; }
  // Plaintext bytes that need not be read again.
  uint64_t bytes_done_at_resume() const;

  // The next part to bring; nullopt: all are sealed.
  std::optional<PartRange> NextPart() const;
  // A sealed part on its way to the host.
  struct SealedPart {
    uint64_t part = 0;
    Bytes body;
    std::optional<Digest32> sha256;  // of the body, where it is one leaf
  };
  // Seals the part NextPart names, and records its leaves durably. `buffer`: the body of a part that was sent, whose
  // memory is used again. **Errors:** invalid_argument (wrong length), precondition (a leaf recorded before the kill
  // hashes differently: the source changed; Abandon and begin anew), exhausted, corruption.
  Result<SealedPart> SealPart(ByteView plaintext, Bytes buffer = {});
  Result<void> SendPart(const SealedPart& part);  // thread-safe; a retry sends the same bytes
  Result<void> PutPart(ByteView plaintext);       // SealPart, SendPart
  // After the last part is sealed.
  const PlaintextDigest& digest() const;
  // Completes the upload at the host. **Errors:** precondition (parts missing), those of the store.
  Result<PreparedObject> Finish(ObjectMeta meta);
  Result<void> Abandon();

 private:
  UploadSession(const UploadTarget& target, const UploadRequest& request);
  Result<void> OpenHostUploads();
  Result<void> LoadHasher() BOUCLIER_REQUIRES(mutex_);
  Result<void> AskHost() BOUCLIER_REQUIRES(mutex_);
  void AdoptParts(uint64_t piece, const std::vector<ports::UploadedPart>& listed) BOUCLIER_REQUIRES(mutex_);
  void SkipDone() BOUCLIER_REQUIRES(mutex_);
  bool IsPieceComplete(uint64_t part) const;
  Result<void> RecordPart(uint64_t part, std::vector<Digest32> leaves);
  Result<void> CompletePiece(uint64_t piece) BOUCLIER_REQUIRES(mutex_);
  Bytes StateKey() const;

  UploadTarget target_;
  UploadRequest request_;
  UploadRecord record_;
  SecretBytes dek_;
  PlaintextHasher hasher_{Md5Wanted::kNo};
  std::optional<PlaintextDigest> digest_;
  uint64_t next_ = 0;    // the part to seal next
  uint64_t hashed_ = 0;  // parts whose leaves are recorded: hasher_ stands behind them
  uint64_t done_at_resume_ = 0;
  Mutex mutex_;                                                // between SealPart and SendPart
  std::vector<PartRecord> parts_ BOUCLIER_GUARDED_BY(mutex_);  // all parts; empty leaves: not sealed yet
  std::vector<uint64_t> unnoted_ BOUCLIER_GUARDED_BY(mutex_);  // sent, and not yet noted in the database
  std::vector<std::string> upload_ids_;                        // one a piece; empty: complete
};

}  // namespace bouclier::vault
