// SPDX-License-Identifier: Apache-2.0
// Lists every source, page by page: each page and the place behind it are one transaction, so that a stopped listing
// goes on there.
#pragma once

#include "bouclier/migrate/reports.h"
#include "engine.h"
#include "progress_meter.h"
#include "retry.h"

namespace bouclier::migrate {

class InventoryJob {
 public:
  InventoryJob(const Engine& engine, const RetryPolicy& retry, const JobControl& control)
      : engine_(engine), halt_(control), retrier_(retry, halt_), meter_(engine, control, Phase::kInventory) {}
  Result<InventoryReport> Run();

 private:
  Result<void> TakeUpOrBegin();
  Result<void> ListSource(const SourceBinding& source);
  Result<ports::ListPage> NextPage(const SourceBinding& source);
  Result<void> KeepPage(const SourceBinding& source, const ports::ListPage& page);
  Result<void> KeepUnit(ports::StateTransaction& transaction, const SourceBinding& source, const ports::UnitInfo& info);
  Result<void> ForgetStrangers();
  Result<void> SaveHeader();
  Result<InventoryReport> Report() const;

  const Engine& engine_;
  Halt halt_;
  Retrier retrier_;
  ProgressMeter meter_;
  InventoryHeader header_;
  bool taken_up_ = false;  // and no page asked for yet
};

}  // namespace bouclier::migrate
