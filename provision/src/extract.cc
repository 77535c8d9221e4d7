// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/extract.h"

#include <algorithm>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>

#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/provision/extract_manifest.h"
#include "bouclier/provision/project_secrets.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/put_object.h"
#include "objections.h"
#include "table_extract.h"

namespace bouclier::provision {
namespace {

using crypto::Json;

// A change of what an extract of the same permit and snapshot holds changes this.
constexpr const char* kSoftware = "bouclier-extract/1";
constexpr uint64_t kFixedMemory = uint64_t{160} << 20;  // program, libraries, files being written
constexpr double kRowsShare = 0.7;
constexpr size_t kSalt = 16;
constexpr std::string_view kBeneficiaries[] = {"IR_BEN_R", "IR_BEN_R_ARC"};

Result<vault::PublishedSnapshot> SnapshotFor(const ExtractParts& parts, const policy::Permit& permit) {
  BOUCLIER_TRY(const auto published, vault::ReadPublished(*parts.trail, parts.tables->dataset()));
  if (!permit.snapshot) return vault::NewestSnapshot(published);
  if (*permit.snapshot == 0 || *permit.snapshot > published.size() || published[*permit.snapshot - 1].revoked)
    return Error(ErrorCode::kNotFound, "extract: the base has no snapshot of the number that the permit names",
                 "see: bouclier ingest --help", Retry::kAfterFix);
  return published[*permit.snapshot - 1];
}

class Extract {
 public:
  Extract(const ExtractParts& parts, const ExtractAsk& ask, const ExtractOptions& options,
          const ExtractControl& control)
      : parts_(parts),
        ask_(ask),
        options_(options),
        control_(control),
        opposition_(*parts.state, *parts.trail, parts.marks) {}

  Result<ExtractResult> Run() {
    BOUCLIER_TRY(const PermitNow now, ask_.permit_now());
    BOUCLIER_TRY_VOID(policy::DecideMember(now.permit.permit(), now.permit.life(), now.member, parts_.clock->Now()));
    BOUCLIER_TRY(published_, SnapshotFor(parts_, now.permit.permit()));
    BOUCLIER_TRY(lists_, ListsOf(opposition_, now.permit.permit()));
    sources_ = Sources(now.permit);
    BOUCLIER_TRY(const std::optional<vault::TableSnapshot> before, Before());
    if (before && before->periods == Recipe() && !options_.test_only_anew) return Same(*before);
    BOUCLIER_TRY_VOID(Open(now));
    BOUCLIER_TRY_VOID(FindPeople());
    BOUCLIER_TRY_VOID(MakeTables());
    BOUCLIER_TRY_VOID(view_->AskNow());
    return Publish(now);
  }

 private:
  // What it is made of: the same makes no second one.
  Digest32 Sources(const ValidPermit& permit) const {
    Json::Array lists;
    for (const OppositionVersion& list : lists_) lists.emplace_back(Json::Array{list.list, list.version, list.digest});
    const std::string text = Json(Json::Object{{"base", parts_.tables->dataset().ToString()},
                                               {"head", Hex(published_.head)},
                                               {"lists", std::move(lists)},
                                               {"permit", Hex(crypto::Sha256::Of(AsBytes(permit.text())))},
                                               {"snapshot", published_.number},
                                               {"software", kSoftware}})
                                 .Canonical();
    return crypto::Sha256::Of(AsBytes(text));
  }

  std::map<std::string, Digest32> Recipe() const { return {{"recipe", sources_}}; }

  Result<std::optional<vault::TableSnapshot>> Before() {
    BOUCLIER_TRY(const auto extracts, vault::ReadPublished(*parts_.trail, parts_.project->dataset()));
    number_ = extracts.size() + 1;
    const auto newest = vault::NewestSnapshot(extracts);
    if (!newest.ok()) return std::optional<vault::TableSnapshot>();
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *parts_.project, *newest));
    newest_ = *newest;
    return std::optional<vault::TableSnapshot>(std::move(snapshot));
  }

  Result<ExtractResult> Same(const vault::TableSnapshot& before) {
    const Json body(Json::Object{{"dataset", parts_.project->dataset().ToString()}, {"snapshot", before.number}});
    BOUCLIER_TRY(ports::LedgerReceipt receipt,
                 parts_.sink->RecordOne(
                     {ports::EntryClass::kAccess, vault::kExtractAction, ask_.who.asker.number, body.Canonical()}));
    ExtractResult result;
    result.nothing_new = true;
    result.ledger_index = receipt.index();
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(OpenedExtract opened, OpenExtract(std::move(receipt), vault::TableDoor::kProject,
                                                   {reader.get(), parts_.store, parts_.project}, newest_));
    result.snapshot = before;
    result.manifest = std::move(opened.manifest);
    return result;
  }

