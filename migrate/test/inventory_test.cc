// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "bouclier/state/sqlite_state_store.h"
#include "points/every_point.h"
#include "small_hub.h"

namespace bouclier::migrate::test {
namespace {

std::set<std::string> Names(Migration& migration) {
  std::set<std::string> names;
  migration
      .ForEachUnit([&](const NamedUnit& unit) -> Result<void> {
        names.insert(unit.unit.name + "@" + unit.unit.snapshot);
        return {};
      })
      .value();
  return names;
}

TEST(Inventory, F10ListsTheExactSetOfOddNames) {
  SmallHub hub;
  std::set<std::string> planted;
  for (const std::string& name :
       std::vector<std::string>{"a//b", "../up", "a/..", "dot.", "%2F", "e\xCC\x81t", "\xC3\xA9t", "Case", "case",
                                " space ", std::string(1024, 'n'), "tab\tname", "new\nline"}) {
    hub.source.inner.Plant(name, AsBytes("x"));
    planted.insert(name + "@");
  }
  const auto migration = hub.Make();
  EXPECT_EQ(migration->Inventory({}).value().listed.units, planted.size());
  EXPECT_EQ(Names(*migration), planted);
}

TEST(Inventory, F10CountsOnceWhatComesTwiceAndPassesOverEmptyPages) {
  SmallHub hub;
  ScriptedSource source(hub.stop, 10);
  for (int i = 0; i < 95; ++i) source.inner.Plant("n" + std::to_string(i), AsBytes("body"));
  int pages = 0;
  source.on_list = [&](const std::string&) -> Result<void> {
    // Every third request is lost once, so that its page is asked for again.
    if (++pages % 3 == 0) return Error(ErrorCode::kUnavailable, "test: lost", "", Retry::kBackoff);
    return {};
  };
  std::vector<ports::UnitInfo> last;
  source.alter_page = [&](ports::ListPage& page) {
    if (pages == 4) page.units.clear();  // short answer: an empty page with a marker loses these ten…
    const std::vector<ports::UnitInfo> now = page.units;
    page.units.insert(page.units.begin(), last.begin(), last.end());  // …and every other one comes twice
    last = now;
  };
  MigrationParts parts;
  parts.sources = {{"old", &source}};
  parts.rules = hub.rules;
  parts.state = &hub.state;
  parts.sink = &hub.ledger;
  parts.trail = &hub.ledger;
  parts.clock = &hub.clock;
  parts.inventory_key = crypto::RandomSecret(32);
  parts.listing_retry = SmallHub::Options().retry;
  const auto migration = Migration::Make(std::move(parts)).value();
  const InventoryReport report = migration->Inventory({}).value();
  EXPECT_EQ(report.listed.units, 85u);
  EXPECT_EQ(report.listed.bytes, 85u * 4);
  EXPECT_GT(report.duplicates, 0u);
  // The source, asked once more, shows all of them.
  pages = 1000;
  source.on_list = nullptr;
  last.clear();
  EXPECT_EQ(migration->Inventory({}).value().listed.units, 95u);
}

TEST(Inventory, RefusesASourceThatGivesTheSamePageForEver) {
  SmallHub hub;
  hub.source.inner.Plant("a", AsBytes("x"));
  hub.source.alter_page = [](ports::ListPage& page) { page.next_marker = "a\n~"; };
  EXPECT_EQ(hub.Make()->Inventory({}).error().code, ErrorCode::kCorruption);
}

// Whether the inventory had a write of that number.
bool StopAndListAgain(uint64_t write, StopKind kind) {
  SmallHub hub;
  ScriptedSource source(hub.stop, 5);
  for (int i = 0; i < 30; ++i) source.inner.Plant("n" + std::to_string(i), AsBytes("body"));
  const auto make = [&] {
    MigrationParts parts;
    parts.sources = {{"old", &source}};
    parts.rules = hub.rules;
    parts.state = &hub.state;
    parts.sink = &hub.ledger;
    parts.trail = &hub.ledger;
    parts.clock = &hub.clock;
    parts.inventory_key = hub.inventory_key.Duplicate(SecretAccess{});
    return Migration::Make(std::move(parts)).value();
  };
  hub.stop.StopAt(write, kind);
  const auto stopped = make()->Inventory({});
  const uint64_t asked = source.lists;
  const bool reached = hub.stop.dead();
  hub.stop.Revive();
  EXPECT_EQ(stopped.ok(), !reached) << write;
  if (stopped.ok()) return reached;
  const InventoryReport report = make()->Inventory({}).value();
  EXPECT_EQ(report.listed.units, 30u) << write;
  EXPECT_LE(source.lists, asked + 7) << write;
  EXPECT_LE(report.round, 2u);
  return reached;
}

TEST(Inventory, F1StoppedAtAnyWriteGoesOnAtItsPage) {
  bool reached = true;
  uint64_t write = 1;
  for (; reached; ++write) {
    for (const StopKind kind : points::Kinds(write, StopKind::kBefore, StopKind::kAfter))
      reached = StopAndListAgain(write, kind);
  }
  EXPECT_GT(write, 8u);
}

TEST(Inventory, F10MemoryIsFlatAt100000Names) {
  if (points::kSanitized) GTEST_SKIP() << "a sanitizer keeps memory of its own for what was freed";
  // A source that makes its names as it lists them, a database on disk: what grows is only what the inventory itself
  // keeps.
  class Endless final : public ports::ObjectSource {
   public:
    std::string Describe() const override { return "endless"; }
    Result<ports::ListPage> List(const std::string&, const std::string& marker) override {
      ports::ListPage page;
      const uint64_t from = marker.empty() ? 0 : std::stoull(marker);
      for (uint64_t i = from; i < std::min(from + 5000, names); ++i) {
        ports::UnitInfo info;
        info.unit.name = "dossier/" + std::to_string(i) + "/fichier.csv";
        info.size = i;
        info.validator = "v";
        page.units.push_back(std::move(info));
      }
      if (from + 5000 < names) page.next_marker = std::to_string(from + 5000);
      return page;
    }
    Result<ports::UnitInfo> Stat(const ports::UnitName&) override { return Error(ErrorCode::kNotFound, "test"); }
    Result<Bytes> ReadRange(const ports::UnitName&, const std::string&, uint64_t, uint64_t) override {
      return Error(ErrorCode::kNotFound, "test");
    }
    Result<void> DeleteIf(const ports::UnitName&, const std::string&) override {
      return Error(ErrorCode::kNotFound, "test");
    }
    uint64_t names = 0;
  };
  const auto resident = [] {
    std::ifstream in("/proc/self/statm");
    uint64_t pages = 0, now = 0;
    in >> pages >> now;
    return now * 4096;
  };
  std::string folder = "/tmp/bouclier-inventory-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  SmallHub hub;
  Endless source;
  uint64_t after_few = 0;
  for (uint64_t names : {10'000u, 100'000u}) {
    auto database = state::SqliteStateStore::Create(folder + "/" + std::to_string(names)).value();
    source.names = names;
    MigrationParts parts;
    parts.sources = {{"old", &source}};
    parts.rules = hub.rules;
    parts.state = database.get();
    parts.sink = &hub.ledger;
    parts.trail = &hub.ledger;
    parts.clock = &hub.clock;
    parts.inventory_key = hub.inventory_key.Duplicate(SecretAccess{});
    const auto migration = Migration::Make(std::move(parts)).value();
    EXPECT_EQ(migration->Inventory({}).value().listed.units, names);
    EXPECT_EQ(migration->Plan().value().to_move.units, names);
    if (after_few == 0) after_few = resident();
  }
  EXPECT_LT(resident(), after_few + (16u << 20));
  std::filesystem::remove_all(folder);
}

TEST(Plan, StopsAtAUnitUnderNoPrefixAndNamesItInTheContextOnly) {
  SmallHub hub;
  hub.rules = {{"old", "known/", hub.files}};
  hub.source.inner.Plant("known/a", AsBytes("x"));
  hub.source.inner.Plant("elsewhere/secret-name", AsBytes("x"));
  const auto migration = hub.Make();
  EXPECT_EQ(migration->Inventory({}).value().no_prefix.count(), 1u);
  for (const Error& error : {migration->Plan().error(), migration->Run(SmallHub::Options(), {}).error()}) {
    EXPECT_EQ(error.code, ErrorCode::kPrecondition);
    EXPECT_NE(error.context.find("elsewhere/secret-name"), std::string::npos);
    EXPECT_EQ((error.message + error.hint).find("secret-name"), std::string::npos);
  }
  EXPECT_EQ(hub.host.bytes_sent(), 0u);
}

TEST(Inventory, ForgetsWhatWasUnderNoPrefixAndIsGone) {
  SmallHub hub;
  hub.rules = {{"old", "known/", hub.files}};
  hub.source.inner.Plant("known/a", AsBytes("x"));
  hub.source.inner.Plant("elsewhere/b", AsBytes("x"));
  const auto migration = hub.Make();
  EXPECT_EQ(migration->Inventory({}).value().no_prefix.count(), 1u);
  hub.source.inner.Remove("elsewhere/b");
  EXPECT_EQ(migration->Inventory({}).value().listed.units, 1u);
  EXPECT_EQ(migration->Plan().value().listed.units, 1u);
  EXPECT_EQ(migration->Run(SmallHub::Options(), {}).value().moved.units, 1u);
  const StatusReport status = migration->Status().value();
  EXPECT_EQ(status.listed.units, 1u);
  EXPECT_EQ(status.pending.units, 0u);
}

TEST(Plan, CountsWhatMovesIsRefusedOrLostWithoutSideEffects) {
  SmallHub hub;
  hub.source.inner.Plant("a.csv", Pattern(1000, 1));
  hub.source.inner.Plant("images/b.png", Pattern(2000, 2));
  hub.source.inner.TakeSnapshot("a.csv");
  ports::UnitInfo cold;
  cold.archived = true;
  cold.other = {{"access_tier", "Archive"}};
  hub.source.inner.Plant("cold", Pattern(10, 3), cold);
  ports::UnitInfo log;
  log.kind = ports::BlobKind::kAppend;
  hub.source.inner.Plant("log", Pattern(50, 4), log);
  const auto migration = hub.Make();
  migration->Inventory({}).value();
  const uint64_t stats = hub.source.stats, writes = hub.stop.writes();
  const PlanReport plan = migration->Plan().value();
  EXPECT_EQ(plan.listed.units, 5u);
  EXPECT_EQ(plan.to_move.units, 3u);
  EXPECT_EQ(plan.to_move.bytes, 3050u);
  EXPECT_EQ(plan.to_refuse.at("archived").units, 1u);
  EXPECT_EQ(plan.to_lose.at("snapshot").units, 1u);
  EXPECT_EQ(plan.property_losses.at("append_blob"), 1u);
  EXPECT_EQ(plan.by_dataset.at(hub.images).bytes, 2000u);
  EXPECT_EQ(plan.named.count(), 2u);
  EXPECT_FALSE(plan.rate_is_measured);
  EXPECT_GT(plan.seconds, 0);
  EXPECT_EQ(hub.source.stats, stats);
  EXPECT_EQ(hub.stop.writes(), writes);
}

TEST(Plan, AsksForAnInventoryFirstAndAgainWhenTheRulesChanged) {
  SmallHub hub;
  hub.source.inner.Plant("a", AsBytes("x"));
  EXPECT_EQ(hub.Make()->Plan().error().code, ErrorCode::kPrecondition);
  hub.Make()->Inventory({}).value();
  EXPECT_TRUE(hub.Make()->Plan().ok());
  hub.rules.push_back({"old", "a", hub.images});
  EXPECT_EQ(hub.Make()->Plan().error().code, ErrorCode::kPrecondition);
}

}  // namespace
}  // namespace bouclier::migrate::test
