// SPDX-License-Identifier: Apache-2.0
// Out of an old cloud, under seal: inventory, plan, run, verify, delta, certificate. Each job may be killed at any
// instruction; the same call goes on where it stopped. Listed = moved + refused + lost, to the unit. One job at a time
// per object of this class; two processes running the same job are safe, only slower. Error messages carry no names of
// units; contexts may.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bouclier/crypto/json.h"
#include "bouclier/migrate/parts.h"
#include "bouclier/migrate/reports.h"
#include "bouclier/vault/manifest_book.h"

namespace bouclier::migrate {

struct RunOptions {
  size_t workers = 6;  // each holds one part in clear and sealed: about 34 MiB
  size_t seal_threads = 1;
  uint64_t read_size = 4ull << 20;            // of one ranged read
  uint32_t leaves_per_part = 1;               // parts of 16 MiB and more
  uint32_t restarts = 3;                      // of a unit that changes while it is copied
  size_t batch_units = 500;                   // a batch is committed at this many units, …
  uint64_t batch_bytes = 64ull << 20;         // … this many bytes, or …
  std::chrono::milliseconds batch_age{2000};  // … when its oldest unit is this old
  RetryPolicy retry;
};

enum class VerifyScope { kUnverified, kAll };
struct VerifyOptions {
  VerifyScope scope = VerifyScope::kUnverified;
  size_t workers = 4;
  RetryPolicy retry;
};

struct DeltaOptions {
  uint32_t max_rounds = 3;  // of copying, before it is said not to converge
  RunOptions run;
};

struct CertificateFacts {
  std::vector<std::string> hosts;  // where the bodies rest, as the certificate prints it; no names of objects
};

using UnitVisitor = std::function<Result<void>(const NamedUnit&)>;

class Migration {
 public:
  // **Errors:** invalid_argument: two sources of one id, a rule for no source, two rules for one prefix, a key of the
  // wrong size.
  static Result<std::unique_ptr<Migration>> Make(MigrationParts parts);
  virtual ~Migration() = default;

  // Lists every source, in one round; memory flat; no reads. A stopped one is taken up at its last page.
  // **Ledger:** migrate.inventory (round, counts). **Errors:** those of the sources.
  virtual Result<InventoryReport> Inventory(const JobControl& control) = 0;
  // Dry run: no side effects, no remote call. **Errors:** precondition: no whole inventory, the rules changed since, or
  // units under no prefix (the context names them).
  virtual Result<PlanReport> Plan() = 0;
  // Moves what Plan says. **Ledger:** two entries a batch (migrate.batch), migrate.run.done. **Errors:** as Plan; those
  // that stop the run as a whole: source or host down, right missing, disk full. What is refused or lost is in the
  // report, not an error.
  virtual Result<RunReport> Run(const RunOptions& options, const JobControl& control) = 0;
  // Re-reads moved bodies from the host, unseals them, compares digest, size and root.
  // **Ledger:** migrate.verify.intent (before the first read), batches of lines, migrate.verify.done.
  virtual Result<VerifyReport> Verify(const VerifyOptions& options, const JobControl& control) = 0;
  // Inventories and runs until nothing changed since, at most max_rounds times. Deleted units stay in the vault and are
  // told.
  // **Ledger:** as Inventory and Run, and migrate.delta.
  virtual Result<DeltaReport> Delta(const DeltaOptions& options, const JobControl& control) = 0;

  virtual Result<StatusReport> Status() = 0;
  // Every unit ever listed, in the order of unit ids.
  virtual Result<void> ForEachUnit(const UnitVisitor& visit) = 0;
  // The document; the caller records its digest and writes it. **Errors:** precondition (units not run yet), internal
  // (the counts do not add up, or manifest and inventory disagree).
  virtual Result<CertificateDocument> MakeCertificate(const CertificateFacts& facts) = 0;
  // The current manifest, one line a unit, in its fixed order. Every line is checked before the next is given.
  virtual Result<vault::ManifestTotals> ExportManifest(const vault::LineVisitor& visit) = 0;
  // Which manifest is this migration's; precondition before the first inventory.
  virtual Result<vault::ManifestId> Manifest() = 0;
};

}  // namespace bouclier::migrate
