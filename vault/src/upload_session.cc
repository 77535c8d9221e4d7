// SPDX-License-Identifier: Apache-2.0
// Order that F1 and F19 stand on: record durable → host upload → leaves of a part durable → part sent → acknowledged
// part noted with the next part's leaves. What was recorded and not noted as sent is asked of the host at resume.
#include <algorithm>

#include "bouclier/crypto/random.h"
#include "bouclier/vault/upload.h"
#include "host_put.h"
#include "meta_check.h"
#include "tables.h"
#include "upload_state.h"

namespace bouclier::vault {
namespace {

Error SourceChanged() {
  return Error(ErrorCode::kPrecondition, "seal part: the source's bytes are not those sealed before the stop",
               "abandon the attempt and begin anew");
}

bool IsRefusal(const Error& error) { return error.code == ErrorCode::kDenied || error.code == ErrorCode::kUnsupported; }

}  // namespace

UploadSession::UploadSession(const UploadTarget& target, const UploadRequest& request)
    : target_(target), request_(request) {}

Bytes UploadSession::StateKey() const { return tables::UploadKey(record_.id); }

Result<std::unique_ptr<UploadSession>> UploadSession::Begin(const UploadTarget& target, const UploadRequest& request) {
  if (IsSmall(request.plaintext_length) || request.plaintext_length > kMaxPlaintext || request.generation == 0)
    return Error(ErrorCode::kInvalidArgument, "begin upload: not an object of several parts");
  std::unique_ptr<UploadSession> session(new UploadSession(target, request));
  UploadRecord& record = session->record_;
  record.id = NewAttempt(request.object, request.generation);
  record.dataset = target.keys->dataset();
  record.kek_id = target.keys->kek_id();
  record.kek_version = target.keys->newest_version();
  record.plaintext_length = request.plaintext_length;
  const uint64_t padded = PaddedLength(request.plaintext_length, DefaultPadding(request.plaintext_length));
  record.layout = PlanUpload(padded, target.store->Capabilities(), request.max_leaves_per_part);
  record.md5 = request.md5;
  record.start_nonce = crypto::RandomArray<crypto::kNonceSize>();
  record.record_nonce = crypto::RandomArray<32>();
  record.validator_tag = ValidatorTag(record.record_nonce, request.validator);
  session->dek_ = crypto::RandomSecret(32);
  WrapUploadDek(record, session->dek_, target.keys->newest());
  session->hasher_ = PlaintextHasher(request.md5);
  {
    const MutexLock lock(session->mutex_);
    session->parts_.resize(record.layout.PartCount());
  }
  BOUCLIER_TRY(const auto transaction, target.state->Begin());
  BOUCLIER_TRY_VOID(transaction->Put(tables::kUpload, session->StateKey(), EncodeUploadRecord(record)));
  BOUCLIER_TRY_VOID(transaction->Commit());
  BOUCLIER_TRY_VOID(session->OpenHostUploads());
  return session;
}

Result<void> UploadSession::OpenHostUploads() {
  const size_t pieces = record_.layout.PieceCount();
  upload_ids_.clear();
  for (size_t piece = 0; piece < pieces; ++piece) {
    BOUCLIER_TRY(std::string id, target_.store->BeginUpload(PieceKey(record_.id, piece, pieces)));
    upload_ids_.push_back(std::move(id));
  }
  BOUCLIER_TRY(const auto transaction, target_.state->Begin());
  BOUCLIER_TRY_VOID(transaction->Put(tables::kUploadIds, StateKey(), EncodeUploadIds(upload_ids_)));
  return transaction->Commit();
}

Result<std::unique_ptr<UploadSession>> UploadSession::Resume(const UploadTarget& target, const UploadRequest& request) {
  BOUCLIER_TRY(const auto reader, target.state->Read());
  BOUCLIER_TRY(std::vector<UploadRecord> open, FindUploads(*reader, request.object, request.generation));
  if (open.empty()) return Error(ErrorCode::kNotFound, "resume upload: none is open for this object");
  std::unique_ptr<UploadSession> session(new UploadSession(target, request));
  session->record_ = std::move(open.front());
  const UploadRecord& record = session->record_;
  if (record.dataset != target.keys->dataset() || record.plaintext_length != request.plaintext_length ||
      record.md5 != request.md5 || record.validator_tag != ValidatorTag(record.record_nonce, request.validator))
    return Error(ErrorCode::kPrecondition, "resume upload: the source changed since",
                 "abandon the attempt and begin anew");
  BOUCLIER_TRY(const SecretBytes* kek, target.keys->Version(record.kek_version));
  BOUCLIER_TRY(session->dek_, UnwrapUploadDek(record, *kek));
  const MutexLock lock(session->mutex_);
  BOUCLIER_TRY(session->parts_, ReadParts(*reader, record));
  BOUCLIER_TRY_VOID(session->LoadHasher());
  BOUCLIER_TRY(std::optional<std::vector<std::string>> ids, ReadUploadIds(*reader, record));
  if (ids) {
    session->upload_ids_ = std::move(*ids);
    BOUCLIER_TRY_VOID(session->AskHost());
  } else {
    BOUCLIER_TRY_VOID(
        session->OpenHostUploads());  // begun and never noted: an upload of no parts, which the sweep counts
  }
  session->done_at_resume_ = static_cast<uint64_t>(std::count_if(
      session->parts_.begin(), session->parts_.end(), [](const PartRecord& part) { return part.etag.has_value(); }));
  session->SkipDone();
  return session;
}

Result<std::unique_ptr<UploadSession>> UploadSession::ResumeOrBegin(const UploadTarget& target,
                                                                    const UploadRequest& request) {
  auto resumed = Resume(target, request);
  if (resumed.ok()) return resumed;
  const ErrorCode code = resumed.error().code;
  if (code != ErrorCode::kNotFound && code != ErrorCode::kPrecondition) return resumed;
  BOUCLIER_TRY_VOID(AbandonAll(target, request.object));
  return Begin(target, request);
}

// Parts are sealed in order, so recorded ones come first: the last of them holds the digest's state.
Result<void> UploadSession::LoadHasher() {
  const auto end =
      std::find_if(parts_.begin(), parts_.end(), [](const PartRecord& part) { return part.leaves.empty(); });
  if (std::any_of(end, parts_.end(), [](const PartRecord& part) { return !part.leaves.empty(); }))
    return Error(ErrorCode::kCorruption, "resume upload: a part between others is not recorded");
  hashed_ = static_cast<uint64_t>(end - parts_.begin());
  hasher_ = PlaintextHasher(record_.md5);
  if (hashed_ == 0) return {};
  auto hasher = OpenHasher(parts_[hashed_ - 1].sealed_hasher, record_.id, hashed_ - 1, dek_);
  if (!hasher.ok()) return Error(ErrorCode::kCorruption, "resume upload: a part record is altered");
  hasher_ = std::move(*hasher);
  if (hashed_ == parts_.size()) digest_ = hasher_.Finish();
  return {};
}

Result<void> UploadSession::AskHost() {
  for (size_t piece = 0; piece < upload_ids_.size(); ++piece) {
    const std::string key = PieceKey(record_.id, piece, upload_ids_.size());
    auto listed = target_.store->ListParts(key, upload_ids_[piece]);
    if (listed.ok()) {
      AdoptParts(piece, *listed);
      continue;
    }
    const bool refused = IsRefusal(listed.error());
    if (!refused && listed.error().code != ErrorCode::kNotFound) return std::move(listed).error();
    const auto size = target_.store->Size(key);
    const bool complete = size.ok() && *size == record_.layout.PieceBodyLengths()[piece];
    if (!complete && refused) continue;  // what was noted as sent stands; the rest is sent again
    if (!complete)
      return Error(ErrorCode::kPrecondition, "resume upload: the host has forgotten it",
                   "abandon the attempt and begin anew");
    upload_ids_[piece].clear();  // completed before the stop
  }
  return {};
}

void UploadSession::AdoptParts(uint64_t piece, const std::vector<ports::UploadedPart>& listed) {
  const uint64_t first = piece * record_.layout.parts_per_piece;
  const uint64_t end = std::min<uint64_t>(first + record_.layout.parts_per_piece, parts_.size());
  for (uint64_t part = first; part < end; ++part) {
    const auto found =
        std::find_if(listed.begin(), listed.end(), [&](const auto& have) { return have.number == part - first + 1; });
    const bool whole = found != listed.end() && found->size == BodyLength(record_.layout.PartPlainLength(part));
    // A body of a part never recorded cannot be ours: leaves are durable before the part is sent.
    // Its ETag is the host's: another run may have sent the same bytes again since ours was noted.
    if (!whole || parts_[part].leaves.empty())
      parts_[part].etag.reset();
    else
      parts_[part].etag = found->etag;
  }
}

void UploadSession::SkipDone() {
  while (next_ < parts_.size() && (parts_[next_].etag || IsPieceComplete(next_))) ++next_;
}

bool UploadSession::IsPieceComplete(uint64_t part) const {
  return upload_ids_[part / record_.layout.parts_per_piece].empty();
}

std::optional<PartRange> UploadSession::NextPart() const {
  if (next_ >= part_count()) return std::nullopt;
  const uint64_t offset = std::min(record_.layout.PartPlainOffset(next_), record_.plaintext_length);
  const uint64_t length = std::min(record_.layout.PartPlainLength(next_), record_.plaintext_length - offset);
  return PartRange{next_, offset, length};
}

uint64_t UploadSession::bytes_done_at_resume() const {
  uint64_t bytes = 0;
  for (uint64_t part = 0; part < done_at_resume_; ++part) bytes += record_.layout.PartPlainLength(part);
  return std::min(bytes, record_.plaintext_length);
}

Result<UploadSession::SealedPart> UploadSession::SealPart(ByteView plaintext, Bytes buffer) {
  const std::optional<PartRange> range = NextPart();
  if (!range || plaintext.size() != range->length)
    return Error(ErrorCode::kInvalidArgument, "seal part: not the bytes of the next part");
  const uint64_t part = range->part;
  const uint64_t padded = record_.layout.PartPlainLength(part);
  buffer.resize(BodyLength(padded));
  SealedPart sealed{part, std::move(buffer), std::nullopt};
  const bool again = part < hashed_;
  std::vector<Digest32> leaves = SealLeaves(dek_, record_.start_nonce, part * record_.layout.leaves_per_part, plaintext,
                                            padded, sealed.body, again ? nullptr : &hasher_, request_.threads);
  sealed.sha256 = OnlyLeaf(leaves);
  if (again) {
    const MutexLock lock(mutex_);
    if (leaves != parts_[part].leaves) return SourceChanged();
  } else {
    BOUCLIER_TRY_VOID(RecordPart(part, std::move(leaves)));
    hashed_ = part + 1;
    if (hashed_ == part_count()) digest_ = hasher_.Finish();
  }
  const MutexLock lock(mutex_);
  ++next_;
  SkipDone();
  return sealed;
}

Result<void> UploadSession::RecordPart(uint64_t part, std::vector<Digest32> leaves) {
  PartRecord record;
  record.leaves = std::move(leaves);
  record.sealed_hasher = SealHasher(hasher_, record_.id, part, dek_);
  BOUCLIER_TRY(const auto transaction, target_.state->Begin());
  const Bytes key = WithBe64(StateKey(), part);
  BOUCLIER_TRY(const std::optional<Bytes> upload, transaction->Get(tables::kUpload, StateKey()));
  if (!upload) return Error(ErrorCode::kPrecondition, "seal part: the attempt was abandoned by another run");
  BOUCLIER_TRY(const std::optional<Bytes> row, transaction->Get(tables::kUploadPart, key));
  if (row) {  // another run of the same job is at it too: only the same bytes may be sent under this key and nonce
    BOUCLIER_TRY(const PartRecord other, DecodePartRecord(*row));
    if (other.leaves != record.leaves) return SourceChanged();
  }
  BOUCLIER_TRY_VOID(transaction->Put(tables::kUploadPart, key, EncodePartRecord(record)));
  std::vector<uint64_t> noted;
  {
    const MutexLock lock(mutex_);
    parts_[part] = record;
    noted.swap(unnoted_);
  }
  for (uint64_t sent : noted) {
    PartRecord copy;
    {
      const MutexLock lock(mutex_);
      copy = parts_[sent];
    }
    BOUCLIER_TRY_VOID(transaction->Put(tables::kUploadPart, WithBe64(StateKey(), sent), EncodePartRecord(copy)));
  }
  return transaction->Commit();
}

Result<void> UploadSession::SendPart(const SealedPart& part) {
  const uint64_t per_piece = record_.layout.parts_per_piece;
  const size_t piece = part.part / per_piece;
  BOUCLIER_TRY(const ports::UploadedPart sent,
               SendSameBytes(*target_.store, PieceKey(record_.id, piece, upload_ids_.size()), upload_ids_[piece],
                             static_cast<uint32_t>(part.part % per_piece + 1), {part.body, part.sha256}));
  if (sent.etag.size() > kMaxEtag)
    return Error(ErrorCode::kUnsupported, "send part: the host's etag is longer than 1,024 bytes");
  const MutexLock lock(mutex_);
  parts_[part.part].etag = sent.etag;
  unnoted_.push_back(part.part);
  return {};
}

Result<void> UploadSession::PutPart(ByteView plaintext) {
  BOUCLIER_TRY(const SealedPart sealed, SealPart(plaintext));
  return SendPart(sealed);
}

const PlaintextDigest& UploadSession::digest() const {
  BOUCLIER_CHECK(digest_.has_value());
  return *digest_;
}

Result<void> UploadSession::CompletePiece(uint64_t piece) {
  if (upload_ids_[piece].empty()) return {};
  const uint64_t first = piece * record_.layout.parts_per_piece;
  const uint64_t end = std::min<uint64_t>(first + record_.layout.parts_per_piece, parts_.size());
  std::vector<ports::UploadedPart> parts;
  for (uint64_t part = first; part < end; ++part) {
    if (!parts_[part].etag) return Error(ErrorCode::kPrecondition, "finish upload: a part was not sent");
    parts.push_back({static_cast<uint32_t>(part - first + 1), *parts_[part].etag,
                     BodyLength(record_.layout.PartPlainLength(part))});
  }
  return CompleteOnce(*target_.store, PieceKey(record_.id, piece, upload_ids_.size()), upload_ids_[piece], parts,
                      record_.layout.PieceBodyLengths()[piece]);
}

Result<PreparedObject> UploadSession::Finish(ObjectMeta meta) {
  const MutexLock lock(mutex_);
  if (next_ < parts_.size() || !digest_) return Error(ErrorCode::kPrecondition, "finish upload: parts are missing");
  meta.sha256 = digest_->sha256;
  BOUCLIER_TRY_VOID(CheckMetaText(meta));
  for (uint64_t piece = 0; piece < upload_ids_.size(); ++piece) {
    BOUCLIER_TRY_VOID(CompletePiece(piece));
  }
  PreparedObject prepared;
  KeyRecord& record = prepared.record_;
  record.id = record_.id;
  record.dataset = record_.dataset;
  record.kek_id = record_.kek_id;
  record.kek_version = target_.keys->newest_version();
  record.plaintext_length = record_.plaintext_length;
  record.body_length = BodyLength(record_.layout.padded_length);
  record.start_nonce = record_.start_nonce;
  record.pieces = record_.layout.PieceBodyLengths();
  for (const PartRecord& part : parts_)
    prepared.leaves_.insert(prepared.leaves_.end(), part.leaves.begin(), part.leaves.end());
  record.root = CiphertextRoot(prepared.leaves_);
  WrapDek(record, dek_, target_.keys->newest());
  prepared.sealed_meta_ = SealMeta(meta, record.id, dek_);
  prepared.name_tag_ = target_.keys->NameTag(meta.name, meta.snapshot);
  prepared.upload_parts_ = parts_.size();
  prepared.meta_ = std::move(meta);
  return prepared;
}

namespace {

Result<void> Forget(const UploadTarget& target, const UploadRecord& record) {
  BOUCLIER_TRY(const auto reader, target.state->Read());
  BOUCLIER_TRY(const std::optional<std::vector<std::string>> ids, ReadUploadIds(*reader, record));
  if (ids) BOUCLIER_TRY_VOID(AbortAtHost(*target.store, record, *ids));
  BOUCLIER_TRY(const auto transaction, target.state->Begin());
  BOUCLIER_TRY_VOID(DeleteUpload(*transaction, record.id, record.layout.PartCount()));
  return transaction->Commit();
}

}  // namespace

Result<void> UploadSession::Abandon() { return Forget(target_, record_); }

Result<void> UploadSession::AbandonAll(const UploadTarget& target, ObjectId object) {
  BOUCLIER_TRY(const auto reader, target.state->Read());
  BOUCLIER_TRY(const std::vector<UploadRecord> open, FindUploads(*reader, object, std::nullopt));
  for (const UploadRecord& record : open) BOUCLIER_TRY_VOID(Forget(target, record));
  return {};
}

}  // namespace bouclier::vault
