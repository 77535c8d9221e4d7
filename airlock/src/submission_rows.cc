// SPDX-License-Identifier: Apache-2.0
#include "submission_rows.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::airlock {
namespace {

constexpr size_t kSalt = 16;
constexpr std::string_view kTextLabel = "bouclier/airlock-text/v1";

Bytes TextKey(const SubmissionId& id, uint64_t step) { return WithBe64(SubmissionKey(id), step); }

}  // namespace

Error SubmissionDamaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "read submission: " + cause, "restore the metadata database from its backup");
}

SaltedText SaltedText::Of(std::string_view text) {
  SaltedText out{ToBytes(crypto::RandomArray<kSalt>())};
  Append(out.bytes, AsBytes(text));
  return out;
}

std::string_view SaltedText::text() const { return AsText(ByteView(bytes).subspan(kSalt)); }
std::string SaltedText::Digest() const { return Hex(crypto::Sha256::Of(bytes)); }

Bytes SubmissionKey(const SubmissionId& id) {
  Bytes key = ToBytes(AsBytes(id.project));
  key.push_back(0);  // ids of projects hold no zero byte
  return WithBe64(std::move(key), id.number);
}

Result<SubmissionId> ParseSubmissionKey(ByteView key) {
  const std::string_view text = AsText(key);
  const size_t end = text.find('\0');
  if (end == std::string_view::npos || text.size() < end + 9) return SubmissionDamaged("a row's key is malformed");
  return SubmissionId{std::string(text.substr(0, end)), LoadBe64(key.data() + end + 1)};
}

Result<void> WriteText(ports::StateTransaction& transaction, const vault::DatasetKeys& keys, const SubmissionId& id,
                       uint64_t step, const SaltedText& text) {
  const Bytes key = TextKey(id, step);
  return transaction.Put(kTextTable, key, vault::SealRow(keys, kTextLabel, key, text.bytes));
}

Result<std::map<uint64_t, SaltedText>> ReadTexts(ports::StateReader& reader, const vault::DatasetKeys& keys,
                                                 const SubmissionId& id) {
  std::map<uint64_t, SaltedText> out;
  const Bytes prefix = SubmissionKey(id);
  BOUCLIER_TRY_VOID(reader.Scan(kTextTable, prefix, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
    if (key.size() != prefix.size() + 8) return SubmissionDamaged("a row's key is malformed");
    auto opened = vault::OpenRow(keys, kTextLabel, key, value);
    if (!opened.ok() || opened->size() < kSalt) return SubmissionDamaged("the row of a text is damaged");
    out[LoadBe64(key.data() + prefix.size())] = {std::move(opened).value()};
    return ports::ScanNext::kGoOn;
  }));
  return out;
}

StateRow RowOf(const Progress& progress) { return {progress.steps, progress.version, progress.stage}; }

Result<std::optional<StateRow>> ReadStateRow(ports::StateReader& reader, const SubmissionId& id) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kStateTable, SubmissionKey(id)));
  if (!row) return std::optional<StateRow>();
  if (row->size() != 17 || (*row)[16] > static_cast<uint8_t>(Stage::kReleased))
    return SubmissionDamaged("the row of its state is damaged");
  return std::optional<StateRow>(
      StateRow{LoadBe64(row->data()), LoadBe64(row->data() + 8), static_cast<Stage>((*row)[16])});
}

Result<void> MoveStateRow(ports::StateTransaction& transaction, const SubmissionId& id,
                          const std::optional<StateRow>& before, const StateRow& after) {
  BOUCLIER_TRY(const std::optional<StateRow> there, ReadStateRow(transaction, id));
  if (there != before)
    return Error(ErrorCode::kConflict, "change submission: somebody else changed it meanwhile",
                 "type the command again", Retry::kBackoff);
  Bytes row = WithBe64(WithBe64({}, after.steps), after.version);
  row.push_back(static_cast<uint8_t>(after.stage));
  return transaction.Put(kStateTable, SubmissionKey(id), row);
}

Result<std::set<SubmissionId>> SubmissionsWithRows(ports::StateReader& reader) {
  std::set<SubmissionId> out;
  for (const std::string_view table : {kTextTable, kStateTable}) {
    BOUCLIER_TRY_VOID(reader.Scan(table, {}, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
      BOUCLIER_TRY(SubmissionId id, ParseSubmissionKey(key));
      out.insert(std::move(id));
      return ports::ScanNext::kGoOn;
    }));
  }
  return out;
}

}  // namespace bouclier::airlock
