// SPDX-License-Identifier: Apache-2.0
// How an extract is made: who opens the view, whole or not at all, the same each time, within what the permit allows.
#include <thread>

#include "extract_twin.h"

namespace bouclier::provision::test {
namespace {

using policy::LifeChange;

policy::Permit Care(const std::string& id) {
  return PermitOf(id, {{"ER_PRS_F",
                        {"BEN_NIR_PSA", "BEN_NAI_ANN", "BEN_RES_DPT", "EXE_SOI_DTD", "PRS_PAI_MNT", "PRS_ORD_NUM",
                         "PFS_EXE_NUM", "BEN_DCD_DTE", "PRS_NAT_REF"}},
                       {"ER_PHA_F", {"PHA_PRS_C13", "PRS_ORD_NUM"}}});
}

ExtractHub& Base() {
  static ExtractHub* hub = [] {
    auto* made = new ExtractHub;
    made->DeliverFolder(SyntheticBase() / "files");
    made->Ingest(1 << 16);
    return made;
  }();
  return *hub;
}

std::string DigestOf(const ExtractResult& result) { return result.manifest.GetString("digest").value(); }

struct Opened {
  Result<std::unique_ptr<PermittedView>> view;
  std::unique_ptr<ports::StateReader> reader;
};
// Opens a view by a receipt whose body `change` altered, recorded for `recorded_as`.
Opened OpenView(ExtractHub& hub, const std::string& id, const ViewAsker& asker,
                const std::function<void(crypto::Json::Object&)>& change = {},
                const char* action = vault::kProvisionAction, uint64_t recorded_as = 0) {
  const ValidPermit permit = hub.book->Read(id).value();
  const auto published = vault::NewestSnapshot(*vault::ReadPublished(*hub.trail, hub.tables->dataset())).value();
  const ViewPlan plan{hub.tables->dataset(), hub.crosswalk->dataset(), published, crypto::RandomArray<16>()};
  crypto::Json::Object body = ViewIntent(permit, Compile(permit.permit()).value(), asker, plan);
  if (change) change(body);
  auto receipt = hub.trail
                     ->RecordOne({ports::EntryClass::kAccess, action,
                                  recorded_as == 0 ? asker.asker.number : recorded_as, crypto::Json(body).Canonical()})
                     .value();
  auto reader = hub.state.Read().value();
  auto view = PermittedView::Open(permit, asker, std::move(receipt), plan, {reader.get(), &hub.host, hub.tables},
                                  hub.clock, hub.Ask(id).permit_now);
  return {std::move(view), std::move(reader)};
}
ErrorCode Refusal(const Opened& opened) { return opened.view.ok() ? ErrorCode::kInternal : opened.view.error().code; }

TEST(PermittedView, OpensForAMemberByTheReceiptOfExactlyThis) {
  ExtractHub& hub = Base();
  hub.Project(Care("view"));
  const ViewAsker member{ExtractHub::Member(), std::nullopt};
  EXPECT_TRUE(OpenView(hub, "view", member).view.ok());
  using Body = crypto::Json::Object;
  const std::pair<const char*, std::function<void(Body&)>> lies[] = {
      {"permit", [](Body& body) { body["permit"] = "another"; }},
      {"version", [](Body& body) { body["permit_version"] = 2; }},
      {"snapshot", [](Body& body) { body["snapshot"] = 2; }},
      {"dataset", [&](Body& body) { body["dataset"] = hub.crosswalk->dataset().ToString(); }},
      {"columns", [](Body& body) { body["columns"] = std::string(64, '0'); }},
      {"no columns", [](Body& body) { body.erase("columns"); }},
      {"for somebody", [](Body& body) { body["for"] = 8; }}};
  for (const auto& [what, lie] : lies)
    EXPECT_EQ(Refusal(OpenView(hub, "view", member, lie)), ErrorCode::kDenied) << what;
  EXPECT_EQ(Refusal(OpenView(hub, "view", member, {}, vault::kIngestAction)), ErrorCode::kDenied);
  EXPECT_EQ(Refusal(OpenView(hub, "view", member, {}, vault::kProvisionAction, 8)), ErrorCode::kDenied);
}

TEST(PermittedView, StrangersSeeAbsenceAndOnlyAStewardOpensForAMember) {
  ExtractHub& hub = Base();
  hub.Project(Care("view-who"));
  EXPECT_EQ(Refusal(OpenView(hub, "view-who", {ExtractHub::Member(8), std::nullopt})), ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(OpenView(hub, "view-who", {ExtractHub::Member(8), ExtractHub::Member()})), ErrorCode::kDenied);
  EXPECT_EQ(Refusal(OpenView(hub, "view-who", {ExtractHub::Member(kStewardNumber), std::nullopt})),
            ErrorCode::kNotFound);
  EXPECT_TRUE(OpenView(hub, "view-who", {ExtractHub::Member(kStewardNumber), ExtractHub::Member()}).view.ok());
  EXPECT_EQ(Refusal(OpenView(hub, "view-who", {ExtractHub::Member(kStewardNumber), ExtractHub::Member(8)})),
            ErrorCode::kNotFound);
}

TEST(PermittedView, GivesNoColumnThatThePermitHasNoUseFor) {
  ExtractHub& hub = Base();
  hub.Project(Care("view-columns"));
  const Opened opened = OpenView(hub, "view-columns", {ExtractHub::Member(), std::nullopt});
  ASSERT_TRUE(opened.view.ok());
  const PermittedView& view = **opened.view;
  for (const vault::TableFile& file : view.snapshot().files) {
    if (file.table != "ER_PRS_F") continue;
    EXPECT_TRUE(view.Rows(file, {"person", "PRS_PAI_MNT"}, {}).ok());
    for (const char* column : {"BEN_SEX_COD", "PRS_MTT_NUM", "flags"})
      EXPECT_EQ(view.Rows(file, {column}, {}).error().code, ErrorCode::kDenied) << column;
    break;
  }
}

TEST(PermittedView, F28_AsksAgainAndStopsWhenRevoked) {
  ExtractHub& hub = Base();
  hub.Project(Care("view-revoked"));
  const Opened opened = OpenView(hub, "view-revoked", {ExtractHub::Member(), std::nullopt});
  ASSERT_TRUE(opened.view.ok());
  ASSERT_TRUE(hub.Change(LifeChange::kSuspend, "view-revoked").ok());
  EXPECT_EQ((*opened.view)->AskNow().error().code, ErrorCode::kDenied);
}

TEST(Extract, ColumnsHaveTheNamesAndTypesOfThePage) {
  ExtractHub& hub = Base();
  policy::Permit permit = Care("types");
  permit.tables.push_back({"IR_BEN_R", {"BEN_NIR_PSA", "BEN_NIR_ANO", "BEN_IDT_ANO", "ASS_NIR_ANO", "BEN_RES_COM"}});
  permit.tables.push_back({"T_MCOaaC", {"NIR_ANO_17", "ETA_NUM", "RSA_NUM", "EXE_SOI_DTD", "SEJ_NUM"}});
  permit.generalisation = {policy::ResidenceStep::kRegion, policy::DateStep::kYear, policy::DateStep::kMonth,
                           policy::DateStep::kMonth};
  hub.Project(permit);
  const auto result = hub.Run("types");
  ASSERT_TRUE(result.ok()) << result.error().message;
  std::map<std::string, std::string> told;
  for (const auto& [table, columns] : result->snapshot.tables) {
    std::string& text = told[table];
    for (const vault::TableColumn& column : columns) text += column.name + " " + column.type + "; ";
  }
  EXPECT_EQ(told["ER_PRS_F"],
            "NUM_ENQ_IDT text; NUM_ENQ text; LINE_P text; PFS_EXE_NUM_P text; BEN_DCD_DTE_M date; BEN_NAI_ANN year; "
            "BEN_RES_DPT_REG text; EXE_SOI_DTD_M date; PRS_PAI_MNT decimal(2); PRS_NAT_REF integer; ");
  EXPECT_EQ(told["ER_PHA_F"], "LINE_P text; PHA_PRS_C13 text; ");
  EXPECT_EQ(told["IR_BEN_R"],
            "NUM_ENQ_IDT text; NUM_ENQ text; NUM_ENQ_ANO text; ASS_NIR_ANO_P text; BEN_RES_COM_WITHHELD text; ");
  EXPECT_EQ(told["T_MCOaaC"],
            "NUM_ENQ_IDT text; NUM_ENQ text; RSA_NUM_P text; SEJ_NUM_P text; ETA_NUM text; EXE_SOI_DTD_M datetime; ");
}

// The sum of amounts, exactly; dates that mean "none" as they were; texts of pseudonyms and nothing else in their
// place.
TEST(Extract, AmountsSumExactlyAndNoneStaysNone) {
  ExtractHub& hub = Base();
  hub.Project(Care("sums"));
  ASSERT_TRUE(hub.Run("sums").ok());
  const auto cents = [](const std::string& text) {
    std::string digits = text;
    std::erase(digits, '.');
    return std::stoll(digits);
  };
  int64_t given = 0, plain = 0, alive = 0;
  std::string last;
  const TextRows rows = hub.Rows("sums");
  for (const TextRow& row : rows.at("ER_PRS_F")) {
    given += row.at("PRS_PAI_MNT") == "-" ? 0 : cents(row.at("PRS_PAI_MNT"));
    alive += row.at("BEN_DCD_DTE") == "1600-01-01";
    for (const char* name : {"NUM_ENQ", "NUM_ENQ_IDT", "LINE_P", "PFS_EXE_NUM_P"})
      EXPECT_TRUE(row.at(name) == "-" || kernels::ParsePseudonym(row.at(name)).ok());
    const std::string who = row.at("NUM_ENQ_IDT") == "-" ? "~" : row.at("NUM_ENQ_IDT");  // those of nobody are last
    ASSERT_LE(last, who);
    last = who;
  }
  const PlainBase base(SyntheticBase());
  for (const PlainRow& row : base.rows())
    if (row.table == "ER_PRS_F" && !row.Cell("PRS_PAI_MNT").empty()) plain += cents(row.Cell("PRS_PAI_MNT"));
  EXPECT_EQ(given, plain);
  EXPECT_GT(alive, 1000);
}

TEST(Extract, TheSameIsMadeOnceAndWouldBeTheSameAgain) {
  ExtractHub& hub = Base();
  hub.Project(Care("same"));
  const ExtractResult first = hub.Run("same").value();
  EXPECT_FALSE(first.nothing_new);
  const ExtractResult second = hub.Run("same").value();
  EXPECT_TRUE(second.nothing_new);
  EXPECT_EQ(second.snapshot.number, 1u);
  EXPECT_EQ(second.manifest, first.manifest);
  ExtractOptions little;
  little.test_only_anew = true;
  little.threads = 1;
  little.test_only_row_memory = 150'000;
  const ExtractResult third = hub.Run("same", little).value();
  EXPECT_EQ(third.snapshot.number, 2u);
  EXPECT_EQ(DigestOf(third), DigestOf(first));
}

TEST(Extract, AGrantedTableOfWhichNoRowPassesIsThereAndEmpty) {
  ExtractHub& hub = Base();
  policy::Permit permit = Care("empty");
  permit.rows.codes = {{"ER_PHA_F", "PHA_PRS_C13", {"0000000000000"}, {}}};
  hub.Project(permit);
  const auto result = hub.Run("empty");
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(hub.Rows("empty").at("ER_PHA_F").empty());
  EXPECT_FALSE(hub.Rows("empty").at("ER_PRS_F").empty());
  size_t files = 0;
  for (const vault::TableFile& file : result->snapshot.files) files += file.table == "ER_PHA_F" && file.rows == 0;
  EXPECT_EQ(files, 1u);
}

TEST(Extract, AnotherProjectSharesNoPseudonym) {
  ExtractHub& hub = Base();
  std::set<std::string> seen[2];
  for (const int i : {0, 1}) {
    const std::string id = "project-" + std::to_string(i);
    hub.Project(Care(id));
    ASSERT_TRUE(hub.Run(id).ok());
    const TextRows rows = hub.Rows(id);
    for (const TextRow& row : rows.at("ER_PRS_F")) seen[i].insert(row.at("NUM_ENQ"));
    seen[i].erase("-");
  }
  EXPECT_EQ(seen[0].size(), seen[1].size());
  for (const std::string& text : seen[0]) EXPECT_FALSE(seen[1].contains(text));
}

TEST(Extract, MorePersonsThanThePermitAllowsAreRefused) {
  ExtractHub& hub = Base();
  policy::Permit permit = Care("cap");
  permit.population_cap = 100;
  hub.Project(permit);
  const auto refused = hub.Run("cap");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
  EXPECT_NE(refused.error().message.find("100 persons"), std::string::npos);
  EXPECT_EQ(NewestExtract(*hub.trail, hub.projects.at("cap")->dataset()).error().code, ErrorCode::kNotFound);
}

TEST(Extract, F27_StoppedNothingIsSeenAndAgainItIsMade) {
  ExtractHub& hub = Base();
  hub.Project(Care("stopped"));
  std::atomic<bool> stop{false};
  ExtractControl control;
  control.stop = &stop;
  control.progress = [&](const ExtractProgress& at) { stop = stop || at.rows_read > at.rows_total / 2; };
  EXPECT_EQ(hub.Run("stopped", {}, control).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(NewestExtract(*hub.trail, hub.projects.at("stopped")->dataset()).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(hub.Run("stopped").ok());
  EXPECT_FALSE(hub.Rows("stopped").at("ER_PRS_F").empty());
}

TEST(Extract, F28_RevokedWhileItRunsItStopsAndNothingIsSeen) {
  ExtractHub& hub = Base();
  hub.Project(Care("revoked"));
  std::atomic<bool> revoked{false};
  ExtractControl control;
  control.progress = [&](const ExtractProgress& at) {
    if (at.rows_read == 0 || revoked.exchange(true)) return;
    ASSERT_TRUE(hub.Change(LifeChange::kRevoke, "revoked").ok());
    std::this_thread::sleep_for(kAskEvery);  // what is read next is read later than the permit may go unasked
  };
  const auto result = hub.Run("revoked", {}, control);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kDenied);
  EXPECT_NE(result.error().message.find("revoked"), std::string::npos) << result.error().message;
  EXPECT_EQ(NewestExtract(*hub.trail, hub.projects.at("revoked")->dataset()).error().code, ErrorCode::kNotFound);
}

TEST(Extract, ANewListMakesANewOne) {
  ExtractHub hub;
  hub.DeliverFolder(SyntheticBase() / "files" / "beneficiaires");
  hub.Ingest();
  hub.Project(PermitOf("lists", {{"IR_BEN_R", {"BEN_IDT_ANO"}}}));
  const ExtractResult before = hub.Run("lists").value();
  const PlainBase base(SyntheticBase());
  hub.Object("withdrawn", "BEN_IDT_ANO\n" + *base.ids().begin() + "\nnobodyhere\n");
  const ExtractResult after = hub.Run("lists").value();
  EXPECT_FALSE(after.nothing_new);
  EXPECT_EQ(after.snapshot.persons, before.snapshot.persons - 1);
  ASSERT_TRUE(after.objections);
  EXPECT_EQ(after.objections->persons, 1u);
  EXPECT_EQ(after.objections->unknown, 1u);
  EXPECT_EQ(after.manifest.Canonical().find("nobodyhere"), std::string::npos);
}

// Whoever objects may be one of several people of a number, and rows under that number may stand in any table.
TEST(Extract, ALoadedTableThatTellsNumbersDoesNotStopOne) {
  catalog::LoadedSchema schema;
  catalog::LoadedTable& loaded = schema.tables.emplace_back();
  loaded.name = "T_SSRaaXY";
  loaded.product = "PMSI SSR";
  for (const char* column : {"ETA_NUM", "RSA_NUM", "NIR_ANO_17", "NEW_ID"}) {
    loaded.columns.emplace_back().name = column;
    loaded.columns.back().declared_type = "string";
  }
  const catalog::KnownTables known(catalog::Combine(catalog::BuiltInTables(), schema));
  ExtractHub hub;
  hub.Deliver("IR_BEN_R.csv", AsBytes("BEN_NIR_PSA;BEN_RNG_GEM;BEN_IDT_ANO;BEN_NIR_ANO;BEN_IDT_TOP;BEN_CDI_NIR\n"
                                      "twins;1;a;;1;00\ntwins;2;b;;1;00\n"));
  hub.Deliver("T_SSR19XY.csv", AsBytes("ETA_NUM;RSA_NUM;NIR_ANO_17;NEW_ID\n010000024;1;twins;x\n"));
  hub.Ingest(128, known);
  hub.Project(PermitOf("loaded", {{"IR_BEN_R", {"BEN_IDT_ANO"}}}));
  hub.Object("withdrawn", "BEN_IDT_ANO\na\n");
  const auto result = hub.Run("loaded");
  ASSERT_TRUE(result.ok()) << result.error().message;
  const TextRows rows = hub.Rows("loaded");
  EXPECT_EQ(rows.size(), 1u) << "nothing of the table that is only loaded";
  EXPECT_EQ(rows.at("IR_BEN_R").size(), 1u);
  hub.Project(PermitOf("view-loaded", {{"IR_BEN_R", {"BEN_IDT_ANO"}}}));
  const Opened opened = OpenView(hub, "view-loaded", {ExtractHub::Member(), std::nullopt});
  ASSERT_TRUE(opened.view.ok());
  for (const vault::TableFile& file : (*opened.view)->snapshot().files) {
    if (file.table != "T_SSRaaXY") continue;
    EXPECT_EQ((*opened.view)->Rows(file, {"NEW_ID"}, {}).error().code, ErrorCode::kDenied);
    EXPECT_EQ((*opened.view)->Rows(file, {"ETA_NUM"}, {}).error().code, ErrorCode::kDenied);
  }
}

TEST(Extract, TheLedgerSaysOfWhichSnapshotItIsAndWhetherThatWasRevoked) {
  ExtractHub hub;
  hub.DeliverFolder(SyntheticBase() / "files" / "beneficiaires");
  hub.Ingest();
  hub.Project(PermitOf("stands", {{"IR_BEN_R", {"BEN_IDT_ANO", "BEN_NAI_ANN"}}}));
  ASSERT_TRUE(hub.Run("stands").ok());
  const auto extract = NewestExtract(*hub.trail, hub.projects.at("stands")->dataset()).value();
  const DatasetId base = hub.tables->dataset();
  hub.DeliverFolder(SyntheticBase() / "files" / "causes_deces");
  hub.Ingest();
  ASSERT_EQ(vault::ReadPublished(*hub.trail, base)->size(), 2);
  const auto then = SnapshotOf(*hub.trail, extract, base).value();
  EXPECT_EQ(then.number, 1);
  EXPECT_FALSE(then.revoked);
  for (const uint64_t number : {2, 1}) {
    EXPECT_FALSE(SnapshotOf(*hub.trail, extract, base)->revoked) << "before " << number;
    vault::CommitBatch batch;
    batch.action = vault::kRevokeAction;
    batch.body = {{"dataset", base.ToString()}, {"snapshot", number}};
    hub.Commit(std::move(batch));
  }
  EXPECT_EQ(SnapshotOf(*hub.trail, extract, base)->number, 1);
  EXPECT_TRUE(SnapshotOf(*hub.trail, extract, base)->revoked);
  EXPECT_EQ(SnapshotOf(*hub.trail, extract, hub.raw->dataset()).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace bouclier::provision::test
