// SPDX-License-Identifier: Apache-2.0
// Copies piece by piece: a piece of one leaf in one PUT, a longer one as a multipart upload whose parts are whole
// leaves, each compared with its recorded digest before it is sent. A stopped copy is taken up at the parts the new
// host lists.
#include "bouclier/vault/host_move.h"

#include <algorithm>

#include <fmt/format.h>

#include "body_fetch.h"
#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/crypto/hash.h"
#include "for_each_body.h"
#include "host_put.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

struct Piece {
  const StoredRecord& stored;
  size_t index = 0;
  uint64_t offset = 0;  // in the body
  uint64_t length = 0;
  std::string key;
};

// Reads leaves of the piece from the old host, compared. `from` is relative to the piece.
Result<Bytes> FetchLeaves(const Piece& piece, ports::ObjectStore& from, uint64_t at, uint64_t length) {
  BOUCLIER_TRY(Bytes bytes, FetchBody(piece.stored.record, from, piece.offset + at, length));
  for (uint64_t done = 0; done < length; done += kLeafSealed) {
    const uint64_t leaf = (piece.offset + at + done) / kLeafSealed;
    if (crypto::Sha256::Of(ByteView(bytes).subspan(done, std::min(kLeafSealed, length - done))) !=
        piece.stored.leaves[leaf])
      return Error(ErrorCode::kCorruption, fmt::format("copy body: leaf {} at the old host is not as recorded", leaf));
  }
  return bytes;
}

// The upload a stopped run left, or a new one.
Result<std::string> TakeUpload(const Piece& piece, ports::ObjectStore& to) {
  if (const auto pending = to.ListUploads(piece.key); pending.ok())
    for (const ports::PendingUpload& upload : *pending)
      if (upload.key == piece.key) return upload.upload_id;
  return to.BeginUpload(piece.key);
}

Result<uint64_t> CopyInParts(const Piece& piece, ports::ObjectStore& from, ports::ObjectStore& to) {
  const uint64_t leaves = (piece.length + kLeafSealed - 1) / kLeafSealed;
  const uint64_t max_parts = std::max<uint32_t>(to.Capabilities().max_parts, 1);
  const uint64_t part_length = ((leaves + max_parts - 1) / max_parts) * kLeafSealed;
  BOUCLIER_TRY(const std::string upload, TakeUpload(piece, to));
  std::vector<ports::UploadedPart> have;
  if (auto listed = to.ListParts(piece.key, upload); listed.ok()) have = std::move(*listed);
  std::vector<ports::UploadedPart> parts;
  uint64_t copied = 0;
  for (uint64_t at = 0; at < piece.length; at += part_length) {
    const uint32_t number = static_cast<uint32_t>(parts.size() + 1);
    const uint64_t length = std::min(part_length, piece.length - at);
    const auto found = std::find_if(have.begin(), have.end(),
                                    [&](const auto& part) { return part.number == number && part.size == length; });
    if (found != have.end()) {
      parts.push_back(*found);
      continue;
    }
    BOUCLIER_TRY(const Bytes bytes, FetchLeaves(piece, from, at, length));
    BOUCLIER_TRY(ports::UploadedPart sent, SendSameBytes(to, piece.key, upload, number, bytes));
    parts.push_back({number, std::move(sent.etag), length});
    copied += length;
  }
  BOUCLIER_TRY_VOID(CompleteOnce(to, piece.key, upload, parts, piece.length));
  return copied;
}

Result<uint64_t> CopyPiece(const Piece& piece, ports::ObjectStore& from, ports::ObjectStore& to) {
  if (const auto size = to.Size(piece.key); size.ok() && *size == piece.length && piece.length > kLeafSealed)
    return uint64_t{0};
  if (piece.length > kLeafSealed) return CopyInParts(piece, from, to);
  BOUCLIER_TRY(const Bytes bytes, FetchLeaves(piece, from, 0, piece.length));
  BOUCLIER_TRY_VOID(PutSameBytes(to, piece.key, bytes));
  return piece.length;
}

