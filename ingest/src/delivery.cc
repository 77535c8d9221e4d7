// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/delivery.h"

#include <algorithm>

#include <fmt/format.h>

#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/base/time.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/forget.h"
#include "bouclier/vault/put_object.h"
#include "delivery_files.h"
#include "delivery_opener.h"
#include "delivery_state.h"
#include "period_job.h"
#include "survey.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;
using Identity = catalog::IdentityClass;

constexpr uint64_t kFixedMemory = uint64_t{128} << 20;  // program, libraries, buffers of readers and writers
constexpr double kRowsShare = 0.6;                      // of what is left; the rest is for what is made of the rows

// Of the snapshot that these files make: what is not here is taken over from the one before.
std::map<std::string, Digest32> PeriodsOf(const DeliveredFiles& delivered,
                                          const std::optional<vault::TableSnapshot>& before) {
  std::map<std::string, Digest32> periods = delivered.Periods();
  if (before) periods.insert(before->periods.begin(), before->periods.end());
  return periods;
}

class Delivery {
 public:
  Delivery(const DeliveryParts& parts, const DeliveryOptions& options, const DeliveryControl& control, Opener opener)
      : parts_(parts), options_(options), control_(control), opener_(std::move(opener)) {}

  Result<DeliveryResult> Run() {
    {
      BOUCLIER_TRY(const auto reader, parts_.state->Read());
      BOUCLIER_TRY(delivered_, ListDelivered(*reader, parts_));
      BOUCLIER_TRY(std::optional<DeliveryJob> job, ReadJob(*reader, *parts_.tables));
      if (job) job_ = std::move(*job);
    }
    BOUCLIER_TRY(before_, NewestOf(parts_, next_));
    if (delivered_.taken.empty() && !before_)
      return Error(ErrorCode::kPrecondition, "ingest: the base holds no file of a known table",
                   "file names say the table: ER_PRS_F_201902.csv; see: bouclier ingest plan", Retry::kAfterFix);
    if (before_ && before_->periods == PeriodsOf(delivered_, before_)) return NothingNew();
    BOUCLIER_TRY_VOID(TakeUpOrBegin());
    BOUCLIER_TRY(const Bytes encoded, opener_.ReadWhole(parts_.crosswalk->dataset(), job_.crosswalk));
    BOUCLIER_TRY(const vault::Crosswalk crosswalk, vault::DecodeCrosswalk(encoded));
    BOUCLIER_TRY_VOID(CheckMemory(crosswalk));  // a run taken up may have less of it
    BOUCLIER_TRY_VOID(MakePeriods(crosswalk));
    return Publish();
  }

 private:
  size_t Threads() const { return options_.threads == 0 ? CoreCount() : options_.threads; }

  Result<DeliveryResult> NothingNew() {
    DeliveryResult result;
    result.nothing_new = true;
    BOUCLIER_TRY(result.report, ReportOf(*before_));
    result.snapshot = std::move(*before_);
    return result;
  }

  // Goes on with a run that was stopped, when it was about the same files; else lets go of what it made.
  Result<void> TakeUpOrBegin() {
    if (job_.periods == PeriodsOf(delivered_, before_) && job_.snapshot == next_) return CheckFiles();
    BOUCLIER_TRY_VOID(LetGo());
    Survey survey;
    BOUCLIER_TRY(const std::vector<FileSurvey> surveyed, TakeSurvey(survey));
    BOUCLIER_TRY(const vault::Crosswalk before, CrosswalkBefore());
    const SecretBytes order_key =
        crypto::HkdfSha256(parts_.crosswalk->manifest_key(), {}, AsBytes("bouclier/ordinal-order/v1"), 32);
    BOUCLIER_TRY(const People people, MakePeople(survey.TakeIdentified(), next_ > 1 ? &before : nullptr, order_key));
    BOUCLIER_TRY_VOID(CheckMemory(people.crosswalk));
    return CommitJob(surveyed, people, before);
  }

