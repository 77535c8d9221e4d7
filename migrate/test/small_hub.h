// SPDX-License-Identifier: Apache-2.0
// A whole small hub in memory around a migration: old cloud, host, database, ledger, keys of two datasets. Test
// support.
#pragma once

#include <gtest/gtest.h>

#include "bouclier/crypto/random.h"
#include "bouclier/migrate/migration.h"
#include "bouclier/state/memory_state_store.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "memory/hub_parts.h"
#include "memory/pattern.h"
#include "scripted_source.h"
#include "watched_host.h"

namespace bouclier::migrate::test {

using bouclier::test::Pattern;

// Stops where the switch says, before or after an entry is there.
class StoppedLedger final : public bouclier::test::MemoryLedger {
 public:
  explicit StoppedLedger(StopSwitch& stop) : stop_(stop) { entry_class = "migration"; }
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& added) override {
    return stop_.Write([&] { return MemoryLedger::Record(added); });
  }

 private:
  StopSwitch& stop_;
};

struct SmallHub {
  StopSwitch stop;
  ScriptedSource source{stop};
  ports::ObjectSource* instead = nullptr;  // of `source`, when a test brings its own
  WatchedHost host{stop};
  state::MemoryStateStore state;
  StoppedLedger ledger{stop};
  bouclier::test::StillClock clock;
  bouclier::test::ClearWrapper wrapper;
  DatasetId files{crypto::RandomArray<16>()}, images{crypto::RandomArray<16>()};
  std::vector<vault::DatasetKeysPtr> keys;
  std::vector<PrefixRule> rules;
  SecretBytes inventory_key = crypto::RandomSecret(32);

  SmallHub() {
    auto transaction = state.Begin().value();
    for (DatasetId dataset : {files, images})
      keys.push_back(vault::DatasetKeys::Create(*transaction, wrapper, dataset).value());
    transaction->Commit().value();
    transaction.reset();
    rules = {{"old", "", files}, {"old", "images/", images}};
    state.SetFaultHook([this](state::StateStep step, uint64_t) {
      if (step != state::StateStep::kCommit)
        return stop.dead() ? state::StateFault::kFailBefore : state::StateFault::kNone;
      switch (stop.Next()) {
        case StopKind::kBefore:
          return state::StateFault::kFailBefore;
        case StopKind::kAfter:
          return state::StateFault::kFailAfter;
        case StopKind::kNever:
          break;
      }
      return state::StateFault::kNone;
    });
  }
  std::unique_ptr<Migration> Make() {
    MigrationParts parts;
    parts.sources = {{"old", instead != nullptr ? instead : &source}};
    parts.rules = rules;
    parts.state = &state;
    parts.store = &host;
    parts.sink = &ledger;
    parts.trail = &ledger;
    parts.clock = &clock;
    parts.inventory_key = inventory_key.Duplicate(SecretAccess{});
    parts.keys = keys;
    parts.actor = 7;
    parts.listing_retry = Options().retry;
    return Migration::Make(std::move(parts)).value();
  }
  static RunOptions Options(size_t workers = 1) {
    RunOptions options;
    options.workers = workers;
    options.retry.wait = [](std::chrono::milliseconds) {};
    return options;
  }
  static VerifyOptions Verifying() {
    VerifyOptions options;
    options.workers = 2;
    options.retry.wait = [](std::chrono::milliseconds) {};
    return options;
  }
  // Inventory, recovery and run, as the tool does it at each start.
  Result<RunReport> Move(size_t workers = 1) {
    BOUCLIER_TRY(const auto recovered, vault::Committer(state, ledger, ledger).Recover());
    static_cast<void>(recovered);
    const auto migration = Make();
    BOUCLIER_TRY(const auto inventory, migration->Inventory({}));
    static_cast<void>(inventory);
    return migration->Run(Options(workers), {});
  }
  // What stands in the current manifest, by name and snapshot.
  std::map<std::string, vault::ManifestLine> Lines() {
    std::map<std::string, vault::ManifestLine> lines;
    Make()
        ->ExportManifest([&](const vault::ManifestLine& line, const std::string&) -> Result<void> {
          lines[line.name + (line.snapshot.empty() ? "" : "@" + line.snapshot)] = line;
          return {};
        })
        .value();
    return lines;
  }
  // The plaintext as it rests at the host; the newest generation.
  Result<Bytes> Stored(const std::string& name, DatasetId dataset) {
    const vault::DatasetKeysPtr& key = dataset == files ? keys[0] : keys[1];
    BOUCLIER_TRY(const auto reader, state.Read());
    BOUCLIER_TRY(const std::optional<ObjectId> object, vault::ObjectIndex(*reader).FindByName(*key, name));
    if (!object) return Error(ErrorCode::kNotFound, "test: no such object");
    const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{dataset.ToString()}}});
    BOUCLIER_TRY(const auto receipt,
                 ledger.RecordOne({ports::EntryClass::kMigration, vault::kMigrationVerifyAction, 0, body.Canonical()}));
    vault::ReadRequest request;
    request.state = reader.get();
    request.store = &host;
    request.keys = key;
    request.object = *object;
    BOUCLIER_TRY(vault::SealedReader opened, vault::OpenForMigrationOnly(receipt, request));
    Bytes out;
    BOUCLIER_TRY_VOID(opened.ReadAll([&](ByteView bytes) -> Result<void> {
      Append(out, bytes);
      return {};
    }));
    return out;
  }
};

}  // namespace bouclier::migrate::test