Result<uint64_t> CopyBody(const StoredRecord& stored, ports::ObjectStore& from, ports::ObjectStore& to) {
  uint64_t offset = 0;
  uint64_t copied = 0;
  for (size_t index = 0; index < stored.record.pieces.size(); ++index) {
    const uint64_t length = stored.record.pieces[index];
    const Piece piece{stored, index, offset, length, PieceKey(stored.record.id, index, stored.record.pieces.size())};
    BOUCLIER_TRY(const uint64_t bytes, CopyPiece(piece, from, to));
    copied += bytes;
    offset += length;
  }
  return copied;
}

Bytes MarkKey(const JobId& job, const AttemptId& id) {
  Bytes key = tables::Key(job);
  Append(key, tables::UploadKey(id));
  return key;
}

// Moves one body unless an earlier run did. True: it rests at the new host.
class BodyMover {
 public:
  BodyMover(ports::ObjectStore& from, ports::ObjectStore& to, MoveReport& report)
      : from_(from), to_(to), report_(report) {}

  Result<bool> Move(const StoredRecord& stored, bool marked) {
    if (marked && CheckBodyLengths(stored.record, to_).ok()) return Count(stored, 0, 0);
    auto copied = CopyBody(stored, from_, to_);
    if (copied.ok()) return Count(stored, 1, *copied);
    if (copied.error().code != ErrorCode::kCorruption) return std::move(copied).error();
    const MutexLock lock(mutex_);
    report_.findings.push_back({stored.record.id, std::move(copied).error()});
    return false;
  }

 private:
  bool Count(const StoredRecord& stored, uint64_t objects, uint64_t bytes) {
    const MutexLock lock(mutex_);
    ++report_.objects;
    report_.bytes += stored.record.body_length;
    report_.copied += objects;
    report_.bytes_copied += bytes;
    return true;
  }

  ports::ObjectStore& from_;
  ports::ObjectStore& to_;
  Mutex mutex_;
  MoveReport& report_ BOUCLIER_GUARDED_BY(mutex_);
};

Result<void> WriteMarks(ports::StateStore& state, const JobId& job, const std::vector<StoredRecord>& group,
                        const std::vector<char>& done) {
  BOUCLIER_TRY(const auto transaction, state.Begin());
  for (size_t i = 0; i < group.size(); ++i)
    if (done[i] != 0) BOUCLIER_TRY_VOID(transaction->Put(tables::kMove, MarkKey(job, group[i].record.id), Bytes{1}));
  return transaction->Commit();
}

}  // namespace

Result<MoveReport> MoveBodies(ports::StateStore& state, ports::ObjectStore& from, ports::ObjectStore& to, JobId job,
                              size_t threads, const CheckProgressFn& progress) {
  BOUCLIER_TRY(const auto reader, state.Read());
  BOUCLIER_TRY(CheckProgress at, CountBodies(*reader));
  MoveReport report;
  BodyMover mover(from, to, report);
  const auto move_group = [&](std::vector<StoredRecord>& group) -> Result<void> {
    std::vector<char> marked(group.size(), 0);  // not vector<bool>: written by several threads
    std::vector<char> done(group.size(), 0);
    for (size_t i = 0; i < group.size(); ++i) {
      BOUCLIER_TRY(const std::optional<Bytes> mark, reader->Get(tables::kMove, MarkKey(job, group[i].record.id)));
      marked[i] = mark ? 1 : 0;
    }
    auto moved = ParallelFor(group.size(), threads, [&](size_t i) -> Result<void> {
      BOUCLIER_TRY(const bool there, mover.Move(group[i], marked[i] != 0));
      done[i] = there ? 1 : 0;
      return {};
    });
    BOUCLIER_TRY_VOID(WriteMarks(state, job, group, done));  // also what was done before an error
    at.objects_done = report.objects + report.findings.size();
    at.bytes_done = report.bytes;
    if (progress) progress(at);
    return moved;
  };
  BOUCLIER_TRY_VOID(ForEachBodyGroup(*reader, move_group));
  return report;
}

}  // namespace bouclier::vault