  Result<void> CheckFiles() const {
    const bool same = std::ranges::equal(job_.files, delivered_.taken, {}, &SurveyedFile::object,
                                         [](const DeliveredFile& file) { return file.sealed.object; });
    if (same) return {};
    return Error(ErrorCode::kCorruption, "ingest: the run that was begun was about other files");
  }

  Result<void> CheckMemory(const vault::Crosswalk& crosswalk) const {
    if (crosswalk.memory() + kFixedMemory < options_.memory) return {};
    return Error(ErrorCode::kExhausted,
                 fmt::format("ingest: the crosswalk alone takes {} MiB", crosswalk.memory() >> 20),
                 "give more memory: --memory");
  }

  Result<std::vector<FileSurvey>> TakeSurvey(Survey& survey) {
    std::vector<FileSurvey> surveyed(delivered_.taken.size());
    Begin("look");
    BOUCLIER_TRY_VOID(ParallelFor(surveyed.size(), Threads(), [&](size_t i) -> Result<void> {
      BOUCLIER_TRY(surveyed[i], survey.Take(delivered_.taken[i], Reading(Look::kFirst)));
      FileDone();
      return {};
    }));
    if (survey.memory() > options_.memory)
      return Error(ErrorCode::kExhausted, "ingest: the identifiers do not fit the memory given", "give more: --memory");
    return surveyed;
  }

  Result<vault::Crosswalk> CrosswalkOf(const vault::TableSnapshot& snapshot) const {
    BOUCLIER_TRY(const Bytes encoded, opener_.ReadWhole(parts_.crosswalk->dataset(), snapshot.crosswalk));
    return vault::DecodeCrosswalk(encoded);
  }

  // What new ordinals are added to. Those that only revoked snapshots gave are not given again: an extract made of
  // such a one may still be in use.
  Result<vault::Crosswalk> CrosswalkBefore() const {
    vault::Crosswalk before;
    if (before_) {
      BOUCLIER_TRY(before, CrosswalkOf(*before_));
    }
    BOUCLIER_TRY(const auto published, vault::ReadPublished(*parts_.trail, parts_.tables->dataset()));
    if (published.empty() || !published.back().revoked) return before;
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(const vault::TableSnapshot last, vault::LoadSnapshot(*reader, *parts_.tables, published.back()));
    BOUCLIER_TRY(const vault::Crosswalk given, CrosswalkOf(last));
    for (size_t i = 0; i < before.spaces.size(); ++i)
      before.spaces[i].count = std::max(before.spaces[i].count, given.spaces[i].count);
    before.psa_person.resize(before.Count(Identity::kPsa), vault::kNoPerson);
    before.person_marks.resize(before.Count(Identity::kPerson));
    return before;
  }

  void TellFiles(const std::vector<FileSurvey>& surveyed) {
    job_.report.files = delivered_.others;
    for (size_t i = 0; i < surveyed.size(); ++i) {
      const DeliveredFile& file = delivered_.taken[i];
      const FileSurvey& survey = surveyed[i];
      job_.files.push_back({file.sealed.object, survey.rows, !survey.refused.has_value()});
      if (survey.refused) {
        const bool incident = survey.refused->code == ErrorCode::kDenied;
        const char* reason = incident ? "incident" : "unreadable";
        job_.report.files.push_back({file.name, reason, incident ? survey.suspicion : survey.refused->message});
        continue;
      }
      if (!survey.suspicion.empty()) job_.report.files.push_back({file.name, "looked_at", survey.suspicion});
      for (const std::string& column : survey.missing)
        job_.report.files.push_back({file.name, "column_missing", column});
      for (const std::string& column : survey.unknown)
        job_.report.files.push_back({file.name, "column_unknown", column});
    }
  }

  // Numbers that were known before and have another owner now.
  static uint64_t ChangedNumbers(const vault::Crosswalk& before, const vault::Crosswalk& now) {
    uint64_t changed = 0;
    for (const uint32_t psa : before.spaces[static_cast<size_t>(Identity::kPsa)].ordinals)
      changed += before.psa_person[psa] != now.psa_person[psa];
    return changed;
  }

