// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/manifest_book.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "manifest_rows.h"
#include "sealed_box.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kLabel = "bouclier/manifest-line/v1";
constexpr std::string_view kUnitLabel = "bouclier/manifest-unit/v1";

Error Damaged(const char* what) { return Error(ErrorCode::kCorruption, std::string("read manifest: ") + what); }

Bytes LineBound(ByteView row_key, const DatasetId& dataset) {
  Bytes bound = ToBytes(row_key);
  Append(bound, dataset.bytes);
  return bound;
}

Digest32 UnitTag(const DatasetKeys& keys, const ManifestLine& line) {
  Bytes data = ToBytes(AsBytes(kUnitLabel));
  for (const std::string* text : {&line.source, &line.name, &line.snapshot}) {
    AppendLe64(data, text->size());
    Append(data, AsBytes(*text));
  }
  return crypto::HmacSha256(keys.manifest_key(), data);
}

Result<uint64_t> TakeOrdinal(ports::StateTransaction& transaction, ManifestId manifest) {
  BOUCLIER_TRY(const std::optional<Bytes> row, transaction.Get(tables::kManifestNext, manifest.bytes));
  if (row && row->size() != 8) return Damaged("its counter is damaged");
  const uint64_t ordinal = row ? LoadBe64(row->data()) : 0;
  BOUCLIER_TRY_VOID(transaction.Put(tables::kManifestNext, manifest.bytes, WithBe64({}, ordinal + 1)));
  return ordinal;
}

Result<void> Retire(ports::StateTransaction& transaction, ManifestId manifest, ByteView ordinal) {
  Bytes key = tables::Key(manifest);
  Append(key, ordinal);
  BOUCLIER_TRY(const std::optional<Bytes> row, transaction.Get(tables::kManifest, key));
  if (!row) return Damaged("a line that is to be replaced is gone");
  BOUCLIER_TRY_VOID(transaction.Put(tables::kManifestOld, key, *row));
  return transaction.Delete(tables::kManifest, key);
}

}  // namespace

Result<void> PutLine(ports::StateTransaction& transaction, ManifestId manifest, const DatasetKeys& keys,
                     const ManifestLine& line) {
  Bytes unit_key = tables::Key(manifest);
  Append(unit_key, UnitTag(keys, line));
  BOUCLIER_TRY(const std::optional<Bytes> earlier, transaction.Get(tables::kManifestUnit, unit_key));
  if (earlier) {
    BOUCLIER_TRY_VOID(Retire(transaction, manifest, *earlier));
  }
  BOUCLIER_TRY(const uint64_t ordinal, TakeOrdinal(transaction, manifest));
  const Bytes key = WithBe64(tables::Key(manifest), ordinal);
  Bytes row = tables::Key(keys.dataset());
  Append(row, SealBox(keys.manifest_key(), kLabel, LineBound(key, keys.dataset()), AsBytes(LineText(line))));
  BOUCLIER_TRY_VOID(transaction.Put(tables::kManifest, key, row));
  return transaction.Put(tables::kManifestUnit, unit_key, WithBe64({}, ordinal));
}

ManifestBook::ManifestBook(ports::StateReader& reader, std::vector<DatasetKeysPtr> keys) : reader_(reader) {
  for (DatasetKeysPtr& key : keys) {
    const DatasetId dataset = key->dataset();
    keys_.emplace(dataset, std::move(key));
  }
}

Result<void> ManifestBook::ForEach(ManifestId manifest, ManifestPart part, const LineVisitor& visit) {
  const std::string_view table = part == ManifestPart::kCurrent ? tables::kManifest : tables::kManifestOld;
  return reader_.Scan(table, manifest.bytes, {}, [&](ByteView key, ByteView row) -> Result<ports::ScanNext> {
    if (row.size() < 16) return Damaged("a line is cut");
    DatasetId dataset;
    std::copy_n(row.begin(), 16, dataset.bytes.begin());
    const auto keys = keys_.find(dataset);
    if (keys == keys_.end())
      return Error(ErrorCode::kNotFound, "read manifest: the keys of one of its datasets were not given");
    auto text = OpenBox(keys->second->manifest_key(), kLabel, LineBound(key, dataset), row.subspan(16));
    if (!text.ok()) return Damaged("a line is altered, or of another place");
    const std::string line_text(AsText(*text));
    BOUCLIER_TRY(const ManifestLine line, ParseLine(line_text));
    BOUCLIER_TRY_VOID(visit(line, line_text));
    return ports::ScanNext::kGoOn;
  });
}

Result<ManifestTotals> ManifestBook::Totals(ManifestId manifest) {
  ManifestTotals totals;
  crypto::MerkleAccumulator tree;
  BOUCLIER_TRY_VOID(
      ForEach(manifest, ManifestPart::kCurrent, [&](const ManifestLine& line, const std::string&) -> Result<void> {
        ++totals.lines;
        totals.moved += line.outcome == Outcome::kMoved ? 1 : 0;
        totals.refused += line.outcome == Outcome::kRefused ? 1 : 0;
        totals.lost += line.outcome == Outcome::kLost ? 1 : 0;
        totals.bytes_moved += line.outcome == Outcome::kMoved ? line.size : 0;
        tree.Add(LineLeaf(line));
        return {};
      }));
  totals.root = tree.Root();
  return totals;
}

std::string ManifestBook::Sha256SumsLine(const ManifestLine& line) {
  std::string name;
  for (char c : line.name) {
    if (c == '\\')
      name += "\\\\";
    else if (c == '\n')
      name += "\\n";
    else if (c == '\r')
      name += "\\r";
    else
      name += c;
  }
  const bool escaped = name.size() != line.name.size();
  return (escaped ? "\\" : "") + Hex(line.sha256) + "  " + name + "\n";
}

}  // namespace bouclier::vault