  Result<void> Open(const PermitNow& now) {
    plan_ = {parts_.tables->dataset(), parts_.crosswalk->dataset(), published_, crypto::RandomArray<16>()};
    BOUCLIER_TRY(const CompiledPermit compiled, Compile(now.permit.permit()));
    const Json body(ViewIntent(now.permit, compiled, ask_.who, plan_));
    BOUCLIER_TRY(ports::LedgerReceipt receipt,
                 parts_.sink->RecordOne(
                     {ports::EntryClass::kAccess, vault::kProvisionAction, ask_.who.asker.number, body.Canonical()}));
    BOUCLIER_TRY(reader_, parts_.state->Read());
    BOUCLIER_TRY(view_,
                 PermittedView::Open(now.permit, ask_.who, std::move(receipt), plan_,
                                     {reader_.get(), parts_.store, parts_.tables}, *parts_.clock, ask_.permit_now));
    BOUCLIER_TRY(const SecretBytes key,
                 OpenProjectKey(*reader_, *parts_.pseudonyms, *parts_.project, now.permit.permit().id));
    pseudonymiser_.emplace(key);
    const SecretBytes seed = crypto::HkdfSha256(key, {}, AsBytes("bouclier/extract-order/v1"), 8);
    seed_ = LoadLe64(seed.Reveal(SecretAccess{}).data());
    return {};
  }

  Result<void> FindPeople() {
    BOUCLIER_TRY(objections_, FindObjections(*view_, parts_, lists_));
    if (!view_->compiled().departments.empty()) return FindResidents();
    return {};
  }

  // Everyone whom any row of beneficiaries has living there.
  Result<void> FindResidents() {
    residents_.emplace(view_->snapshot().persons);
    const auto& departments = view_->compiled().departments;
    bool any = false;
    for (const vault::TableFile& file : view_->snapshot().files) {
      if (std::ranges::find(kBeneficiaries, file.table) == std::end(kBeneficiaries)) continue;
      any = true;
      BOUCLIER_TRY(const auto rows, view_->Rows(file, {"person", "BEN_RES_DPT"}, {}));
      while (true) {
        BOUCLIER_TRY(const auto batch, vault::NextBatch(*rows));
        if (!batch) break;
        const auto& persons = static_cast<const arrow::UInt32Array&>(*batch->column(0));
        const auto& lives = static_cast<const arrow::StringArray&>(*batch->column(1));
        for (int64_t row = 0; row < batch->num_rows(); ++row)
          if (persons.IsValid(row) && lives.IsValid(row) &&
              std::ranges::find(departments, lives.GetView(row)) != departments.end())
            residents_->Add(persons.Value(row));
      }
    }
    if (any) return {};
    return Error(ErrorCode::kPrecondition,
                 "extract: the permit goes by region, and the snapshot has no table of beneficiaries",
                 "ingest IR_BEN_R", Retry::kAfterFix);
  }

  Result<void> MakeTables() {
    const CompiledPermit& compiled = view_->compiled();
    attempt_ = Hex(crypto::RandomArray<8>());
    for (const CompiledTable& table : compiled.tables) BOUCLIER_TRY_VOID(MakeOne(table));
    return {};
  }

  Result<void> MakeOne(const CompiledTable& table) {
    const std::string name(table.table->name);
    ExtractTable out;
    out.compiled = &table;
    BOUCLIER_TRY(out.columns, GivenColumns(table));
    for (const GivenColumn& column : out.columns)
      snapshot_.tables[name].push_back({column.name, GivenTypeName(column)});
    const auto at_rest = view_->snapshot().tables.find(name);
    if (at_rest != view_->snapshot().tables.end()) {  // a table that was never delivered has no rows
      const bool with_person = residents_.has_value() || view_->compiled().population_cap.has_value();
      const bool any = !objections_.out.persons.empty() || !objections_.out.numbers.empty();
      BOUCLIER_TRY(const RowChoice choice,
                   RowChoice::Make({&table, &at_rest->second, residents_ ? &*residents_ : nullptr,
                                    any ? &objections_.out : nullptr, with_person}));
      BeginTable(name, choice);
      BOUCLIER_TRY(TableMade made, MakeTable(JobOf(table, out.columns, choice)));
      out.files = std::move(made.extract_files);
      for (vault::TableFile& file : made.files) snapshot_.files.push_back(std::move(file));
      for (vault::PreparedObject& object : made.objects) objects_.push_back(std::move(object));
    }
    tables_.push_back(std::move(out));
    return {};
  }