  // Periods of the snapshot before that need not be made again: their files are the same and everybody is who they
  // were, or their files are no longer here.
  void ChooseKept() {
    if (!before_) return;
    const std::map<std::string, Digest32> here = delivered_.Periods();
    for (const auto& [period, digest] : before_->periods) {
      const auto now = here.find(period);
      const bool same = now != here.end() && now->second == digest && job_.report.changed_numbers == 0;
      if (now == here.end() || same) job_.kept.push_back(period);
    }
    job_.report.periods_kept = job_.kept.size();
  }

  Result<void> CommitJob(const std::vector<FileSurvey>& surveyed, const People& people,
                         const vault::Crosswalk& before) {
    job_ = {};
    job_.id = Hex(crypto::RandomArray<8>());
    job_.periods = PeriodsOf(delivered_, before_);
    job_.report.changed_numbers = ChangedNumbers(before, people.crosswalk);
    ChooseKept();
    job_.snapshot = next_;
    job_.bucket_width = before_ ? before_->bucket_width : options_.bucket_width.value_or(kDefaultBucketWidth);
    job_.persons = people.crosswalk.Count(Identity::kPerson);
    TellFiles(surveyed);
    job_.report.persons = job_.persons;
    job_.report.merged = people.events.merged;
    job_.report.ambiguous_numbers = people.events.ambiguous_psa;
    job_.report.moved_numbers = people.events.moved_psa;
    job_.report.lifelong_twice = people.events.lifelong_twice;
    job_.report.rows_without_id = people.events.without_id;
    vault::CommitBatch batch = Batch("ingest.crosswalk", {{"snapshot", next_}});
    BOUCLIER_TRY(vault::PreparedObject object, vault::PutWhole(Target(parts_.crosswalk), "crosswalk/" + job_.id,
                                                               vault::EncodeCrosswalk(people.crosswalk)));
    job_.crosswalk = vault::RefOf(object.record());
    batch.objects.push_back(std::move(object));
    batch.also = [&](ports::StateTransaction& transaction) { return WriteJob(transaction, *parts_.tables, job_); };
    return Commit(std::move(batch));
  }

  vault::UploadTarget Target(const vault::DatasetKeysPtr& keys) const { return {parts_.store, parts_.state, keys}; }

  vault::CommitBatch Batch(const char* action, Json::Object body) const {
    vault::CommitBatch batch;
    batch.action = action;
    batch.entry_class = ports::EntryClass::kMatching;
    batch.actor = parts_.actor;
    batch.body = std::move(body);
    batch.body.emplace("dataset", parts_.tables->dataset().ToString());
    batch.keys = {parts_.tables, parts_.quarantine, parts_.crosswalk};
    return batch;
  }
  Result<void> Commit(vault::CommitBatch batch) const {
    vault::Committer committer(*parts_.state, *parts_.sink, *parts_.trail);
    BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
    static_cast<void>(committed);
    return {};
  }

