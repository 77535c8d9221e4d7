// SPDX-License-Identifier: Apache-2.0
#include "upload_state.h"

#include "tables.h"

namespace bouclier::vault {
namespace {
constexpr uint32_t kMaxPieces = 65'536;
Error Damaged() {
  return Error(ErrorCode::kCorruption, "read open upload: a row is damaged", "restore the metadata database");
}
}  // namespace

Bytes EncodeUploadIds(const std::vector<std::string>& ids) {
  Bytes out;
  AppendLe32(out, static_cast<uint32_t>(ids.size()));
  for (const std::string& id : ids) AppendSized(out, AsBytes(id));
  return out;
}

Result<std::vector<std::string>> DecodeUploadIds(ByteView row) {
  ByteReader reader(row);
  BOUCLIER_TRY(const uint32_t count, reader.Le32());
  if (count > kMaxPieces) return Damaged();
  std::vector<std::string> ids;
  for (uint32_t i = 0; i < count; ++i) {
    BOUCLIER_TRY(const ByteView id, reader.Sized());
    ids.emplace_back(AsText(id));
  }
  BOUCLIER_TRY_VOID(reader.End());
  return ids;
}

Result<std::vector<UploadRecord>> FindUploads(ports::StateReader& reader, ObjectId object,
                                              std::optional<uint64_t> generation) {
  const Bytes prefix = generation ? WithBe64(tables::Key(object), *generation) : tables::Key(object);
  std::vector<UploadRecord> found;
  BOUCLIER_TRY_VOID(
      reader.Scan(tables::kUpload, prefix, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(UploadRecord record, DecodeUploadRecord(value));
        if (!Equal(tables::UploadKey(record.id), key)) return Damaged();
        found.push_back(std::move(record));
        return ports::ScanNext::kGoOn;
      }));
  return found;
}

Result<std::optional<std::vector<std::string>>> ReadUploadIds(ports::StateReader& reader, const UploadRecord& record) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kUploadIds, tables::UploadKey(record.id)));
  if (!row) return std::optional<std::vector<std::string>>();
  BOUCLIER_TRY(std::vector<std::string> ids, DecodeUploadIds(*row));
  if (ids.size() != record.layout.PieceCount()) return Damaged();
  return std::optional(std::move(ids));
}

Result<std::vector<PartRecord>> ReadParts(ports::StateReader& reader, const UploadRecord& record) {
  std::vector<PartRecord> parts(record.layout.PartCount());
  BOUCLIER_TRY_VOID(reader.Scan(tables::kUploadPart, tables::UploadKey(record.id), {},
                                [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                                  const uint64_t part = key.size() == 40 ? LoadBe64(key.data() + 32) : parts.size();
                                  if (part >= parts.size()) return Damaged();
                                  BOUCLIER_TRY(parts[part], DecodePartRecord(value));
                                  if (parts[part].leaves.size() != LeafCount(record.layout.PartPlainLength(part)))
                                    return Damaged();
                                  return ports::ScanNext::kGoOn;
                                }));
  return parts;
}

Result<void> DeleteUpload(ports::StateTransaction& transaction, const AttemptId& id, uint64_t parts) {
  const Bytes key = tables::UploadKey(id);
  BOUCLIER_TRY_VOID(transaction.Delete(tables::kUpload, key));
  BOUCLIER_TRY_VOID(transaction.Delete(tables::kUploadIds, key));
  for (uint64_t part = 0; part < parts; ++part) {
    BOUCLIER_TRY_VOID(transaction.Delete(tables::kUploadPart, WithBe64(key, part)));
  }
  return {};
}

Result<void> AbortAtHost(ports::ObjectStore& store, const UploadRecord& record, const std::vector<std::string>& ids) {
  for (size_t piece = 0; piece < ids.size(); ++piece) {
    const auto aborted = store.AbortUpload(PieceKey(record.id, piece, ids.size()), ids[piece]);
    if (aborted.ok()) continue;
    const ErrorCode code = aborted.error().code;
    if (code != ErrorCode::kDenied && code != ErrorCode::kUnsupported && code != ErrorCode::kNotFound) return aborted;
  }
  return {};
}

}  // namespace bouclier::vault
