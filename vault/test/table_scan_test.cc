// SPDX-License-Identifier: Apache-2.0
// Table files: what was written is read, by columns and by persons; a hostile host and a false snapshot are refused.
#include "bouclier/vault/table_scan.h"

#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

#include "bouclier/vault/put_object.h"
#include "bouclier/vault/table_file.h"
#include "test_hub.h"

namespace bouclier::vault::test {
namespace {

struct Row {
  uint32_t person;
  int64_t value;
  bool operator==(const Row&) const = default;
};

// Persons ascend, some several times, some without; values tell rows apart.
std::vector<Row> MakeRows(size_t count) {
  std::vector<Row> rows;
  const Bytes noise = Pattern(count * 8, 3);
  for (size_t i = 0; i < count; ++i) {
    int64_t value = 0;
    std::memcpy(&value, noise.data() + i * 8, 8);
    rows.push_back({i + 100 < count ? static_cast<uint32_t>(i / 3 * 2) : kNoPerson, value});
  }
  return rows;
}

std::shared_ptr<arrow::Table> TableOf(const std::vector<Row>& rows) {
  arrow::UInt32Builder persons;
  arrow::Int64Builder values;
  for (const Row& row : rows) {
    EXPECT_TRUE((row.person == kNoPerson ? persons.AppendNull() : persons.Append(row.person)).ok());
    EXPECT_TRUE(values.Append(row.value).ok());
  }
  return arrow::Table::Make(
      arrow::schema({arrow::field("person", arrow::uint32()), arrow::field("value", arrow::int64())}),
      {*persons.Finish(), *values.Finish()});
}

struct TableHub : TestHub {
  TableFile Store(const std::vector<Row>& rows) {
    const auto table = TableOf(rows);
    auto writer = TableFileWriter::Begin(table->schema()).value();
    writer.Write(*table).value();
    const auto buffer = writer.Finish().value();
    PreparedObject prepared =
        PutWhole(Target(), "table-" + std::to_string(++files), {buffer->data(), static_cast<size_t>(buffer->size())})
            .value();
    TableFile file;
    file.sealed = RefOf(prepared.record());
    file.bytes = prepared.record().plaintext_length;
    file.rows = rows.size();
    file.table = "T";
    file.first_person = rows.front().person;
    file.last_person = rows.back().person;
    CommitBatch batch = Batch();
    batch.action = "ingest.stage";
    batch.objects.push_back(std::move(prepared));
    MakeCommitter().Commit(std::move(batch)).value();
    return file;
  }
  Result<std::vector<Row>> Scan(const TableFile& file, std::vector<PersonRange> persons = {}) {
    BOUCLIER_TRY(const auto published, Publish({file}));
    BOUCLIER_TRY(const auto receipt, Receipt());
    BOUCLIER_TRY(const auto reader, state.Read());
    BOUCLIER_TRY(const SnapshotTables tables,
                 SnapshotTables::Open(receipt, TableDoor::kIngest, {reader.get(), &host, keys}, published));
    BOUCLIER_TRY(const auto batches, tables.Scan(tables.snapshot().files[0], {{"value", "person"}, persons, {}}));
    std::vector<Row> rows;
    while (true) {
      BOUCLIER_TRY(const auto batch, NextBatch(*batches));
      if (!batch) return rows;
      const auto& values = static_cast<const arrow::Int64Array&>(*batch->column(0));
      const auto& people = static_cast<const arrow::UInt32Array&>(*batch->column(1));
      for (int64_t i = 0; i < batch->num_rows(); ++i)
        rows.push_back({people.IsNull(i) ? kNoPerson : people.Value(i), values.Value(i)});
    }
  }
  Result<PublishedSnapshot> Publish(std::vector<TableFile> list) {
    TableSnapshot snapshot;
    snapshot.dataset = dataset;
    snapshot.number = ++snapshots;
    snapshot.made_at = "2026-11-26T00:00:00.000Z";
    snapshot.crosswalk.object = snapshot.report.object = RandomId<ObjectId>();
    snapshot.files = std::move(list);
    CommitBatch batch = Batch();
    batch.action = kPublishAction;
    batch.body = PublishBody(snapshot);
    batch.also = [&](ports::StateTransaction& transaction) { return WriteSnapshot(transaction, *keys, snapshot); };
    BOUCLIER_TRY(const Committed committed, MakeCommitter().Commit(std::move(batch)));
    static_cast<void>(committed);
    BOUCLIER_TRY(const auto published, ReadPublished(ledger, dataset));
    return NewestSnapshot(published);
  }
  Result<ports::LedgerReceipt> Receipt() {
    const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{dataset.ToString()}}});
    return ledger.RecordOne({ports::EntryClass::kAccess, kIngestAction, 0, body.Canonical()});
  }
  int files = 0;
  uint64_t snapshots = 0;
};

