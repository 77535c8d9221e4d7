// SPDX-License-Identifier: Apache-2.0
// A base in a hub in memory: raw files go in sealed, deliveries run, rows of tables come out. Test support.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include <arrow/array/array_base.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>

#include "bouclier/base/file.h"
#include "bouclier/ingest/delivery.h"
#include "bouclier/state/memory_state_store.h"
#include "bouclier/store/memory_store.h"
#include "bouclier/synth/generate.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/object_index.h"
#include "bouclier/vault/put_object.h"
#include "bouclier/vault/table_scan.h"
#include "memory/hub_parts.h"

namespace bouclier::ingest::test {

namespace fs = std::filesystem;

struct SmallBase {
  store::MemoryObjectStore host;
  state::MemoryStateStore state;
  bouclier::test::MemoryLedger ledger;
  bouclier::test::StillClock clock;
  bouclier::test::ClearWrapper wrapper;
  vault::DatasetKeysPtr raw, tables, quarantine, crosswalk;
  catalog::KnownTables known;  // those built in, until a test says more

  SmallBase() {
    auto transaction = state.Begin().value();
    const auto make = [&](vault::KeyDomain domain) {
      return vault::DatasetKeys::Create(*transaction, wrapper, DatasetId{crypto::RandomArray<16>()}, domain).value();
    };
    raw = make(vault::KeyDomain::kDataset);
    tables = make(vault::KeyDomain::kDataset);
    quarantine = make(vault::KeyDomain::kDataset);
    crosswalk = make(vault::KeyDomain::kCrosswalk);
    transaction->Commit().value();
  }

  Result<void> Deliver(const std::string& name, ByteView content) {
    BOUCLIER_TRY(vault::PreparedObject object, vault::PutWhole({&host, &state, raw}, name, content));
    return CommitDelivered(std::move(object));
  }
  Result<void> CommitDelivered(vault::PreparedObject object) {
    vault::CommitBatch batch;
    batch.action = "test.deliver";
    batch.objects.push_back(std::move(object));
    batch.keys = {raw};
    BOUCLIER_TRY(const vault::Committed committed, vault::Committer(state, ledger, ledger).Commit(std::move(batch)));
    static_cast<void>(committed);
    return {};
  }
  // The next generation of a file that is there: what a deliverer corrects.
  Result<void> Redeliver(const std::string& name, ByteView content) {
    vault::UploadRequest request;
    {
      BOUCLIER_TRY(const auto reader, state.Read());
      vault::ObjectIndex index(*reader);
      BOUCLIER_TRY(const auto object, index.FindByName(*raw, name, ""));
      request.object = object.value();
      BOUCLIER_TRY(const auto generations, index.GenerationsOf(request.object));
      request.generation = generations.size() + 1;
    }
    request.plaintext_length = content.size();
    vault::ObjectMeta meta;
    meta.name = name;
    BOUCLIER_TRY(vault::SmallObject small, vault::SmallObject::Seal({&host, &state, raw}, request, content));
    BOUCLIER_TRY(vault::PreparedObject object, small.Put(std::move(meta)));
    return CommitDelivered(std::move(object));
  }
  // Every file of a synthetic base.
  void DeliverFolder(const fs::path& files) {
    for (const auto& entry : fs::recursive_directory_iterator(files))
      if (entry.is_regular_file())
        Deliver("snds/" + fs::relative(entry.path(), files).string(), ReadFileBytes(entry.path())).value();
  }
  static Bytes ReadFileBytes(const fs::path& path) { return RealFileSystem().Read(path, uint64_t{1} << 32).value(); }

  DeliveryParts Parts() {
    DeliveryParts parts;
    parts.state = &state;
    parts.store = &host;
    parts.sink = &ledger;
    parts.trail = &ledger;
    parts.clock = &clock;
    parts.raw = {raw};
    parts.tables = tables;
    parts.quarantine = quarantine;
    parts.crosswalk = crosswalk;
    parts.known = &known;
    parts.actor = 7;
    return parts;
  }
  Result<DeliveryResult> Run(DeliveryOptions options = {}, DeliveryControl control = {}) {
    BOUCLIER_TRY(const auto recovered, vault::Committer(state, ledger, ledger).Recover());
    static_cast<void>(recovered);
    return RunDelivery(Parts(), options, control);
  }

  std::vector<std::vector<std::string>> RowsOf(const std::string& table, const std::vector<std::string>& columns) {
    auto rows = Rows(table, columns);
    if (rows.ok()) return std::move(*rows);
    ADD_FAILURE() << table << ": " << rows.error().message << ' ' << rows.error().context;
    return {};
  }

  // Rows of a table of the newest snapshot as texts, columns in the order asked for; null is "-".
  using TextRow = std::vector<std::string>;
  Result<std::vector<TextRow>> Rows(const std::string& table, const std::vector<std::string>& columns) {
    BOUCLIER_TRY(const auto published, vault::ReadPublished(ledger, tables->dataset()));
    BOUCLIER_TRY(const auto newest, vault::NewestSnapshot(published));
    const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{tables->dataset().ToString()}}});
    BOUCLIER_TRY(auto receipt,
                 ledger.RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, 0, body.Canonical()}));
    BOUCLIER_TRY(const auto reader, state.Read());
    BOUCLIER_TRY(const auto open, vault::SnapshotTables::Open(std::move(receipt), vault::TableDoor::kIngest,
                                                              {reader.get(), &host, tables}, newest));
    std::vector<TextRow> rows;
    for (const vault::TableFile& file : open.snapshot().files) {
      if (file.table != table) continue;
      BOUCLIER_TRY(const auto batches, open.Scan(file, {columns, {}, {}}));
      while (true) {
        BOUCLIER_TRY(const auto batch, vault::NextBatch(*batches));
        if (!batch) break;
        for (int64_t row = 0; row < batch->num_rows(); ++row) {
          TextRow texts;
          for (int column = 0; column < batch->num_columns(); ++column) {
            const auto& array = batch->column(column);
            texts.push_back(array->IsNull(row) ? "-" : (*array->GetScalar(row))->ToString());
          }
          rows.push_back(std::move(texts));
        }
      }
    }
    return rows;
  }
};

// What a run that must succeed gives.
inline DeliveryResult Ran(SmallBase& base) {
  auto result = base.Run();
  if (!result.ok()) ADD_FAILURE() << result.error().message << ' ' << result.error().context;
  return std::move(result).value();
}

}  // namespace bouclier::ingest::test
