// SPDX-License-Identifier: Apache-2.0
// From sealed raw files to tables, as commands: plan, run, reports, quarantine, what comes after.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

struct IngestOptions {
  std::optional<uint64_t> memory;  // bytes
  std::optional<uint64_t> threads;
  std::optional<uint64_t> bucket_people;
};
// Changes nothing.
Result<Report> IngestPlan(const Config& config, const Asker& asker, const std::string& base);
// Incomplete when a file was not taken. **Ledger:** ingest.open.intent, ingest.crosswalk, ingest.stage, ingest.publish.
Result<Report> IngestRun(const Config& config, const Asker& asker, const std::string& base,
                         const IngestOptions& options, ProgressSink& waiting);
// The snapshots of a base, as the ledger knows them.
Result<Report> IngestList(const Config& config, const Asker& asker, const std::string& base);
// The files of a snapshot: table, period, bucket, object, rows.
Result<Report> IngestFiles(const Config& config, const Asker& asker, const std::string& base,
                           const std::optional<uint64_t>& snapshot);
// Every table file read through the door, and whole; damaged when one is refused. **Ledger:** ingest.verify.done.
Result<Report> IngestVerify(const Config& config, const Asker& asker, const std::string& base,
                            const std::optional<uint64_t>& snapshot, ProgressSink& waiting);
// Of a snapshot (none: the newest), and of one table if named: nulls and commonest codes by column.
Result<Report> IngestReport(const Config& config, const Asker& asker, const std::string& base,
                            const std::optional<uint64_t>& snapshot, const std::string& table);
// **Ledger:** ingest.revoke.
Result<Report> IngestRevoke(const Config& config, const Asker& asker, const std::string& base, uint64_t snapshot,
                            DryRun dry_run);

struct QuarantineOptions {
  std::string base;
  std::optional<uint64_t> snapshot;  // none: the newest
  std::string table, period;         // empty: all
};
Result<Report> QuarantineList(const Config& config, const Asker& asker, const QuarantineOptions& options);
// Refused rows in clear, at most `limit`. **Ledger:** quarantine.show.
Result<Report> QuarantineShow(const Config& config, const Asker& asker, const QuarantineOptions& options,
                              uint64_t limit);
// All of them, as JSON lines, whole or not at all. **Ledger:** quarantine.export.
Result<Report> QuarantineExport(const Config& config, const Asker& asker, const QuarantineOptions& options,
                                const std::filesystem::path& out);
// **Ledger:** vault.drop_raw.
Result<Report> DropRawFiles(const Config& config, const Asker& asker, const std::string& base, DryRun dry_run);

}  // namespace bouclier::app