std::vector<Row> Wanted(const std::vector<Row>& rows, const std::vector<PersonRange>& persons) {
  std::vector<Row> out;
  for (const Row& row : rows)
    for (const PersonRange& range : persons)
      if (row.person != kNoPerson && row.person >= range.first && row.person <= range.last) out.push_back(row);
  return out;
}

constexpr size_t kRows = 150'000;  // three row groups, 18 segments

TEST(TableScan, GivesTheRowsThatWereWritten) {
  TableHub hub;
  const auto rows = MakeRows(kRows);
  const TableFile file = hub.Store(rows);
  EXPECT_GT(file.bytes, 3 * kSegmentPlain);
  EXPECT_EQ(hub.Scan(file).value(), rows);
}

TEST(TableScan, GivesExactlyThePersonsAskedFor) {
  TableHub hub;
  const auto rows = MakeRows(kRows);
  const TableFile file = hub.Store(rows);
  const std::vector<std::vector<PersonRange>> asked = {
      {{0, 0}}, {{1, 1}}, {{10, 20}, {22, 22}, {43'000, 44'000}}, {{99'000, kNoPerson - 1}}, {{0, kNoPerson - 1}}};
  for (const auto& persons : asked) EXPECT_EQ(hub.Scan(file, persons).value(), Wanted(rows, persons));
}

TEST(TableScan, F14_AHostileHostIsRefused) {
  TableHub hub;
  const auto rows = MakeRows(kRows);
  const TableFile file = hub.Store(rows), other = hub.Store(MakeRows(kRows - 1));
  const std::string key = hub.BodyKey(file.sealed.object), other_key = hub.BodyKey(other.sealed.object);
  const Bytes body = hub.host.objects.at(key);
  ASSERT_GT(body.size(), 3 * kSegmentSealed);
  const auto refused = [&](Bytes attack) {
    hub.host.objects[key] = std::move(attack);
    const auto scanned = hub.Scan(file);
    return !scanned.ok() && scanned.error().code == ErrorCode::kCorruption;
  };
  EXPECT_TRUE(refused(Bytes(body.begin(), body.begin() + static_cast<ptrdiff_t>(2 * kSegmentSealed))));  // cut
  Bytes swapped = body;
  std::swap_ranges(swapped.begin(), swapped.begin() + kSegmentSealed, swapped.begin() + kSegmentSealed);
  EXPECT_TRUE(refused(swapped));
  Bytes flipped = body;
  flipped[kSegmentSealed + 40] ^= 1;
  EXPECT_TRUE(refused(flipped));
  EXPECT_TRUE(refused(hub.host.objects.at(other_key)));
  hub.host.objects[key] = body;
  EXPECT_EQ(hub.Scan(file).value(), rows);
}

TEST(TableScan, ASnapshotThatSaysOtherThanTheFileIsRefused) {
  TableHub hub;
  const TableFile file = hub.Store(MakeRows(kRows)), other = hub.Store(MakeRows(500));
  const auto refused = [&](const std::function<void(TableFile&)>& change) {
    TableFile wrong = file;
    change(wrong);
    const auto scanned = hub.Scan(wrong);
    return !scanned.ok() && scanned.error().code == ErrorCode::kCorruption;
  };
  EXPECT_TRUE(refused([](TableFile& it) { --it.rows; }));
  EXPECT_TRUE(refused([](TableFile& it) { ++it.bytes; }));
  EXPECT_TRUE(refused([](TableFile& it) { it.sealed.record[0] ^= 1; }));
  EXPECT_TRUE(refused([](TableFile& it) { it.first_person = 5; }));
  EXPECT_TRUE(refused([](TableFile& it) { it.last_person = 1000; }));
  EXPECT_TRUE(refused([&](TableFile& it) { it.sealed.object = other.sealed.object; }));
  EXPECT_FALSE(refused([](TableFile&) {}));
}

TEST(TableScan, RowsOutOfOrderAreRefused) {
  TableHub hub;
  auto rows = MakeRows(1000);
  std::swap(rows[10], rows[500]);
  EXPECT_EQ(hub.Scan(hub.Store(rows)).error().code, ErrorCode::kCorruption);
}

// Of such a column the ranges of persons would be looked for in statistics of another kind, and the rows passed over.
TEST(TableScan, APersonOfAnotherTypeIsRefusedBeforeAnyRow) {
  const auto scan = [](const std::vector<std::shared_ptr<arrow::Field>>& fields,
                       const std::vector<std::shared_ptr<arrow::Array>>& arrays) {
    const auto table = arrow::Table::Make(arrow::schema(fields), arrays);
    auto writer = TableFileWriter::Begin(table->schema()).value();
    writer.Write(*table).value();
    TableFile file;
    file.rows = static_cast<uint64_t>(table->num_rows());
    file.last_person = 1000;
    const auto scanned =
        ScanFile(std::make_shared<arrow::io::BufferReader>(writer.Finish().value()), file, {{"value"}, {{5, 6}}, {}});
    return scanned.ok() ? ErrorCode::kInternal : scanned.error().code;
  };
  arrow::Int64Builder numbers;
  arrow::StringBuilder texts;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(numbers.Append(i).ok() && texts.Append("someone").ok());
  const std::shared_ptr<arrow::Array> values = *numbers.Finish(), names = *texts.Finish();
  const auto value = arrow::field("value", arrow::int64());
  EXPECT_EQ(scan({arrow::field("person", arrow::int64()), value}, {values, values}), ErrorCode::kCorruption);
  EXPECT_EQ(scan({arrow::field("person", arrow::utf8()), value}, {names, values}), ErrorCode::kCorruption);
  const auto nested = arrow::StructArray::Make({values, values}, {value, arrow::field("other", arrow::int64())});
  arrow::UInt32Builder persons;
  for (uint32_t i = 0; i < 10; ++i) ASSERT_TRUE(persons.Append(i).ok());
  EXPECT_EQ(scan({arrow::field("pair", (*nested)->type()), arrow::field("person", arrow::uint32()), value},
                 {*nested, *persons.Finish(), values}),
            ErrorCode::kCorruption);
}

TEST(TableScan, AColumnThatIsNotThereIsSaidSo) {
  TableHub hub;
  const auto rows = MakeRows(10);
  const auto table = TableOf(rows);
  auto writer = TableFileWriter::Begin(table->schema()).value();
  writer.Write(*table).value();
  EXPECT_EQ(writer.rows(), 10u);
  const TableFile file = hub.Store(rows);
  const auto published = hub.Publish({file}).value();
  const auto reader = hub.state.Read().value();
  const auto tables =
      SnapshotTables::Open(hub.Receipt().value(), TableDoor::kIngest, {reader.get(), &hub.host, hub.keys}, published);
  EXPECT_EQ(tables->Scan(file, {{"absent"}, {}, {}}).error().code, ErrorCode::kInvalidArgument);
}

TEST(TableScan, AScanStopsWhenItIsNoLongerAllowed) {
  TableHub hub;
  const TableFile file = hub.Store(MakeRows(kRows));
  const auto published = hub.Publish({file}).value();
  const auto reader = hub.state.Read().value();
  const auto tables =
      SnapshotTables::Open(hub.Receipt().value(), TableDoor::kIngest, {reader.get(), &hub.host, hub.keys}, published);
  int asked = 0;
  ScanRequest request{{"value"}, {}, [&]() -> Result<void> {
                        if (++asked == 2) return Error(ErrorCode::kDenied, "scan: revoked");
                        return {};
                      }};
  const auto batches = tables->Scan(file, std::move(request)).value();
  EXPECT_TRUE(NextBatch(*batches).ok());
  EXPECT_EQ(NextBatch(*batches).error().code, ErrorCode::kDenied);
}

TEST(TableScan, AReceiptAboutAnotherSnapshotOpensNothingForAPermit) {
  TableHub hub;
  const TableFile file = hub.Store(MakeRows(10));
  const auto published = hub.Publish({file}).value();
  const crypto::Json body(
      crypto::Json::Object{{"dataset", hub.dataset.ToString()}, {"snapshot", uint64_t{published.number + 1}}});
  const auto receipt =
      hub.ledger.RecordOne({ports::EntryClass::kAccess, kProvisionAction, 0, body.Canonical()}).value();
  const auto reader = hub.state.Read().value();
  const auto tables =
      SnapshotTables::Open(receipt, TableDoor::kProvision, {reader.get(), &hub.host, hub.keys}, published);
  EXPECT_EQ(tables.error().code, ErrorCode::kDenied);
}

}  // namespace
}  // namespace bouclier::vault::test