  TableJob JobOf(const CompiledTable& table, const std::vector<GivenColumn>& columns, const RowChoice& choice) {
    uint64_t memory = options_.test_only_row_memory;
    if (memory == 0) memory = static_cast<uint64_t>(static_cast<double>(options_.memory - kFixedMemory) * kRowsShare);
    return {*view_,
            choice,
            table,
            columns,
            *pseudonymiser_,
            seed_,
            memory,
            options_.threads == 0 ? CoreCount() : options_.threads,
            *parts_.state,
            *parts_.store,
            parts_.project,
            "extract/" + attempt_ + "/" + std::string(table.table->name),
            [this](const std::vector<uint32_t>& persons) { return TakePersons(persons); },
            [this](uint64_t rows) { return GoOn(rows); }};
  }

  Result<void> TakePersons(const std::vector<uint32_t>& persons) {
    const MutexLock lock(mutex_);
    for (const uint32_t person : persons) persons_.Add(person);
    const auto& cap = view_->compiled().population_cap;
    if (!cap || persons_.size() <= *cap) return {};
    return Error(ErrorCode::kDenied,
                 "extract: it holds more than the " + std::to_string(*cap) + " persons that the permit allows",
                 "ask for a permit of fewer rows, or of more persons", Retry::kAfterFix);
  }

  uint64_t Persons() {
    const MutexLock lock(mutex_);
    return persons_.size();
  }

  void BeginTable(const std::string& name, const RowChoice& choice) {
    const MutexLock lock(mutex_);
    progress_.table = name;
    progress_.rows_read = progress_.rows_total = 0;
    for (const vault::TableFile& file : view_->snapshot().files)
      if (choice.Wants(file)) progress_.rows_total += file.rows;
    if (control_.progress) control_.progress(progress_);
  }

  Result<void> GoOn(uint64_t rows) {
    if (control_.stop != nullptr && control_.stop->load()) return Error(ErrorCode::kCancelled, "extract: stopped");
    BOUCLIER_TRY_VOID(view_->Ask());
    if (rows == 0) return {};
    const MutexLock lock(mutex_);
    progress_.rows_read += rows;
    if (control_.progress) control_.progress(progress_);
    return {};
  }

  Result<ExtractResult> Publish(const PermitNow& now) {
    const policy::Permit& permit = now.permit.permit();
    const uint64_t persons = Persons();
    snapshot_.salt = crypto::RandomArray<16>();
    snapshot_.dataset = parts_.project->dataset();
    snapshot_.number = number_;
    snapshot_.predecessor = newest_.number;
    snapshot_.made_at = FormatTime(parts_.clock->Now());
    snapshot_.persons = persons;
    snapshot_.periods = Recipe();
    const ManifestHead head{permit.project,
                            parts_.tables->dataset().ToString(),
                            snapshot_.made_at,
                            number_,
                            published_.number,
                            persons,
                            std::string(policy::OppositionScopeName(permit.opposition.scope))};
    ExtractResult result;
    result.manifest = ManifestJson(view_->compiled(), head, tables_);
    Bytes sealed = ToBytes(crypto::RandomArray<kSalt>());
    Append(sealed, AsBytes(result.manifest.Canonical()));
    const vault::UploadTarget target{parts_.store, parts_.state, parts_.project};
    BOUCLIER_TRY(vault::PreparedObject manifest, vault::PutWhole(target, "manifest/" + attempt_, sealed));
    snapshot_.report = snapshot_.crosswalk = vault::RefOf(manifest.record());
    vault::CommitBatch batch;
    batch.action = vault::kExtractPublishAction;
    batch.entry_class = ports::EntryClass::kOutput;
    batch.actor = ask_.who.asker.number;
    batch.body = vault::PublishBody(snapshot_);
    batch.body.emplace("base", parts_.tables->dataset().ToString());
    batch.body.emplace("base_snapshot", published_.number);
    batch.body.emplace("manifest", Hex(crypto::Sha256::Of(sealed)));
    batch.body.emplace("permit", permit.id);
    batch.body.emplace("permit_version", permit.version);
    batch.objects = std::move(objects_);
    batch.objects.push_back(std::move(manifest));
    batch.keys = {parts_.project};
    batch.also = [&](ports::StateTransaction& transaction) {
      return vault::WriteSnapshot(transaction, *parts_.project, snapshot_);
    };
    vault::Committer committer(*parts_.state, *parts_.sink, *parts_.trail);
    BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
    result.ledger_index = committed.intent.index();
    result.snapshot = std::move(snapshot_);
    result.objections = objections_.counts;
    return result;
  }

