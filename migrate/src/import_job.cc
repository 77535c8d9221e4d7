// SPDX-License-Identifier: Apache-2.0
#include "import_job.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/object_index.h"
#include "part_filler.h"

namespace bouclier::migrate {
namespace {

constexpr std::string_view kTable = "migrate.import";
constexpr std::string_view kUnderWayKey = "under_way";  // → the object whose upload was begun
constexpr std::string_view kSource = "import:crypt4gh";

Error Cancelled() {
  return Error(ErrorCode::kCancelled, "import object: stopped by the caller; nothing was imported",
               "the same command begins anew");
}

struct WipedBytes {
  Bytes bytes;
  ~WipedBytes() { Wipe(bytes); }
};

Result<void> ForgetUnderWay(ports::StateTransaction& transaction) {
  return transaction.Delete(kTable, AsBytes(kUnderWayKey));
}

}  // namespace

vault::ManifestId ImportManifest() {
  const Digest32 digest = crypto::Sha256::Of(AsBytes("bouclier/imports/v1"));
  vault::ManifestId manifest;
  std::copy_n(digest.begin(), manifest.bytes.size(), manifest.bytes.begin());
  return manifest;
}

Result<ImportPlace> PlaceImport(ports::StateReader& reader, const vault::DatasetKeys& keys, const std::string& name,
                                Replace replace) {
  if (name.empty() || !crypto::IsUtf8(name))
    return Error(ErrorCode::kInvalidArgument, "import object: its name is empty or not UTF-8");
  vault::ObjectIndex index(reader);
  BOUCLIER_TRY(const std::optional<ObjectId> there, index.FindByName(keys, name));
  if (!there) return ImportPlace{ObjectId{crypto::RandomArray<16>()}, 1};
  if (replace == Replace::kNo)
    return Error(ErrorCode::kConflict, "import object: the dataset has an object of this name already",
                 "choose another name, or add a generation to that object: --replace");
  BOUCLIER_TRY(const std::vector<uint64_t> generations, index.GenerationsOf(*there));
  return ImportPlace{*there, generations.empty() ? 1 : generations.back() + 1};
}

Result<ImportReport> ImportC4gh(const ImportParts& parts, const ImportRequest& request, const vault::C4ghFile& file,
                                const vault::C4ghSource& body, const ImportOptions& options,
                                const JobControl& control) {
  return ImportJob(parts, request, file, options, control).Run(body);
}

ImportJob::ImportJob(const ImportParts& parts, const ImportRequest& request, const vault::C4ghFile& file,
                     const ImportOptions& options, const JobControl& control)
    : parts_(parts),
      request_(request),
      file_(file),
      options_(options),
      control_(control),
      halt_(control),
      retrier_(options.retry, halt_),
      target_{parts.store, parts.state, parts.keys} {}

Result<ImportReport> ImportJob::Run(const vault::C4ghSource& body) {
  BOUCLIER_TRY_VOID(LetGoOfUpload());  // of an import that was killed
  {
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(const ImportPlace place, PlaceImport(*reader, *parts_.keys, request_.name, request_.replace));
    upload_.object = place.object;
    upload_.generation = place.generation;
  }
  upload_.plaintext_length = file_.plaintext_length;
  upload_.max_leaves_per_part = options_.leaves_per_part;
  upload_.threads = options_.seal_threads;
  Show(0);
  BOUCLIER_TRY(vault::PreparedObject prepared,
               vault::IsSmall(file_.plaintext_length) ? BringSmall(body) : BringLarge(body));
  return Commit(std::move(prepared));
}

// Whole in memory, and found right, before a byte leaves.
Result<vault::PreparedObject> ImportJob::BringSmall(const vault::C4ghSource& body) {
  WipedBytes plain;
  plain.bytes.reserve(file_.plaintext_length);
  BOUCLIER_TRY_VOID(vault::DecryptC4ghBody(body, file_, [&](ByteView piece) -> Result<void> {
    Append(plain.bytes, piece);
    return {};
  }));
  if (halt_.IsSet()) return Cancelled();
  BOUCLIER_TRY(vault::SmallObject sealed, vault::SmallObject::Seal(target_, upload_, plain.bytes));
  BOUCLIER_TRY_VOID(CheckDigest(sealed.digest()));
  auto prepared = retrier_.Do(Heals::kAnswer, [&] { return sealed.Put(Meta()); });
  if (prepared.ok()) Show(file_.plaintext_length);
  return prepared;
}

Result<vault::PreparedObject> ImportJob::BringLarge(const vault::C4ghSource& body) {
  BOUCLIER_TRY_VOID(NoteUnderWay());
  auto prepared = Upload(body);
  if (!prepared.ok()) {
    const Result<void> gone = LetGoOfUpload();
    static_cast<void>(gone.ok());  // the cause is told; what was not let go of now, the next import lets go of
  }
  return prepared;
}

// Alone: a begin whose answer was lost is let go of, and so is a stopped migration's upload of the same object.
Result<std::unique_ptr<vault::UploadSession>> ImportJob::BeginUpload() {
  BOUCLIER_TRY_VOID(vault::UploadSession::AbandonAll(target_, upload_.object));
  return vault::UploadSession::Begin(target_, upload_);
}

Result<vault::PreparedObject> ImportJob::Upload(const vault::C4ghSource& body) {
  BOUCLIER_TRY(const std::unique_ptr<vault::UploadSession> session,
               retrier_.Do(Heals::kAnswer, [&] { return BeginUpload(); }));
  const auto send = [&](const vault::UploadSession::SealedPart& part, uint64_t bytes_done) -> Result<void> {
    if (halt_.IsSet()) return Cancelled();
    BOUCLIER_TRY_VOID(retrier_.Do(Heals::kAnswer, [&] { return session->SendPart(part); }));
    Show(bytes_done);
    return {};
  };
  PartFiller filler(*session, send);
  BOUCLIER_TRY_VOID(vault::DecryptC4ghBody(body, file_, [&](ByteView plaintext) { return filler.Take(plaintext); }));
  BOUCLIER_TRY_VOID(filler.Finish());
  BOUCLIER_TRY_VOID(CheckDigest(session->digest()));
  if (halt_.IsSet()) return Cancelled();
  return retrier_.Do(Heals::kAnswer, [&] { return session->Finish(Meta()); });
}

Result<ImportReport> ImportJob::Commit(vault::PreparedObject prepared) {
  vault::ManifestLine line = vault::MovedLine(prepared);
  const Digest32 sha256 = prepared.meta().sha256;
  vault::CommitBatch batch;
  batch.action = "object.import";
  batch.actor = parts_.actor;
  batch.body = {{"dataset", parts_.keys->dataset().ToString()},
                {"object", upload_.object.ToString()},
                {"generation", upload_.generation},
                {"packets", uint64_t{file_.header.packets}},
                {"recipient", request_.recipient}};
  batch.manifest = ImportManifest();
  batch.lines.push_back({parts_.keys->dataset(), line});
  batch.objects.push_back(std::move(prepared));
  batch.keys = {parts_.keys};
  batch.also = ForgetUnderWay;
  BOUCLIER_TRY(vault::Committed committed,
               vault::Committer(*parts_.state, *parts_.sink, *parts_.trail).Commit(std::move(batch)));
  line.batch = committed.batch;
  return ImportReport{{upload_.object, upload_.generation},
                      file_.plaintext_length,
                      sha256,
                      vault::LineText(line),
                      std::move(committed)};
}

Result<void> ImportJob::NoteUnderWay() {
  BOUCLIER_TRY(const auto transaction, parts_.state->Begin());
  BOUCLIER_TRY_VOID(transaction->Put(kTable, AsBytes(kUnderWayKey), upload_.object.bytes));
  return transaction->Commit();
}

Result<void> ImportJob::LetGoOfUpload() {
  std::optional<Bytes> row;
  {
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(row, reader->Get(kTable, AsBytes(kUnderWayKey)));
  }
  if (!row) return {};
  ObjectId object;
  if (row->size() != object.bytes.size())
    return Error(ErrorCode::kCorruption, "import object: the row of an import under way is damaged",
                 "restore the metadata database");
  std::copy(row->begin(), row->end(), object.bytes.begin());
  BOUCLIER_TRY_VOID(vault::UploadSession::AbandonAll(target_, object));
  BOUCLIER_TRY(const auto transaction, parts_.state->Begin());
  BOUCLIER_TRY_VOID(ForgetUnderWay(*transaction));
  return transaction->Commit();
}

Result<void> ImportJob::CheckDigest(const vault::PlaintextDigest& digest) const {
  if (!request_.sha256 || digest.sha256 == *request_.sha256) return {};
  return Error(ErrorCode::kCorruption, "import object: the decrypted bytes do not have the SHA-256 asked for",
               "the file is another one, or was cut between two segments: ask the sender for it again");
}

vault::ObjectMeta ImportJob::Meta() const {
  vault::ObjectMeta meta;
  meta.name = request_.name;
  meta.source = kSource;
  return meta;
}

void ImportJob::Show(uint64_t bytes) const {
  if (!control_.progress) return;
  Progress at;
  at.phase = Phase::kImport;
  at.units_total = 1;
  at.units_done = bytes == file_.plaintext_length ? 1 : 0;
  at.bytes_done = bytes;
  at.bytes_total = file_.plaintext_length;
  control_.progress(at);
}

}  // namespace bouclier::migrate
