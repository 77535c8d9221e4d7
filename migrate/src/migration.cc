// SPDX-License-Identifier: Apache-2.0
#include "bouclier/migrate/migration.h"

#include "delta_job.h"
#include "inventory_job.h"
#include "plan_job.h"
#include "run_job.h"
#include "status_job.h"
#include "verify_job.h"

namespace bouclier::migrate {
namespace {

bool GoodSourceId(const std::string& id) {
  if (id.empty() || id.size() > 32) return false;
  for (char c : id)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  return true;
}

Result<void> CheckParts(const MigrationParts& parts) {
  std::map<std::string, int> seen;
  for (const SourceBinding& source : parts.sources) {
    if (!GoodSourceId(source.id) || source.source == nullptr)
      return Error(ErrorCode::kInvalidArgument, "set up migration: a source's id is not 1 to 32 of a-z 0-9 _ -");
    if (++seen[source.id] == 2)
      return Error(ErrorCode::kInvalidArgument, "set up migration: two sources are called " + source.id);
  }
  if (parts.inventory_key.size() != 32)
    return Error(ErrorCode::kInvalidArgument, "set up migration: the inventory key has not 32 bytes");
  if (parts.state == nullptr || parts.sink == nullptr || parts.trail == nullptr || parts.clock == nullptr)
    return Error(ErrorCode::kInvalidArgument, "set up migration: a part is missing");
  return {};
}

class RealMigration final : public Migration {
 public:
  RealMigration(MigrationParts parts, PrefixRules rules) : engine_(std::move(parts), std::move(rules)) {}

  Result<InventoryReport> Inventory(const JobControl& control) override {
    return InventoryJob(engine_, engine_.parts.listing_retry, control).Run();
  }
  Result<PlanReport> Plan() override { return MakePlan(engine_); }
  Result<RunReport> Run(const RunOptions& options, const JobControl& control) override {
    return RunJob(engine_, options, control).Run();
  }
  Result<VerifyReport> Verify(const VerifyOptions& options, const JobControl& control) override {
    return VerifyJob(engine_, options, control).Run();
  }
  Result<DeltaReport> Delta(const DeltaOptions& options, const JobControl& control) override {
    return RunDelta(*this, engine_, options, control);
  }
  Result<StatusReport> Status() override { return MakeStatus(engine_); }
  Result<void> ForEachUnit(const UnitVisitor& visit) override {
    return ForEachRow(engine_.book, *engine_.parts.state,
                      [&](UnitId id, const UnitRow& row) { return visit(NamedFrom(id, row, row.reason)); });
  }
  Result<CertificateDocument> MakeCertificate(const CertificateFacts& facts) override {
    return CertifyMigration(engine_, facts);
  }
  Result<vault::ManifestTotals> ExportManifest(const vault::LineVisitor& visit) override {
    BOUCLIER_TRY(const InventoryHeader header, engine_.Header());
    BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
    vault::ManifestBook book(*reader, engine_.AllKeys());
    BOUCLIER_TRY_VOID(book.ForEach(header.manifest, vault::ManifestPart::kCurrent, visit));
    return book.Totals(header.manifest);
  }
  Result<vault::ManifestId> Manifest() override {
    BOUCLIER_TRY(const InventoryHeader header, engine_.Header());
    return header.manifest;
  }

 private:
  Engine engine_;
};

}  // namespace

Result<std::unique_ptr<Migration>> Migration::Make(MigrationParts parts) {
  BOUCLIER_TRY_VOID(CheckParts(parts));
  BOUCLIER_TRY(PrefixRules rules, PrefixRules::Make(parts.sources, parts.rules));
  return std::unique_ptr<Migration>(std::make_unique<RealMigration>(std::move(parts), std::move(rules)));
}

}  // namespace bouclier::migrate
