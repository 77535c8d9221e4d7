// SPDX-License-Identifier: Apache-2.0
#include "bouclier/synth/generate.h"

#include <algorithm>

#include "bouclier/base/file.h"
#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "truth.h"

namespace bouclier::synth {
namespace {

namespace fs = std::filesystem;
constexpr int kFileMode = 0644;
constexpr const char* kUnfinished = "unfinished";  // stands in the folder while a run writes into it

Result<void> CheckOptions(const Options& options) {
  const auto bad = [](const char* what, const char* hint) {
    return Error(ErrorCode::kInvalidArgument, std::string("make synthetic base: ") + what, hint);
  };
  if (options.output.empty()) return bad("no output folder", "name a new folder");
  if (options.people < kMinPeople || options.people > kMaxPeople) {
    return bad("number of people out of range", "from 100 to 2,000,000");
  }
  if (options.months < kMinMonths || options.months > kMaxMonths) {
    return bad("number of months out of range", "from 1 to 120");
  }
  const int year = static_cast<int>(options.first_month.year());
  if (!options.first_month.ok() || year < 2006 || year > 2080) {
    return bad("first month out of range", "from 2006-01 to 2080-12");
  }
  return {};
}

// An empty folder, or what an interrupted run left: cleared.
Result<void> TakeFolder(const fs::path& output) {
  FileSystem& files = RealFileSystem();
  std::error_code error;
  const bool ours = files.Exists(output / kUnfinished);
  if (fs::exists(output, error) && !ours && !fs::is_empty(output, error)) {
    return Error(ErrorCode::kConflict, "make synthetic base: the output folder is not empty", "name a new folder");
  }
  if (error) return ErrnoError(error.value(), "read output folder");
  BOUCLIER_TRY_VOID(files.MakeDirectories(output));
  BOUCLIER_TRY_VOID(files.WriteUnsynced(output / kUnfinished, {}, kFileMode));
  for (const char* part : {"files", "truth"}) {
    fs::remove_all(output / part, error);
    if (error) return ErrnoError(error.value(), "clear output folder");
  }
  return {};
}

// A group of files to make and write; groups are independent.
using Job = std::function<FileGroup()>;

std::vector<Job> ListJobs(Base& base) {
  std::vector<Job> jobs;
  const auto& people = base.people;
  const Setting& setting = base.setting;
  for (size_t month = 0; month < base.months.size(); ++month) {
    if (base.months[month].empty()) continue;
    jobs.emplace_back([&, month] {
      return MakeCareFiles(setting, people, std::move(base.months[month]), static_cast<uint16_t>(month));
    });
  }
  for (auto& [year, stays] : base.years) {
    jobs.emplace_back([&, of = year, all = &stays] { return MakeStayFiles(setting, people, std::move(*all), of); });
    jobs.emplace_back([&, of = year] { return MakeDeathFile(setting, people, of); });
  }
  jobs.emplace_back([&] { return MakeBeneficiaryFile(setting, people); });
  jobs.emplace_back([&] { return MakeArchiveFile(setting, people); });
  jobs.emplace_back([&] { return MakeIllnessFile(setting, people); });
  return jobs;
}

class Writer {
 public:
  Writer(const Options& options, size_t jobs) : options_(options), groups_(jobs) { progress_.files_total = jobs; }

  // Makes one group, writes its files and keeps what the truth needs of them.
  Result<void> Run(size_t index, const Job& job) {
    FileGroup group = job();
    ByteCount written;
    for (FinishedFile& file : group.files) {
      const fs::path path = options_.output / "files" / file.path;
      BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(path.parent_path()));
      BOUCLIER_TRY_VOID(RealFileSystem().WriteUnsynced(path, AsBytes(file.text), kFileMode));
      file.text = std::string();
      written += ByteCount{file.bytes};
    }
    groups_[index] = std::move(group);
    Tell(written);
    return {};
  }
  FileGroup Merge() {
    FileGroup all;
    for (FileGroup& group : groups_) {
      all.tally += group.tally;
      std::move(group.files.begin(), group.files.end(), std::back_inserter(all.files));
    }
    std::sort(all.files.begin(), all.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return all;
  }

 private:
  void Tell(ByteCount written) {
    const MutexLock lock(mutex_);
    ++progress_.files_done;
    progress_.written += written;
    if (options_.on_progress) options_.on_progress(progress_);
  }

  const Options& options_;
  std::vector<FileGroup> groups_;  // each written by the one thread that runs its job
  Mutex mutex_;                    // also one callback at a time
  Progress progress_ BOUCLIER_GUARDED_BY(mutex_);
};

Report MakeReport(const Options& options, const FileGroup& all, size_t canaries) {
  Report report;
  for (const FinishedFile& file : all.files) {
    report.files.push_back({"files/" + file.path, file.table, file.rows, file.damaged.size(), ByteCount{file.bytes}});
    report.rows += file.rows;
    report.bytes += ByteCount{file.bytes};
  }
  report.files_folder = options.output / "files";
  report.truth_file = options.output / "truth" / "truth.json";
  report.canaries_file = options.output / "truth" / "canaries.txt";
  report.canaries = canaries;
  return report;
}

}  // namespace

Result<Report> Generate(const Options& options) {
  BOUCLIER_TRY_VOID(CheckOptions(options));
  BOUCLIER_TRY_VOID(TakeFolder(options.output));
  BOUCLIER_TRY(Base base, MakeBase(options));
  const std::vector<Job> jobs = ListJobs(base);
  Writer writer(options, jobs.size());
  BOUCLIER_TRY_VOID(
      ParallelFor(jobs.size(), options.threads, [&](size_t i) -> Result<void> { return writer.Run(i, jobs[i]); }));
  const FileGroup all = writer.Merge();
  const TruthFiles truth = MakeTruthFiles(options, base, all.files, all.tally);
  FileSystem& files = RealFileSystem();
  BOUCLIER_TRY_VOID(files.MakeDirectories(options.output / "truth"));
  for (const TruthFile& file : truth.files) {
    BOUCLIER_TRY_VOID(files.WriteUnsynced(options.output / "truth" / file.name, AsBytes(file.text), kFileMode));
  }
  BOUCLIER_TRY_VOID(files.Remove(options.output / kUnfinished));
  return MakeReport(options, all, truth.canaries);
}

}  // namespace bouclier::synth
