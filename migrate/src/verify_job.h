// SPDX-License-Identifier: Apache-2.0
// Re-reads moved bodies from the host through the migration's loud door, and writes what it saw into rows and manifest.
#pragma once

#include "bouclier/base/mutex.h"
#include "bouclier/migrate/migration.h"
#include "bouclier/vault/sealed_reader.h"
#include "engine.h"
#include "progress_meter.h"
#include "retry.h"
#include "work_crew.h"

namespace bouclier::migrate {

class VerifyJob {
 public:
  VerifyJob(const Engine& engine, const VerifyOptions& options, const JobControl& control)
      : engine_(engine),
        options_(options),
        halt_(control),
        retrier_(options.retry, halt_),
        meter_(engine, control, Phase::kVerify) {}
  Result<VerifyReport> Run();

 private:
  struct Seen {
    UnitId id;
    UnitRow row;
    std::optional<vault::ManifestLine> line;  // none: it failed
    std::string why;
  };
  bool Wanted(const UnitRow& row) const;
  Result<void> CountWanted();
  Result<ports::LedgerReceipt> RecordIntent() const;
  Result<void> ReadAllUnits(const ports::LedgerReceipt& receipt);
  Result<Seen> ReadOne(const ports::LedgerReceipt& receipt, UnitId id, const UnitRow& row);
  Result<void> ReadBody(const ports::LedgerReceipt& receipt, UnitId id, const UnitRow& row, vault::ManifestLine& line);
  Result<void> Keep(Seen seen);
  Result<void> Commit(std::vector<Seen> seen);

  const Engine& engine_;
  const VerifyOptions& options_;
  Halt halt_;
  Retrier retrier_;
  ProgressMeter meter_;
  InventoryHeader header_;
  VerifyReport report_;  // of the committing thread, under commit_mutex_
  uint64_t wanted_ = 0, wanted_bytes_ = 0;

  Mutex commit_mutex_;  // one batch at a time
  Mutex mutex_;
  std::vector<Seen> waiting_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::migrate
