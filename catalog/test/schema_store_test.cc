// SPDX-License-Identifier: Apache-2.0
// What is kept of a loaded schema: it comes back as it was, or not at all.
#include "bouclier/catalog/schema_store.h"

#include <gtest/gtest.h>

#include "bouclier/state/memory_state_store.h"
#include "schema_record.h"

namespace bouclier::catalog {
namespace {

LoadedSchema Sample(const std::string& title) {
  LoadedColumn column, day;
  column.name = "K";
  column.type = ColumnType::kDecimal;
  column.scale = 2;
  column.declared_type = "number";
  day.name = "D";
  day.type = ColumnType::kDate;
  day.format = "%Y-%m-%d";
  column.length = "4,2";
  column.list = "L";
  column.list_column = "K";
  column.description = "numéro";
  column.missing_years = {"2012", "2013"};
  column.allowed = {"0", "9"};
  LoadedSchema schema;
  schema.tables.push_back({"A", title, "DCIR", "schema/A.json", {column, day}, {"K"}, {{{"K"}, "B", {"K"}}}});
  schema.tables.push_back({"B", "", "", "schema/B.json", {}, {}, {}});
  schema.lists.push_back({"L", "K", true, "Liste", "nomenclatures/L.json", true, {"01", "02A"}});
  schema.lists.push_back({"L", "X", false, "Liste", "nomenclatures/L.json", true, {}});
  schema.lists.push_back({"M", "K", true, "", "nomenclatures/M.json", false, {}});
  for (int i = 0; i < 300; ++i)
    schema.findings.push_back({FindingKind::kYearInName, "schema/A.json", "A", std::to_string(i)});
  return schema;
}

SchemaVersion Save(state::MemoryStateStore& store, const LoadedSchema& schema) {
  auto transaction = store.Begin().value();
  const SchemaVersion version = SaveSchema(*transaction, schema).value();
  EXPECT_EQ(SchemaDigest(schema), version.digest);
  transaction->Commit().value();
  return version;
}

Result<std::optional<SavedSchema>> Read(state::MemoryStateStore& store) {
  auto reader = store.Read().value();
  return ReadSavedSchema(*reader);
}

TEST(SchemaStore, GivesBackWhatWasSavedAndCountsTheLoads) {
  state::MemoryStateStore store;
  EXPECT_FALSE(Read(store).value().has_value());
  const SchemaVersion first = Save(store, Sample("one"));
  EXPECT_EQ(first.number, 1u);
  EXPECT_EQ(Read(store).value()->schema, Sample("one"));
  EXPECT_EQ(Read(store).value()->version, first);
  LoadedSchema smaller = Sample("two");
  smaller.tables.pop_back();
  smaller.findings.resize(3);
  const SchemaVersion second = Save(store, smaller);
  EXPECT_EQ(second.number, 2u);
  EXPECT_NE(second.digest, first.digest);
  EXPECT_EQ(Read(store).value()->schema, smaller) << "nothing of the first is left";
  EXPECT_EQ(Save(store, Sample("one")).digest, first.digest) << "the same content has the same digest";
  auto reader = store.Read().value();
  EXPECT_EQ(ReadSchemaVersion(*reader).value()->number, 3u);
}

TEST(SchemaStore, WithoutACommitNothingChanges) {
  state::MemoryStateStore store;
  Save(store, Sample("one"));
  {
    auto transaction = store.Begin().value();
    ASSERT_TRUE(SaveSchema(*transaction, Sample("two")).ok());
  }
  EXPECT_EQ(Read(store).value()->schema, Sample("one"));
}

// Every row changed, dropped, doubled, exchanged: seen.
TEST(SchemaStore, RefusesRowsThatAreNotThoseSaved) {
  constexpr char kTable[] = "catalog.loaded";
  state::MemoryStateStore store;
  Save(store, Sample("one"));
  std::vector<std::pair<Bytes, Bytes>> rows;
  {
    auto reader = store.Read().value();
    ASSERT_TRUE(reader
                    ->Scan(kTable, {}, {},
                           [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                             rows.emplace_back(ToBytes(key), ToBytes(value));
                             return ports::ScanNext::kGoOn;
                           })
                    .ok());
  }
  EXPECT_EQ(rows.size(), 1u + 2 + 3 + 300);
  const auto with = [&](const Bytes& key, const std::optional<Bytes>& value) {
    auto transaction = store.Begin().value();
    if (value)
      transaction->Put(kTable, key, *value).value();
    else
      transaction->Delete(kTable, key).value();
    const auto read = ReadSavedSchema(*transaction);
    return read.ok() ? ErrorCode::kInternal : read.error().code;
  };
  for (size_t row = 0; row < rows.size(); row += row < 3 || row > 298 ? 1 : 37) {
    const auto& [key, value] = rows[row];
    EXPECT_EQ(with(key, std::nullopt), ErrorCode::kCorruption) << row;
    for (size_t at = 0; at < value.size(); at += 5) {
      Bytes changed = value;
      changed[at] ^= 0x41;
      const ErrorCode code = with(key, changed);
      if (key[0] != 'H' || (at != 0 && at != 5)) {
        EXPECT_EQ(code, ErrorCode::kCorruption) << row << ' ' << at;
      }
    }
  }
  EXPECT_EQ(with({'T', 'C'}, EncodeTable(Sample("x").tables[1])), ErrorCode::kCorruption);
  EXPECT_EQ(with({'?'}, Bytes{}), ErrorCode::kCorruption);
  EXPECT_EQ(with({'H'}, Bytes{2}), ErrorCode::kUnsupported) << "a later version";
  EXPECT_TRUE(Read(store).ok());
}

TEST(SchemaRecord, RefusesWhatNoWriterMakes) {
  const CodeList list = Sample("x").lists[0];
  const auto decodes = [](CodeList changed) { return DecodeList(EncodeList(changed)).ok(); };
  EXPECT_TRUE(decodes(list));
  for (const auto& codes : std::vector<std::vector<std::string>>{{"b", "a"}, {"a", "a"}, {"", "a"}}) {
    CodeList changed = list;
    changed.codes = codes;
    EXPECT_FALSE(decodes(changed));
  }
  CodeList without = list;
  without.has_data = false;
  EXPECT_FALSE(decodes(without)) << "codes without data";
  LoadedTable table = Sample("x").tables[0];
  EXPECT_TRUE(DecodeTable(EncodeTable(table)).ok());
  LoadedTable changed = table;
  changed.columns[0].scale = 19;
  EXPECT_FALSE(DecodeTable(EncodeTable(changed)).ok());
  changed = table;
  changed.columns[0].name = "a;b";
  EXPECT_FALSE(DecodeTable(EncodeTable(changed)).ok());
  changed = table;
  changed.foreign_keys[0].referenced.push_back("X");
  EXPECT_FALSE(DecodeTable(EncodeTable(changed)).ok());
  changed = table;
  changed.title = "\xff";
  EXPECT_FALSE(DecodeTable(EncodeTable(changed)).ok());
  const Bytes whole = EncodeTable(table);
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(DecodeTable(ByteView(whole).first(size)).ok());
}

}  // namespace
}  // namespace bouclier::catalog
