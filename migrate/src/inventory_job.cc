// SPDX-License-Identifier: Apache-2.0
#include "inventory_job.h"

#include <chrono>

#include "bouclier/crypto/random.h"
#include "foresight.h"

namespace bouclier::migrate {
namespace {

constexpr std::chrono::milliseconds kTellEvery{150};
constexpr size_t kForgottenAtOnce = 1000;

Listed ListedFrom(const ports::UnitInfo& info) {
  Listed listed;
  listed.size = info.size;
  listed.kind = info.kind;
  listed.validator = info.validator;
  listed.last_modified = info.last_modified;
  listed.archived = info.archived;
  listed.losses = PropertyLosses(info);
  return listed;
}

}  // namespace

Result<void> InventoryJob::SaveHeader() {
  BOUCLIER_TRY(std::unique_ptr<ports::StateTransaction> transaction, engine_.parts.state->Begin());
  BOUCLIER_TRY_VOID(engine_.book.PutHeader(*transaction, header_));
  return transaction->Commit();
}

Result<void> InventoryJob::TakeUpOrBegin() {
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
  BOUCLIER_TRY(std::optional<InventoryHeader> known, engine_.book.Header(*reader));
  reader.reset();
  if (known) header_ = *known;
  if (!known) header_.manifest = vault::ManifestId{crypto::RandomArray<16>()};
  taken_up_ = known && known->open && known->setup == engine_.rules.setup_digest();
  if (taken_up_) return {};
  // An open round made with other rules is listed again from its first page, under the same number.
  if (!header_.open) ++header_.round;
  header_.open = true;
  header_.setup = engine_.rules.setup_digest();
  header_.source_index = header_.pages = header_.duplicates = 0;
  header_.marker.clear();
  return SaveHeader();
}

Result<void> InventoryJob::KeepUnit(ports::StateTransaction& transaction, const SourceBinding& source,
                                    const ports::UnitInfo& info) {
  const UnitId id = engine_.book.IdOf(source.id, info.unit);
  BOUCLIER_TRY(std::optional<UnitRow> row, engine_.book.Get(transaction, id));
  if (!row) {
    row.emplace();
    row->source = source.id;
    row->unit = info.unit;
    row->first_round = row->seen_round = header_.round;
    meter_.AddUnits(1);
  } else if (row->seen_round == header_.round) {
    ++header_.duplicates;  // a page asked for twice, or a unit that moved between pages: it counts once
  } else {
    if (row->seen_round + 1 < header_.round) row->returned_round = header_.round;
    row->seen_round = header_.round;
    meter_.AddUnits(1);
  }
  // What stands in the manifest under one dataset stays there, whatever the rules say later.
  if (row->state == UnitState::kPending) row->dataset = engine_.rules.DatasetOf(source.id, info.unit.name);
  row->listed = ListedFrom(info);
  return engine_.book.Put(transaction, id, *row);
}

Result<void> InventoryJob::KeepPage(const SourceBinding& source, const ports::ListPage& page) {
  BOUCLIER_TRY(std::unique_ptr<ports::StateTransaction> transaction, engine_.parts.state->Begin());
  for (const ports::UnitInfo& info : page.units) BOUCLIER_TRY_VOID(KeepUnit(*transaction, source, info));
  ++header_.pages;
  header_.marker = page.next_marker;
  if (page.next_marker.empty()) ++header_.source_index;
  BOUCLIER_TRY_VOID(engine_.book.PutHeader(*transaction, header_));
  return transaction->Commit();
}

Result<ports::ListPage> InventoryJob::NextPage(const SourceBinding& source) {
  auto page = retrier_.Do(Heals::kAnswerOrBody, [&] { return source.source->List("", header_.marker); });
  const bool stale_marker =
      !page.ok() && taken_up_ && !header_.marker.empty() &&
      (page.error().code == ErrorCode::kInvalidArgument || page.error().code == ErrorCode::kNotFound);
  taken_up_ = false;
  if (!stale_marker) return page;
  // The marker of the stopped listing has expired: this source from its first page, nothing is counted twice.
  header_.marker.clear();
  return retrier_.Do(Heals::kAnswerOrBody, [&] { return source.source->List("", ""); });
}

Result<void> InventoryJob::ListSource(const SourceBinding& source) {
  auto told = std::chrono::steady_clock::now();
  const uint64_t index = header_.source_index;
  while (header_.source_index == index) {
    if (halt_.IsSet()) return Halt::CancelledError();
    BOUCLIER_TRY(ports::ListPage page, NextPage(source));
    if (!page.next_marker.empty() && page.next_marker == header_.marker)
      return Error(ErrorCode::kCorruption, "list source: it gives the same page again and again", "look at the source",
                   Retry::kAfterFix);
    BOUCLIER_TRY_VOID(KeepPage(source, page));
    if (const auto now = std::chrono::steady_clock::now(); now - told >= kTellEvery) {
      told = now;
      meter_.Tell();
    }
  }
  return {};
}

// Units that no dataset ever took and that are gone from the source: they held `plan` up while they were there, nothing
// was done with them, and nothing is to be told of them.
Result<void> InventoryJob::ForgetStrangers() {
  std::vector<UnitId> strangers;
  const auto forget = [&]() -> Result<void> {
    BOUCLIER_TRY(std::unique_ptr<ports::StateTransaction> transaction, engine_.parts.state->Begin());
    for (const UnitId id : strangers) BOUCLIER_TRY_VOID(engine_.book.Forget(*transaction, id));
    strangers.clear();
    return transaction->Commit();
  };
  BOUCLIER_TRY_VOID(ForEachRow(engine_.book, *engine_.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    if (row.dataset || row.seen_round == header_.round) return {};
    strangers.push_back(id);
    return strangers.size() < kForgottenAtOnce ? Result<void>() : forget();
  }));
  return strangers.empty() ? Result<void>() : forget();
}

Result<InventoryReport> InventoryJob::Report() const {
  InventoryReport report;
  report.round = header_.round;
  report.pages = header_.pages;
  report.duplicates = header_.duplicates;
  const auto add = [](Tally& tally, uint64_t bytes) {
    ++tally.units;
    tally.bytes += bytes;
  };
  BOUCLIER_TRY_VOID(ForEachRow(engine_.book, *engine_.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    if (row.seen_round != header_.round) return {};
    add(report.listed, row.listed.size);
    add(report.by_source[row.source], row.listed.size);
    if (row.dataset) add(report.by_dataset[*row.dataset], row.listed.size);
    if (!row.dataset) AddNamed(report.no_prefix, NamedFrom(id, row, "no_prefix"));
    return {};
  }));
  return report;
}

Result<InventoryReport> InventoryJob::Run() {
  BOUCLIER_TRY_VOID(TakeUpOrBegin());
  while (header_.source_index < engine_.parts.sources.size())
    BOUCLIER_TRY_VOID(ListSource(engine_.parts.sources[header_.source_index]));
  BOUCLIER_TRY_VOID(ForgetStrangers());
  header_.open = false;
  BOUCLIER_TRY_VOID(SaveHeader());
  BOUCLIER_TRY(InventoryReport report, Report());
  meter_.Tell();
  BOUCLIER_TRY_VOID(engine_.Record("migrate.inventory", {{"round", report.round},
                                                         {"units", report.listed.units},
                                                         {"bytes", report.listed.bytes},
                                                         {"no_prefix", report.no_prefix.count()}}));
  return report;
}

}  // namespace bouclier::migrate
