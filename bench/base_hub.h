// SPDX-License-Identifier: Apache-2.0
// A base in a folder: raw files sealed in a local store, a SQLite database, keys that the database holds in clear (a
// bench has no tokens). The ledger lives as long as the process; what it says of the snapshot is kept in a file.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>

#include "bouclier/base/file.h"
#include "bouclier/ingest/delivery.h"
#include "bouclier/state/sqlite_state_store.h"
#include "bouclier/store/local_store.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/put_object.h"
#include "memory/hub_parts.h"

namespace bouclier::bench {

namespace fs = std::filesystem;

struct BaseHub {
  std::unique_ptr<ports::ObjectStore> host;
  std::unique_ptr<state::SqliteStateStore> state;
  test::MemoryLedger ledger;
  test::StillClock clock;
  test::ClearWrapper wrapper;
  vault::DatasetKeysPtr raw, tables, quarantine, crosswalk;

  // `fresh`: makes keys and tells `ids` which; else opens those of `ids`.
  BaseHub(const fs::path& store, const fs::path& database, const fs::path& ids, bool fresh)
      : host(store::OpenLocalStore(store).value()),
        state((fresh ? state::SqliteStateStore::Create(database) : state::SqliteStateStore::Open(database)).value()) {
    if (!fresh) {
      std::ifstream in(ids);
      const auto reader = state->Read().value();
      for (vault::DatasetKeysPtr* keys : {&raw, &tables, &quarantine, &crosswalk}) {
        std::string text;
        in >> text;
        *keys = vault::DatasetKeys::Open(*reader, wrapper, DatasetId::Parse(text).value()).value();
      }
      return;
    }
    std::ofstream out(ids);
    auto transaction = state->Begin().value();
    for (vault::DatasetKeysPtr* keys : {&raw, &tables, &quarantine, &crosswalk}) {
      const auto domain = keys == &crosswalk ? vault::KeyDomain::kCrosswalk : vault::KeyDomain::kDataset;
      *keys = vault::DatasetKeys::Create(*transaction, wrapper, DatasetId{crypto::RandomArray<16>()}, domain).value();
      out << (*keys)->dataset().ToString() << '\n';
    }
    transaction->Commit().value();
  }

  void Deliver(const std::string& name, ByteView content) {
    vault::CommitBatch batch;
    batch.action = "bench.deliver";
    batch.objects.push_back(vault::PutWhole({host.get(), state.get(), raw}, name, content).value());
    batch.keys = {raw};
    vault::Committer(*state, ledger, ledger).Commit(std::move(batch)).value();
  }
  ingest::DeliveryParts Parts() {
    ingest::DeliveryParts parts;
    parts.state = state.get();
    parts.store = host.get();
    parts.sink = &ledger;
    parts.trail = &ledger;
    parts.clock = &clock;
    parts.raw = {raw};
    parts.tables = tables;
    parts.quarantine = quarantine;
    parts.crosswalk = crosswalk;
    return parts;
  }
  vault::PublishedSnapshot Published() {
    return vault::NewestSnapshot(vault::ReadPublished(ledger, tables->dataset()).value()).value();
  }
  ports::LedgerReceipt Receipt() {
    const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{tables->dataset().ToString()}}});
    return ledger.RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, 0, body.Canonical()}).value();
  }
};

}  // namespace bouclier::bench