  // What an earlier run staged about other files is named by nobody: its bodies are the sweep's.
  Result<void> LetGo() {
    if (job_.id.empty()) return {};
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(const auto stages, ReadStages(*reader, *parts_.tables));
    std::vector<ObjectId> tables, quarantined;
    for (const auto& [period, staged] : stages) {
      for (const vault::TableFile& file : staged.files) tables.push_back(file.sealed.object);
      for (const QuarantineFile& file : staged.quarantine) quarantined.push_back(file.sealed.object);
    }
    vault::CommitBatch batch = Batch("ingest.abandon", {{"snapshot", job_.snapshot}});
    batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
      const std::pair<const vault::DatasetKeys*, std::vector<ObjectId>> gone[] = {
          {parts_.tables.get(), tables},
          {parts_.quarantine.get(), quarantined},
          {parts_.crosswalk.get(), {job_.crosswalk.object}}};
      for (const auto& [keys, objects] : gone) {
        BOUCLIER_TRY(const auto bodies, vault::ForgetObjects(transaction, *keys, objects));
        static_cast<void>(bodies);
      }
      return ClearJob(transaction, *parts_.tables);
    };
    return Commit(std::move(batch));
  }

  // The taken files by period, those with most bytes first.
  std::vector<PeriodFiles> Periods() const {
    std::map<catalog::FilePeriod, PeriodFiles> by_period;
    for (size_t i = 0; i < delivered_.taken.size(); ++i) {
      const std::string name = PeriodText(delivered_.taken[i].period);
      if (!job_.files[i].taken || std::ranges::find(job_.kept, name) != job_.kept.end()) continue;
      PeriodFiles& period = by_period[delivered_.taken[i].period];
      period.period = delivered_.taken[i].period;
      period.files.push_back(delivered_.taken[i]);
      period.rows.push_back(job_.files[i].rows);
    }
    std::vector<PeriodFiles> periods;
    for (auto& [key, period] : by_period) periods.push_back(std::move(period));
    const auto bytes = [](const PeriodFiles& period) {
      uint64_t sum = 0;
      for (const DeliveredFile& file : period.files) sum += file.bytes;
      return sum;
    };
    std::ranges::sort(periods, [&](const PeriodFiles& a, const PeriodFiles& b) { return bytes(a) > bytes(b); });
    return periods;
  }

  Result<void> MakePeriods(const vault::Crosswalk& crosswalk) {
    {
      BOUCLIER_TRY(const auto reader, parts_.state->Read());
      BOUCLIER_TRY(auto stages, ReadStages(*reader, *parts_.tables));
      const MutexLock lock(mutex_);
      staged_ = std::move(stages);
      resumed_ = staged_.size();
    }
    const std::vector<PeriodFiles> periods = Periods();
    PeriodOptions options;
    options.memory = static_cast<uint64_t>(static_cast<double>(options_.memory - kFixedMemory - crosswalk.memory()) *
                                           kRowsShare / static_cast<double>(Threads()));
    if (options_.test_only_row_memory != 0) options.memory = options_.test_only_row_memory;
    options.bucket_width = job_.bucket_width;
    options.codes = options_.codes;
    options.stop = control_.stop;
    const PeriodPlaces places{Target(parts_.tables), Target(parts_.quarantine), job_.id};
    Begin("ingest");
    return ParallelFor(periods.size(), Threads(), [&](size_t i) -> Result<void> {
      const PeriodFiles& period = periods[i];
      const std::string name = PeriodText(period.period);
      if (!IsStaged(name)) {
        BOUCLIER_TRY(PeriodResult made, MakePeriod(period, crosswalk, Reading(Look::kAgain), places, options));
        BOUCLIER_TRY_VOID(Stage(name, std::move(made)));
      }
      for (size_t file = 0; file < period.files.size(); ++file) FileDone();
      return {};
    });
  }

  bool IsStaged(const std::string& period) {
    const MutexLock lock(mutex_);
    return staged_.contains(period);
  }

  Result<void> Stage(const std::string& period, PeriodResult made) {
    StagedPeriod staged{std::move(made.files), std::move(made.columns), std::move(made.quarantine),
                        std::move(made.reports)};
    vault::CommitBatch batch = Batch("ingest.stage", {{"period", period}, {"snapshot", next_}});
    batch.objects = std::move(made.tables);
    for (vault::PreparedObject& object : made.quarantined) batch.objects.push_back(std::move(object));
    batch.also = [&](ports::StateTransaction& transaction) {
      return WriteStage(transaction, *parts_.tables, period, staged);
    };
    BOUCLIER_TRY_VOID(Commit(std::move(batch)));
    const MutexLock lock(mutex_);
    staged_[period] = std::move(staged);
    return {};
  }

  // The columns of a table over all its files: those of the catalogue, and each unknown one that some file has.
  static void AddColumns(std::vector<vault::TableColumn>& all, const std::vector<vault::TableColumn>& some) {
    for (const vault::TableColumn& column : some)
      if (std::ranges::find(all, column.name, &vault::TableColumn::name) == all.end()) all.push_back(column);
  }

  static bool AnyChecked(const DeliveryReport& report) {
    for (const auto& [name, table] : report.Tables())
      if (std::ranges::any_of(table.columns, [](const auto& column) { return column.second.checked != 0; }))
        return true;
    return false;
  }

  Result<DeliveryResult> Publish() {
    const MutexLock lock(mutex_);
    DeliveryResult result;
    result.periods_resumed = resumed_;
    result.report = job_.report;
    vault::TableSnapshot& snapshot = result.snapshot;
    std::vector<QuarantineFile> quarantine;
    for (auto& [period, staged] : staged_) {
      snapshot.files.insert(snapshot.files.end(), staged.files.begin(), staged.files.end());
      quarantine.insert(quarantine.end(), staged.quarantine.begin(), staged.quarantine.end());
      for (const auto& [table, columns] : staged.columns) AddColumns(snapshot.tables[table], columns);
      result.report.periods[period] = staged.reports;
    }
    BOUCLIER_TRY_VOID(TakeOver(snapshot, result.report, quarantine));
    result.report.codes_checked = options_.codes != nullptr || AnyChecked(result.report);
    std::ranges::sort(snapshot.files, [](const vault::TableFile& a, const vault::TableFile& b) {
      return std::tie(a.table, a.period, a.bucket) < std::tie(b.table, b.period, b.bucket);
    });
    snapshot.salt = crypto::RandomArray<16>();
    snapshot.dataset = parts_.tables->dataset();
    snapshot.number = next_;
    snapshot.predecessor = before_ ? before_->number : 0;
    snapshot.made_at = FormatTime(parts_.clock->Now());
    snapshot.persons = job_.persons;
    snapshot.bucket_width = job_.bucket_width;
    snapshot.periods = job_.periods;
    snapshot.crosswalk = job_.crosswalk;
    BOUCLIER_TRY(vault::PreparedObject report, vault::PutWhole(Target(parts_.tables), "report/" + job_.id,
                                                               AsBytes(ToJson(result.report).Canonical())));
    snapshot.report = vault::RefOf(report.record());
    vault::CommitBatch batch = Batch(vault::kPublishAction, vault::PublishBody(snapshot));
    batch.objects.push_back(std::move(report));
    batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
      BOUCLIER_TRY_VOID(vault::WriteSnapshot(transaction, *parts_.tables, snapshot));
      BOUCLIER_TRY_VOID(WriteQuarantineIndex(transaction, *parts_.quarantine, snapshot.number, quarantine));
      return ClearJob(transaction, *parts_.tables);
    };
    BOUCLIER_TRY_VOID(Commit(std::move(batch)));
    return result;
  }

  // The kept periods, as they stand in the snapshot before.
  Result<void> TakeOver(vault::TableSnapshot& snapshot, DeliveryReport& report,
                        std::vector<QuarantineFile>& quarantine) {
    if (job_.kept.empty()) return {};
    const auto kept = [&](const std::string& period) {
      return std::ranges::find(job_.kept, period) != job_.kept.end();
    };
    for (const vault::TableFile& file : before_->files)
      if (kept(file.period)) snapshot.files.push_back(file);
    for (const auto& [table, columns] : before_->tables) AddColumns(snapshot.tables[table], columns);
    BOUCLIER_TRY(const DeliveryReport earlier, ReportOf(*before_));
    for (const auto& [period, tables] : earlier.periods)
      if (kept(period)) report.periods[period] = tables;
    BOUCLIER_TRY(const auto reader, parts_.state->Read());
    BOUCLIER_TRY(const auto files, ReadQuarantineIndex(*reader, *parts_.quarantine, before_->number));
    for (const QuarantineFile& file : files)
      if (kept(file.period)) quarantine.push_back(file);
    return {};
  }

  Result<DeliveryReport> ReportOf(const vault::TableSnapshot& snapshot) {
    BOUCLIER_TRY(const Bytes text, opener_.ReadWhole(parts_.tables->dataset(), snapshot.report));
    return ParseDeliveryReport(AsText(text));
  }

  // The survey looks at every digest; later readings need not.
  enum class Look : uint8_t { kFirst, kAgain };
  ReadFile Reading(Look look) {
    return [this, look](const DeliveredFile& file, const vault::PlaintextSink& sink) -> Result<void> {
      BOUCLIER_TRY(vault::SealedReader reader, opener_.Open(file.dataset, file.sealed));
      const auto take = [&](ByteView bytes) -> Result<void> {
        if (control_.stop != nullptr && control_.stop->load()) return Error(ErrorCode::kCancelled, "ingest: stopped");
        BOUCLIER_TRY_VOID(sink(bytes));
        BytesDone(bytes.size());
        return {};
      };
      return look == Look::kFirst ? reader.ReadAll(take) : reader.ReadAgain(take);
    };
  }

  void Begin(const char* phase) {
    const MutexLock lock(mutex_);
    progress_ = {phase, 0, delivered_.taken.size(), 0, 0};
    for (const DeliveredFile& file : delivered_.taken) progress_.bytes_total += file.bytes;
    Show();
  }
  void FileDone() {
    const MutexLock lock(mutex_);
    ++progress_.files_done;
    Show();
  }
  void BytesDone(uint64_t bytes) {
    const MutexLock lock(mutex_);
    progress_.bytes_done = std::min(progress_.bytes_total, progress_.bytes_done + bytes);
    Show();
  }
  void Show() BOUCLIER_REQUIRES(mutex_) {
    if (control_.progress) control_.progress(progress_);
  }

  const DeliveryParts& parts_;
  const DeliveryOptions& options_;
  const DeliveryControl& control_;
  Opener opener_;
  DeliveredFiles delivered_;
  std::optional<vault::TableSnapshot> before_;
  uint64_t next_ = 1;
  DeliveryJob job_;
  uint64_t resumed_ = 0;
  Mutex mutex_;
  std::map<std::string, StagedPeriod> staged_ BOUCLIER_GUARDED_BY(mutex_);
  DeliveryProgress progress_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace

