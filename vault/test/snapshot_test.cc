// SPDX-License-Identifier: Apache-2.0
// Snapshots of tables: what was published is what is read, and an attacker who writes into the metadata database is
// refused by what the ledger says. The twin that does not ask the ledger lets the same attacks through.
#include "bouclier/vault/table_snapshot.h"

#include <gtest/gtest.h>

#include "sealed_box.h"
#include "tables.h"
#include "test_hub.h"

namespace bouclier::vault::test {
namespace {

constexpr const char* kTime = "2026-11-26T00:00:00.000Z";

TableFile File(const std::string& table, const std::string& period, uint64_t rows) {
  TableFile file;
  file.salt = crypto::RandomArray<16>();
  file.table = table;
  file.period = period;
  file.sealed = {RandomId<ObjectId>(), 1, crypto::Sha256::Of(AsBytes(table + period))};
  file.bytes = rows * 10;
  file.rows = rows;
  file.first_person = 3;
  file.last_person = 90;
  return file;
}

struct SnapshotHub : TestHub {
  TableSnapshot Make(uint64_t number, uint64_t rows) {
    TableSnapshot snapshot;
    snapshot.salt = crypto::RandomArray<16>();
    snapshot.dataset = dataset;
    snapshot.number = number;
    snapshot.predecessor = number - 1;
    snapshot.made_at = kTime;
    snapshot.persons = 100;
    snapshot.bucket_width = 65536;
    snapshot.crosswalk = {RandomId<ObjectId>(), number, {}};
    snapshot.report = {RandomId<ObjectId>(), number, {}};
    snapshot.periods = {{"", {}}, {"201901", crypto::Sha256::Of(AsBytes("a"))}};
    snapshot.tables["ER_PRS_F"] = {{"person", "ordinal"}, {"EXE_SOI_DTD", "date"}};
    for (const char* period : {"201901", "201902", "201903"}) snapshot.files.push_back(File("ER_PRS_F", period, rows));
    return snapshot;
  }
  Result<void> Publish(const TableSnapshot& snapshot) {
    CommitBatch batch;
    batch.action = kPublishAction;
    batch.body = PublishBody(snapshot);
    batch.keys = {keys};
    batch.also = [&](ports::StateTransaction& transaction) { return WriteSnapshot(transaction, *keys, snapshot); };
    BOUCLIER_TRY(const Committed committed, MakeCommitter().Commit(std::move(batch)));
    static_cast<void>(committed);
    return {};
  }
  Result<TableSnapshot> Load(uint64_t number) {
    BOUCLIER_TRY(const auto published, ReadPublished(ledger, dataset));
    BOUCLIER_TRY(const auto reader, state.Read());
    return LoadSnapshot(*reader, *keys, published.at(number - 1));
  }
  Bytes FileKey(uint64_t number, uint64_t place) { return WithBe64(WithBe64(tables::Key(dataset), number), place); }
  Bytes Row(uint64_t number, uint64_t place) {
    return state.Read().value()->Get(tables::kSnapshotFile, FileKey(number, place)).value().value();
  }
  void PutRow(uint64_t number, uint64_t place, ByteView row) {
    auto transaction = state.Begin().value();
    transaction->Put(tables::kSnapshotFile, FileKey(number, place), row).value();
    transaction->Commit().value();
  }
  void DropRow(uint64_t number, uint64_t place) {
    auto transaction = state.Begin().value();
    transaction->Delete(tables::kSnapshotFile, FileKey(number, place)).value();
    transaction->Commit().value();
  }
  // The twin: a reader that takes the rows as they are.
  size_t FilesAsTheRowsSay(uint64_t number) {
    size_t files = 0;
    const auto reader = state.Read().value();
    reader
        ->Scan(tables::kSnapshotFile, WithBe64(tables::Key(dataset), number), {},
               [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
                 BOUCLIER_TRY(const Bytes line,
                              OpenBox(keys->manifest_key(), "bouclier/snapshot-file/v1", keys->dataset().bytes, value));
                 BOUCLIER_TRY_VOID(ParseTableFile(AsText(line)));
                 ++files;
                 return ports::ScanNext::kGoOn;
               })
        .value();
    return files;
  }
};

TEST(TableSnapshot, WhatWasPublishedIsRead) {
  SnapshotHub hub;
  const TableSnapshot made = hub.Make(1, 7);
  ASSERT_TRUE(hub.Publish(made).ok());
  const auto loaded = hub.Load(1);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  const TableSnapshot& read = *loaded;
  EXPECT_EQ(read.files, made.files);
  EXPECT_EQ(read.tables, made.tables);
  EXPECT_EQ(SnapshotHeadText(read), SnapshotHeadText(made));
  EXPECT_EQ(ReadPublished(hub.ledger, RandomId<DatasetId>()).value().size(), 0u);
}

TEST(TableSnapshot, ARevokedOneIsNotTheNewestAndStaysReadable) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  ASSERT_TRUE(hub.Publish(hub.Make(2, 8)).ok());
  EXPECT_EQ(NewestSnapshot(ReadPublished(hub.ledger, hub.dataset).value())->number, 2u);
  CommitBatch batch;
  batch.action = kRevokeAction;
  batch.body = {{"dataset", hub.dataset.ToString()}, {"snapshot", 2}};
  ASSERT_TRUE(hub.MakeCommitter().Commit(std::move(batch)).ok());
  EXPECT_EQ(NewestSnapshot(ReadPublished(hub.ledger, hub.dataset).value())->number, 1u);
  EXPECT_TRUE(hub.Load(2).ok());
}

TEST(TableSnapshot, APublicationThatDidNotComeToItsEndIsNone) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  EXPECT_EQ(hub.Publish(hub.Make(1, 8)).error().code, ErrorCode::kConflict);  // same number: abandoned
  EXPECT_EQ(ReadPublished(hub.ledger, hub.dataset).value().size(), 1u);
  EXPECT_EQ(hub.Load(1)->files[0].rows, 7u);
}

