// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/schema_store.h"

#include <algorithm>
#include <map>

#include "bouclier/crypto/hash.h"
#include "schema_record.h"

namespace bouclier::catalog {
namespace {

constexpr std::string_view kTable = "catalog.loaded";
constexpr uint8_t kVersion = 1;
constexpr char kHead = 'H', kTableRow = 'T', kListRow = 'L', kFindingRow = 'F';

using Rows = std::map<Bytes, Bytes>;

Error Damaged(const char* why) {
  return Error(ErrorCode::kCorruption, std::string("read loaded schema: ") + why, "load the schema again",
               Retry::kAfterFix);
}

Bytes KeyOf(char kind, std::string_view name) {
  Bytes key{static_cast<uint8_t>(kind)};
  Append(key, AsBytes(name));
  return key;
}

Bytes ListKey(const CodeList& list) { return KeyOf(kListRow, list.name + std::string(1, '\0') + list.column); }

Bytes FindingKey(uint64_t number) { return WithBe64({static_cast<uint8_t>(kFindingRow)}, number); }

Digest32 DigestOf(const Rows& rows) {
  crypto::Sha256 digest;
  for (const auto& [key, value] : rows) {
    for (const Bytes* part : {&key, &value}) {
      Bytes length;
      AppendLe64(length, part->size());
      digest.Update(length);
      digest.Update(*part);
    }
  }
  return digest.Finish();
}

Rows RowsOf(const LoadedSchema& schema) {
  Rows rows;
  for (const LoadedTable& table : schema.tables) rows[KeyOf(kTableRow, table.name)] = EncodeTable(table);
  for (const CodeList& list : schema.lists) rows[ListKey(list)] = EncodeList(list);
  for (size_t i = 0; i < schema.findings.size(); ++i) rows[FindingKey(i)] = EncodeFinding(schema.findings[i]);
  BOUCLIER_CHECK(rows.size() == schema.tables.size() + schema.lists.size() + schema.findings.size());
  return rows;
}

Bytes EncodeHead(const SchemaVersion& version) {
  Bytes out{kVersion};
  AppendLe64(out, version.number);
  Append(out, version.digest);
  return out;
}

Result<SchemaVersion> DecodeHead(ByteView bytes) {
  ByteReader reader(bytes);
  const auto format = reader.U8();
  if (format.ok() && *format > kVersion)
    return Error(ErrorCode::kUnsupported, "read loaded schema: it was written by a later version of this program");
  const auto number = reader.Le64();
  const auto digest = reader.Array<32>();
  if (!format.ok() || *format != kVersion || !number.ok() || *number == 0 || !digest.ok() || !reader.End().ok())
    return Damaged("its head is damaged");
  return SchemaVersion{*number, *digest};
}

Result<Rows> ReadRows(ports::StateReader& reader) {
  Rows rows;
  BOUCLIER_TRY_VOID(reader.Scan(kTable, {}, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
    rows.emplace(ToBytes(key), ToBytes(value));
    return ports::ScanNext::kGoOn;
  }));
  return rows;
}

// The row's key must be that of its content: no row can stand for another.
Result<void> Take(ByteView key, ByteView value, LoadedSchema& out) {
  switch (key.empty() ? '\0' : static_cast<char>(key[0])) {
    case kTableRow: {
      BOUCLIER_TRY(LoadedTable table, DecodeTable(value));
      if (!Equal(key, KeyOf(kTableRow, table.name))) break;
      out.tables.push_back(std::move(table));
      return {};
    }
    case kListRow: {
      BOUCLIER_TRY(CodeList list, DecodeList(value));
      if (!Equal(key, ListKey(list))) break;
      out.lists.push_back(std::move(list));
      return {};
    }
    case kFindingRow: {
      BOUCLIER_TRY(Finding finding, DecodeFinding(value));
      if (!Equal(key, FindingKey(out.findings.size()))) break;
      out.findings.push_back(std::move(finding));
      return {};
    }
    default:
      break;
  }
  return Damaged("a row has the key of another");
}

}  // namespace

Result<std::optional<SchemaVersion>> ReadSchemaVersion(ports::StateReader& reader) {
  BOUCLIER_TRY(const std::optional<Bytes> head, reader.Get(kTable, KeyOf(kHead, "")));
  if (!head) return std::optional<SchemaVersion>();
  BOUCLIER_TRY(const SchemaVersion version, DecodeHead(*head));
  return std::optional(version);
}

Digest32 SchemaDigest(const LoadedSchema& schema) { return DigestOf(RowsOf(schema)); }

Result<SchemaVersion> SaveSchema(ports::StateTransaction& transaction, const LoadedSchema& schema) {
  BOUCLIER_TRY(const std::optional<SchemaVersion> before, ReadSchemaVersion(transaction));
  BOUCLIER_TRY(const Rows old, ReadRows(transaction));
  const Rows rows = RowsOf(schema);
  const SchemaVersion version{before ? before->number + 1 : 1, DigestOf(rows)};
  for (const auto& [key, value] : old) BOUCLIER_TRY_VOID(transaction.Delete(kTable, key));
  for (const auto& [key, value] : rows) BOUCLIER_TRY_VOID(transaction.Put(kTable, key, value));
  BOUCLIER_TRY_VOID(transaction.Put(kTable, KeyOf(kHead, ""), EncodeHead(version)));
  return version;
}

Result<std::optional<SavedSchema>> ReadSavedSchema(ports::StateReader& reader) {
  BOUCLIER_TRY(const std::optional<SchemaVersion> version, ReadSchemaVersion(reader));
  BOUCLIER_TRY(Rows rows, ReadRows(reader));
  if (!version) {
    if (!rows.empty()) return Damaged("its head is missing");
    return std::optional<SavedSchema>();
  }
  rows.erase(KeyOf(kHead, ""));
  if (DigestOf(rows) != version->digest) return Damaged("it is not what was saved");
  SavedSchema saved{*version, {}};
  for (const auto& [key, value] : rows) BOUCLIER_TRY_VOID(Take(key, value, saved.schema));
  return std::optional(std::move(saved));
}

}  // namespace bouclier::catalog