Result<DeliveryPlan> PlanDelivery(const DeliveryParts& parts) {
  DeliveryPlan plan;
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(const DeliveredFiles delivered, ListDelivered(*reader, parts));
  for (const DeliveredFile& file : delivered.taken)
    plan.files.push_back({file.name, std::string(file.table->name), PeriodText(file.period), "", "", file.bytes});
  for (const FileReport& file : delivered.others)
    plan.files.push_back({file.name, "", "", file.reason, file.detail, 0});
  BOUCLIER_TRY(const auto before, NewestOf(parts, plan.next_snapshot));
  plan.nothing_new = before && before->periods == PeriodsOf(delivered, before);
  return plan;
}

Result<DeliveryResult> RunDelivery(const DeliveryParts& parts, const DeliveryOptions& options,
                                   const DeliveryControl& control) {
  if (options.memory < kLeastMemory)
    return Error(ErrorCode::kInvalidArgument, fmt::format("ingest: it needs {} MiB at least", kLeastMemory >> 20),
                 "give more: --memory");
  if (options.bucket_width == 0) return Error(ErrorCode::kInvalidArgument, "ingest: a bucket of no people");
  BOUCLIER_TRY(Opener opener, Opener::Make(parts));
  return Delivery(parts, options, control, std::move(opener)).Run();
}

Result<DeliveryReport> ReadDeliveryReport(const DeliveryParts& parts, const vault::PublishedSnapshot& published) {
  BOUCLIER_TRY(const Opener opener, Opener::Make(parts));
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(const vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *parts.tables, published));
  BOUCLIER_TRY(const Bytes text, opener.ReadWhole(parts.tables->dataset(), snapshot.report));
  return ParseDeliveryReport(AsText(text));
}

}  // namespace bouclier::ingest