TEST(TableSnapshot, F14_AFileDroppedFromTheListIsRefusedByTheLedger) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  hub.DropRow(1, 1);
  EXPECT_EQ(hub.Load(1).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(hub.FilesAsTheRowsSay(1), 2u);  // the twin takes it
}

TEST(TableSnapshot, F14_AFileAddedToTheListIsRefusedByTheLedger) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  hub.PutRow(1, 3, hub.Row(1, 0));
  EXPECT_EQ(hub.Load(1).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(hub.FilesAsTheRowsSay(1), 4u);
}

TEST(TableSnapshot, F14_AFilePutBackToAnOlderOneIsRefusedByTheLedger) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  ASSERT_TRUE(hub.Publish(hub.Make(2, 8)).ok());
  hub.PutRow(2, 0, hub.Row(1, 0));
  EXPECT_EQ(hub.Load(2).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(hub.FilesAsTheRowsSay(2), 3u);
}

TEST(TableSnapshot, F14_TwoFilesSwappedAreRefusedByTheLedger) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  const Bytes first = hub.Row(1, 0), second = hub.Row(1, 1);
  hub.PutRow(1, 0, second);
  hub.PutRow(1, 1, first);
  EXPECT_EQ(hub.Load(1).error().code, ErrorCode::kCorruption);
}

TEST(TableSnapshot, AnotherHeadOrNoneIsRefused) {
  SnapshotHub hub;
  ASSERT_TRUE(hub.Publish(hub.Make(1, 7)).ok());
  ASSERT_TRUE(hub.Publish(hub.Make(2, 8)).ok());
  const auto key = [&](uint64_t number) { return WithBe64(tables::Key(hub.dataset), number); };
  const Bytes old = hub.state.Read().value()->Get(tables::kSnapshot, key(1)).value().value();
  auto transaction = hub.state.Begin().value();
  transaction->Put(tables::kSnapshot, key(2), old).value();
  transaction->Delete(tables::kSnapshot, key(1)).value();
  transaction->Commit().value();
  EXPECT_EQ(hub.Load(2).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(hub.Load(1).error().code, ErrorCode::kCorruption);
}

TEST(TableSnapshot, DocumentsHaveOneEncodingAndNoForeignMember) {
  SnapshotHub hub;
  const TableSnapshot made = hub.Make(1, 7);
  const std::string line = TableFileText(made.files[0]);
  EXPECT_EQ(ParseTableFile(line).value(), made.files[0]);
  EXPECT_EQ(ParseSnapshotHead(SnapshotHeadText(made))->root, made.Root());
  for (size_t at = 0; at < line.size(); ++at) {
    std::string bad = line;
    bad[at] = static_cast<char>(bad[at] ^ 0x01);
    const auto parsed = ParseTableFile(bad);
    EXPECT_TRUE(!parsed.ok() || TableFileText(*parsed) == bad) << at;
  }
  EXPECT_FALSE(ParseTableFile(line.substr(0, line.size() - 1) + ",\"x\":1}").ok());
  EXPECT_FALSE(ParseTableFile(" " + line).ok());
  EXPECT_FALSE(ParseSnapshotHead("{}").ok());
}

}  // namespace
}  // namespace bouclier::vault::test
