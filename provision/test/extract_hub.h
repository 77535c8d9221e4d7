// SPDX-License-Identifier: Apache-2.0
// A hub in memory with a base delivered and permits issued on a real ledger: extracts are made and read. Test support.
#pragma once

#include <filesystem>

#include <arrow/array/array_base.h>
#include <arrow/io/interfaces.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>

#include "book_fixture.h"
#include "bouclier/crypto/random.h"
#include "bouclier/ingest/delivery.h"
#include "bouclier/provision/extract.h"
#include "bouclier/provision/opposition_book.h"
#include "bouclier/provision/project_secrets.h"
#include "bouclier/store/memory_store.h"
#include "bouclier/synth/generate.h"
#include "bouclier/vault/crosswalk.h"
#include "bouclier/vault/put_object.h"
#include "memory/hub_parts.h"
#include "plain_base.h"

namespace bouclier::provision::test {

namespace fs = std::filesystem;

// Made once for all tests of a binary.
inline const fs::path& SyntheticBase() {
  static const fs::path made = [] {
    synth::Options options;
    options.output = fs::path(testing::TempDir()) / ("extract." + std::to_string(getpid()));
    options.people = 500;
    options.months = 12;
    options.seed = 11;
    synth::Generate(options).value();
    return options.output;
  }();
  return made;
}

using TextRow = std::map<std::string, std::string>;            // given name → text; null is "-"
using TextRows = std::map<std::string, std::vector<TextRow>>;  // by table
constexpr uint64_t kMemberNumber = 7, kStewardNumber = 9;

struct ExtractHub : Hub {
  store::MemoryObjectStore host;
  bouclier::test::ClearWrapper wrapper;
  vault::DatasetKeysPtr raw, tables, quarantine, crosswalk, pseudonyms;
  std::map<std::string, vault::DatasetKeysPtr> projects;

  ExtractHub() {
    clock.now = Noon("2026-03-01");
    auto transaction = state.Begin().value();
    raw = Keys(*transaction, vault::KeyDomain::kDataset);
    tables = Keys(*transaction, vault::KeyDomain::kDataset);
    quarantine = Keys(*transaction, vault::KeyDomain::kDataset);
    crosswalk = Keys(*transaction, vault::KeyDomain::kCrosswalk);
    pseudonyms = Keys(*transaction, vault::KeyDomain::kPseudonym);
    MakeHubSecret(*transaction, *pseudonyms).value();
    transaction->Commit().value();
  }
  vault::DatasetKeysPtr Keys(ports::StateTransaction& transaction, vault::KeyDomain domain) {
    return vault::DatasetKeys::Create(transaction, wrapper, DatasetId{crypto::RandomArray<16>()}, domain).value();
  }