  const ExtractParts& parts_;
  const ExtractAsk& ask_;
  const ExtractOptions& options_;
  const ExtractControl& control_;
  OppositionBook opposition_;
  vault::PublishedSnapshot published_, newest_;
  std::vector<OppositionVersion> lists_;
  Digest32 sources_{};
  uint64_t number_ = 1;
  ViewPlan plan_;
  std::unique_ptr<ports::StateReader> reader_;
  std::unique_ptr<PermittedView> view_;
  std::optional<kernels::Pseudonymiser> pseudonymiser_;
  uint64_t seed_ = 0;
  std::string attempt_;
  FoundObjections objections_;
  std::optional<NumberBits> residents_;
  vault::TableSnapshot snapshot_;
  std::vector<ExtractTable> tables_;
  std::vector<vault::PreparedObject> objects_;
  Mutex mutex_;
  NumberBits persons_ BOUCLIER_GUARDED_BY(mutex_);
  ExtractProgress progress_ BOUCLIER_GUARDED_BY(mutex_);
};

Result<Json> ReadManifest(vault::SealedReader reader) {
  Bytes sealed;
  BOUCLIER_TRY_VOID(reader.ReadAll([&](ByteView bytes) -> Result<void> {
    Append(sealed, bytes);
    return {};
  }));
  if (sealed.size() < kSalt) return Error(ErrorCode::kCorruption, "open extract: its manifest is damaged");
  return Json::ParseCanonical(AsText(ByteView(sealed).subspan(kSalt)));
}

}  // namespace

Result<ExtractPlan> PlanExtract(const ExtractParts& parts, const ExtractAsk& ask) {
  BOUCLIER_TRY(const PermitNow now, ask.permit_now());
  BOUCLIER_TRY_VOID(policy::DecideMember(now.permit.permit(), now.permit.life(), now.member, parts.clock->Now()));
  BOUCLIER_TRY(const CompiledPermit compiled, Compile(now.permit.permit()));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, SnapshotFor(parts, now.permit.permit()));
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(const vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *parts.tables, published));
  ExtractPlan plan;
  plan.base_snapshot = published.number;
  for (const CompiledTable& table : compiled.tables) {
    PlannedTable planned;
    planned.table = table.table->name;
    BOUCLIER_TRY(planned.columns, GivenColumns(table));
    const auto at_rest = snapshot.tables.find(planned.table);
    if (at_rest != snapshot.tables.end()) {
      BOUCLIER_TRY(const RowChoice choice, RowChoice::Make({&table, &at_rest->second, nullptr, nullptr, false}));
      for (const vault::TableFile& file : snapshot.files) {
        if (!choice.Wants(file)) continue;
        ++planned.files;
        planned.rows += file.rows;
      }
    }
    plan.tables.push_back(std::move(planned));
  }
  return plan;
}

Result<ExtractResult> RunExtract(const ExtractParts& parts, const ExtractAsk& ask, const ExtractOptions& options,
                                 const ExtractControl& control) {
  if (options.memory < kLeastExtractMemory)
    return Error(ErrorCode::kInvalidArgument,
                 "extract: it needs " + std::to_string(kLeastExtractMemory >> 20) + " MiB at least",
                 "give more: --memory");
  return Extract(parts, ask, options, control).Run();
}

Result<vault::PublishedSnapshot> NewestExtract(ports::AuditTrail& trail, DatasetId project) {
  BOUCLIER_TRY(const auto published, vault::ReadPublished(trail, project));
  auto newest = vault::NewestSnapshot(published);
  if (newest.ok()) return newest;
  return Error(ErrorCode::kNotFound, "find extract: the project has none yet", "run: bouclier project extract ID");
}

Result<OpenedExtract> OpenExtract(ports::LedgerReceipt receipt, vault::TableDoor door, const vault::TablePlace& place,
                                  const vault::PublishedSnapshot& published) {
  BOUCLIER_TRY(vault::SnapshotTables tables, vault::SnapshotTables::Open(std::move(receipt), door, place, published));
  BOUCLIER_TRY(vault::SealedReader reader, tables.OpenSealed(tables.snapshot().report));
  BOUCLIER_TRY(Json manifest, ReadManifest(std::move(reader)));
  return OpenedExtract{std::move(tables), std::move(manifest)};
}

}  // namespace bouclier::provision
