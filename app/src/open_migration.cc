// SPDX-License-Identifier: Apache-2.0
#include "open_migration.h"

#include "bouclier/crypto/hash.h"

namespace bouclier::app {
namespace {

// A source that is not used by this command: the migration knows it by its id alone.
class ClosedSource final : public ports::ObjectSource {
 public:
  std::string Describe() const override { return "closed"; }
  Result<ports::ListPage> List(const std::string&, const std::string&) override { return Closed(); }
  Result<ports::UnitInfo> Stat(const ports::UnitName&) override { return Closed(); }
  Result<Bytes> ReadRange(const ports::UnitName&, const std::string&, uint64_t, uint64_t) override { return Closed(); }
  Result<void> DeleteIf(const ports::UnitName&, const std::string&) override { return Closed(); }

 private:
  static Error Closed() { return Error(ErrorCode::kInternal, "read source: this command does not open sources"); }
};

std::string_view PhaseName(migrate::Phase phase) {
  switch (phase) {
    case migrate::Phase::kInventory:
      return "list";
    case migrate::Phase::kCopy:
      return "copy";
    case migrate::Phase::kVerify:
      return "verify";
    case migrate::Phase::kImport:
      return "import";
  }
  return "work";
}

}  // namespace

Result<OpenMigration> OpenMigrationOf(Hub& hub, uint64_t actor, NeedsPlaces places) {
  OpenMigration open;
  migrate::MigrationParts parts;
  for (const SourceConfig& source : hub.config().sources) {
    if (places == NeedsPlaces::kYes) {
      BOUCLIER_TRY(auto opened, hub.places().OpenSource(source));
      open.sources.push_back(std::move(opened));
    } else {
      open.sources.push_back(std::make_unique<ClosedSource>());
    }
    parts.sources.push_back({source.id, open.sources.back().get()});
  }
  if (places == NeedsPlaces::kYes) {
    BOUCLIER_TRY(open.host, hub.CurrentHost());
    BOUCLIER_TRY(parts.keys, hub.AllKeys());
  }
  for (const DatasetRule& rule : hub.config().datasets) {
    const Result<DatasetId> dataset = hub.record().Dataset(rule.name);
    if (!dataset.ok())
      return Error(ErrorCode::kPrecondition, "open migration: a dataset of the configuration has no key yet",
                   "run: bouclier init", Retry::kAfterFix)
          .WithContext("dataset " + rule.name);
    parts.rules.push_back({rule.source, rule.prefix, *dataset});
  }
  parts.state = &hub.state();
  parts.store = open.host.get();
  parts.sink = &hub.ledger();
  parts.trail = &hub.ledger();
  parts.clock = &hub.clock();
  parts.inventory_key = crypto::HkdfSha256(hub.directory_key(), {}, AsBytes("bouclier/inventory/v1"), 32);
  parts.actor = actor;
  BOUCLIER_TRY(open.migration, migrate::Migration::Make(std::move(parts)));
  return open;
}

migrate::JobControl ControlOf(ProgressSink& waiting) {
  migrate::JobControl control;
  control.stop = &waiting.stop();
  control.progress = [&waiting](const migrate::Progress& at) {
    waiting.Show({std::string(PhaseName(at.phase)), at.units_done, at.units_total, at.bytes_done, at.bytes_total});
  };
  return control;
}

}  // namespace bouclier::app