  void Deliver(const std::string& name, ByteView content) {
    vault::CommitBatch batch;
    batch.action = "test.deliver";
    batch.objects.push_back(vault::PutWhole({&host, &state, raw}, name, content).value());
    batch.keys = {raw};
    Commit(std::move(batch));
  }
  void Commit(vault::CommitBatch batch) {
    const auto done = vault::Committer(state, *trail, *trail).Commit(std::move(batch));
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  void DeliverFolder(const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file())
        Deliver("snds/" + fs::relative(entry.path(), folder).string(),
                RealFileSystem().Read(entry.path(), uint64_t{1} << 32).value());
  }
  void Ingest(uint32_t bucket_width = 128, const catalog::KnownTables& known = catalog::KnownTables::BuiltIn()) {
    ingest::DeliveryParts parts;
    parts.known = &known;
    parts.state = &state;
    parts.store = &host;
    parts.sink = trail.get();
    parts.trail = trail.get();
    parts.clock = &clock;
    parts.raw = {raw};
    parts.tables = tables;
    parts.quarantine = quarantine;
    parts.crosswalk = crosswalk;
    ingest::DeliveryOptions options;
    options.bucket_width = bucket_width;
    const auto done = ingest::RunDelivery(parts, options, {});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  void Object(const std::string& list, const std::string& csv) {
    vault::Committer committer(state, *trail, *trail);
    const auto parsed = ParseOppositionList(csv);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    ASSERT_TRUE(
        OppositionBook(state, *trail).Load(committer, {&host, &state, crosswalk}, {"snds", list, 1}, *parsed).ok());
  }

  static policy::Actor Member(uint64_t number = kMemberNumber) {
    policy::Actor actor;
    actor.number = number;
    if (number == kStewardNumber) actor.grants = {{policy::Role::kSteward, {}}};
    return actor;
  }
  // Issues it, and makes the project's keys and salt.
  void Project(const policy::Permit& permit) {
    const auto issued = Issue(permit);
    ASSERT_TRUE(issued.ok()) << issued.error().message;
    if (projects.contains(permit.id)) return;
    auto transaction = state.Begin().value();
    projects[permit.id] = Keys(*transaction, vault::KeyDomain::kProject);
    MakeProjectSalt(*transaction, *projects[permit.id], permit.id).value();
    transaction->Commit().value();
  }
  ExtractParts Parts(const std::string& id) {
    return {&state, &host, trail.get(), trail.get(), &clock, tables, crosswalk, projects.at(id), pseudonyms};
  }
  ExtractAsk Ask(const std::string& id, uint64_t member = kMemberNumber) {
    return {{Member(member), std::nullopt}, [this, id, member]() -> Result<PermitNow> {
              BOUCLIER_TRY(ValidPermit permit, book->Read(id));
              return PermitNow{std::move(permit), Member(member)};
            }};
  }
  Result<ExtractResult> Run(const std::string& id, ExtractOptions options = {}, ExtractControl control = {}) {
    return RunExtract(Parts(id), Ask(id), options, control);
  }

  // All rows of the newest extract of a project, as texts.
  TextRows Rows(const std::string& id) {
    const auto newest = NewestExtract(*trail, projects.at(id)->dataset()).value();
    const crypto::Json body(crypto::Json::Object{{"dataset", projects.at(id)->dataset().ToString()}});
    auto receipt =
        trail->RecordOne({ports::EntryClass::kAccess, vault::kExtractAction, kMemberNumber, body.Canonical()}).value();
    const auto reader = state.Read().value();
    const auto opened =
        OpenExtract(std::move(receipt), vault::TableDoor::kProject, {reader.get(), &host, projects.at(id)}, newest)
            .value();
    TextRows rows;
    for (const auto& [table, columns] : opened.tables.snapshot().tables) rows[table];
    for (const vault::TableFile& file : opened.tables.snapshot().files) {
      auto parquet = parquet::arrow::OpenFile(opened.tables.OpenFile(file).value(), arrow::default_memory_pool());
      const auto table = (*parquet)->ReadTable().ValueOrDie();
      for (const TextRow& row : Texts(*table->CombineChunksToBatch().ValueOrDie())) rows[file.table].push_back(row);
    }
    return rows;
  }
  static std::vector<TextRow> Texts(const arrow::RecordBatch& batch) {
    std::vector<TextRow> rows(static_cast<size_t>(batch.num_rows()));
    for (int column = 0; column < batch.num_columns(); ++column) {
      const auto& array = *batch.column(column);
      const std::string& name = batch.schema()->field(column)->name();
      for (int64_t row = 0; row < batch.num_rows(); ++row)
        rows[static_cast<size_t>(row)][name] = array.IsNull(row) ? "-" : (*array.GetScalar(row))->ToString();
    }
    return rows;
  }
  vault::Crosswalk ReadCrosswalk() {
    const auto published = vault::NewestSnapshot(*vault::ReadPublished(*trail, tables->dataset())).value();
    const auto reader = state.Read().value();
    const auto snapshot = vault::LoadSnapshot(*reader, *tables, published).value();
    const crypto::Json body(crypto::Json::Object{{"dataset", crosswalk->dataset().ToString()}});
    const auto receipt =
        trail->RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, 0, body.Canonical()}).value();
    vault::ReadRequest request;
    request.state = reader.get();
    request.store = &host;
    request.keys = crosswalk;
    request.object = snapshot.crosswalk.object;
    auto sealed = vault::OpenForIngestOnly(receipt, request).value();
    Bytes bytes;
    sealed
        .ReadAll([&](ByteView more) -> Result<void> {
          Append(bytes, more);
          return {};
        })
        .value();
    return vault::DecodeCrosswalk(bytes).value();
  }
};

// A permit of these tables that lasts, naming the member.
inline policy::Permit PermitOf(const std::string& id, std::vector<policy::TableGrant> grants) {
  policy::Permit permit = SmallPermit();
  permit.id = id;
  permit.project = id;
  permit.tables = std::move(grants);
  permit.generalisation = {policy::ResidenceStep::kCommune, policy::DateStep::kDay, policy::DateStep::kDay,
                           policy::DateStep::kDay};
  return permit;
}

}  // namespace bouclier::provision::test
