// SPDX-License-Identifier: Apache-2.0
// One period of a delivery: the files of one settlement month, of one year, or of none, joined inside, clustered by
// person, sealed. What is made counts once the delivery is published.
#pragma once

#include <atomic>
#include <functional>

#include "bouclier/ingest/report.h"
#include "bouclier/vault/upload.h"
#include "table_rows.h"

namespace bouclier::ingest {

struct PeriodFiles {
  catalog::FilePeriod period;
  std::vector<DeliveredFile> files;  // of different tables
  std::vector<uint64_t> rows;        // of each, as the survey counted them
};

struct PeriodPlaces {
  vault::UploadTarget tables, quarantine;
  std::string job;  // makes names of this run's objects its own
};

struct PeriodOptions {
  uint64_t memory = 0;               // bytes for the rows of this period
  uint32_t bucket_width = 1;         // persons
  const CodeLists* codes = nullptr;  // null: none loaded
  const std::atomic<bool>* stop = nullptr;
};

struct QuarantineFile {
  std::string table, period;
  vault::SealedRef sealed;
  uint64_t rows = 0;
};

struct PeriodResult {
  std::vector<vault::TableFile> files;
  std::map<std::string, std::vector<vault::TableColumn>> columns;  // by table
  std::vector<QuarantineFile> quarantine;
  std::map<std::string, TableReport> reports;
  std::vector<vault::PreparedObject> tables, quarantined;
};

// **Errors:** exhausted: one bucket of the period does not fit `memory`, the message names what to change; cancelled;
// those of reading and of the host.
Result<PeriodResult> MakePeriod(const PeriodFiles& period, const vault::Crosswalk& crosswalk, const ReadFile& read,
                                const PeriodPlaces& places, const PeriodOptions& options);

}  // namespace bouclier::ingest
