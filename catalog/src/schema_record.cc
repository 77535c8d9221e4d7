// SPDX-License-Identifier: Apache-2.0
#include "schema_record.h"

#include <algorithm>

#include "bouclier/crypto/json.h"

namespace bouclier::catalog {
namespace {

constexpr uint8_t kMostFigures = 18;

Error Damaged() { return Error(ErrorCode::kCorruption, "read loaded schema: a record is damaged"); }

void AppendText(Bytes& out, std::string_view text) { AppendSized(out, AsBytes(text)); }

void AppendTexts(Bytes& out, const std::vector<std::string>& texts) {
  AppendLe32(out, static_cast<uint32_t>(texts.size()));
  for (const std::string& text : texts) AppendText(out, text);
}

Result<std::string> TakeText(ByteReader& reader) {
  BOUCLIER_TRY(const ByteView bytes, reader.Sized());
  if (!crypto::IsUtf8(AsText(bytes))) return Damaged();
  return std::string(AsText(bytes));
}

Result<std::string> TakeName(ByteReader& reader) {
  BOUCLIER_TRY(std::string name, TakeText(reader));
  if (!IsPlainName(name)) return Damaged();
  return name;
}

// Each text takes at least the four bytes of its length, so that a count cannot ask for more memory than there is text.
Result<uint32_t> TakeCount(ByteReader& reader) {
  BOUCLIER_TRY(const uint32_t count, reader.Le32());
  if (count > reader.left() / 4) return Damaged();
  return count;
}

Result<std::vector<std::string>> TakeTexts(ByteReader& reader) {
  BOUCLIER_TRY(const uint32_t count, TakeCount(reader));
  std::vector<std::string> out(count);
  for (std::string& text : out) {
    BOUCLIER_TRY(text, TakeText(reader));
  }
  return out;
}

void AppendColumn(Bytes& out, const LoadedColumn& column) {
  AppendText(out, column.name);
  out.push_back(static_cast<uint8_t>(column.type));
  out.push_back(column.scale);
  for (const std::string* text :
       {&column.format, &column.declared_type, &column.length, &column.list, &column.list_column, &column.description,
        &column.since, &column.until, &column.minimum, &column.maximum})
    AppendText(out, *text);
  AppendTexts(out, column.missing_years);
  AppendTexts(out, column.allowed);
}

Result<LoadedColumn> TakeColumn(ByteReader& reader) {
  LoadedColumn column;
  BOUCLIER_TRY(column.name, TakeName(reader));
  BOUCLIER_TRY(const uint8_t type, reader.U8());
  BOUCLIER_TRY(column.scale, reader.U8());
  if (type > static_cast<uint8_t>(ColumnType::kBoolean) || column.scale > kMostFigures) return Damaged();
  column.type = static_cast<ColumnType>(type);
  for (std::string* text : {&column.format, &column.declared_type, &column.length, &column.list, &column.list_column,
                            &column.description, &column.since, &column.until, &column.minimum, &column.maximum}) {
    BOUCLIER_TRY(*text, TakeText(reader));
  }
  BOUCLIER_TRY(column.missing_years, TakeTexts(reader));
  BOUCLIER_TRY(column.allowed, TakeTexts(reader));
  return column;
}

Result<ForeignKey> TakeKey(ByteReader& reader) {
  ForeignKey key;
  BOUCLIER_TRY(key.columns, TakeTexts(reader));
  BOUCLIER_TRY(key.table, TakeName(reader));
  BOUCLIER_TRY(key.referenced, TakeTexts(reader));
  if (key.columns.empty() || key.columns.size() != key.referenced.size()) return Damaged();
  return key;
}

}  // namespace

Bytes EncodeTable(const LoadedTable& table) {
  Bytes out;
  for (const std::string* text : {&table.name, &table.title, &table.product, &table.place}) AppendText(out, *text);
  AppendLe32(out, static_cast<uint32_t>(table.columns.size()));
  for (const LoadedColumn& column : table.columns) AppendColumn(out, column);
  AppendTexts(out, table.primary_key);
  AppendLe32(out, static_cast<uint32_t>(table.foreign_keys.size()));
  for (const ForeignKey& key : table.foreign_keys) {
    AppendTexts(out, key.columns);
    AppendText(out, key.table);
    AppendTexts(out, key.referenced);
  }
  return out;
}

Result<LoadedTable> DecodeTable(ByteView bytes) {
  ByteReader reader(bytes);
  LoadedTable table;
  BOUCLIER_TRY(table.name, TakeName(reader));
  for (std::string* text : {&table.title, &table.product, &table.place}) {
    BOUCLIER_TRY(*text, TakeText(reader));
  }
  BOUCLIER_TRY(const uint32_t columns, TakeCount(reader));
  for (uint32_t i = 0; i < columns; ++i) {
    BOUCLIER_TRY(LoadedColumn column, TakeColumn(reader));
    table.columns.push_back(std::move(column));
  }
  BOUCLIER_TRY(table.primary_key, TakeTexts(reader));
  BOUCLIER_TRY(const uint32_t keys, TakeCount(reader));
  for (uint32_t i = 0; i < keys; ++i) {
    BOUCLIER_TRY(ForeignKey key, TakeKey(reader));
    table.foreign_keys.push_back(std::move(key));
  }
  BOUCLIER_TRY_VOID(reader.End());
  return table;
}

Bytes EncodeList(const CodeList& list) {
  Bytes out;
  for (const std::string* text : {&list.name, &list.column, &list.title, &list.place}) AppendText(out, *text);
  out.push_back(static_cast<uint8_t>((list.own ? 1 : 0) | (list.has_data ? 2 : 0)));
  AppendTexts(out, list.codes);
  return out;
}

Result<CodeList> DecodeList(ByteView bytes) {
  ByteReader reader(bytes);
  CodeList list;
  BOUCLIER_TRY(list.name, TakeName(reader));
  for (std::string* text : {&list.column, &list.title, &list.place}) {
    BOUCLIER_TRY(*text, TakeText(reader));
  }
  BOUCLIER_TRY(const uint8_t flags, reader.U8());
  BOUCLIER_TRY(list.codes, TakeTexts(reader));
  BOUCLIER_TRY_VOID(reader.End());
  list.own = (flags & 1) != 0;
  list.has_data = (flags & 2) != 0;
  const bool ordered =
      std::adjacent_find(list.codes.begin(), list.codes.end(), std::greater_equal<>()) == list.codes.end();
  if (flags > 3 || !ordered || (!list.codes.empty() && (!list.has_data || list.codes.front().empty())))
    return Damaged();
  return list;
}

Bytes EncodeFinding(const Finding& finding) {
  Bytes out{static_cast<uint8_t>(finding.kind)};
  for (const std::string* text : {&finding.place, &finding.where, &finding.detail}) AppendText(out, *text);
  return out;
}

Result<Finding> DecodeFinding(ByteView bytes) {
  ByteReader reader(bytes);
  Finding finding;
  BOUCLIER_TRY(const uint8_t kind, reader.U8());
  if (kind == 0 || kind > static_cast<uint8_t>(FindingKind::kDiffersFromBuiltIn)) return Damaged();
  finding.kind = static_cast<FindingKind>(kind);
  for (std::string* text : {&finding.place, &finding.where, &finding.detail}) {
    BOUCLIER_TRY(*text, TakeText(reader));
  }
  BOUCLIER_TRY_VOID(reader.End());
  return finding;
}

}  // namespace bouclier::catalog
