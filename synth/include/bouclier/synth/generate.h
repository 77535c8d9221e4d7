// SPDX-License-Identifier: Apache-2.0
// A coherent synthetic French base as SNDS files in CSV, with the truth about it. No real person stands behind a row.
// The same seed, people, months and first month give the same bytes on any number of threads. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/base/units.h"

namespace bouclier::synth {

constexpr uint32_t kMinPeople = 100, kMaxPeople = 2'000'000;
constexpr unsigned kMinMonths = 1, kMaxMonths = 120;

struct Progress {
  size_t files_done = 0;
  size_t files_total = 0;
  ByteCount written;
};

struct Options {
  std::filesystem::path output;
  uint64_t seed = 1;
  uint32_t people = 20'000;
  unsigned months = 24;  // of care; settlement follows up to 27 months later
  // A winter counts when November to March lie inside the months of care: two of them from here.
  std::chrono::year_month first_month{std::chrono::year(2018), std::chrono::July};
  size_t threads = 0;                                     // 0: one a core
  std::function<void(const Progress&)> on_progress = {};  // never called twice at once; from any thread
};

struct FileReport {
  std::string path;  // below the output folder, `/` between parts
  std::string table;
  uint64_t rows = 0;     // header not counted, damaged rows included
  uint64_t damaged = 0;  // rows that no reader can accept
  ByteCount bytes;
};

struct Report {
  std::vector<FileReport> files;  // of the base, by path
  uint64_t rows = 0;
  ByteCount bytes;
  std::filesystem::path files_folder;   // <output>/files: what a hub would hold, one folder a dataset
  std::filesystem::path truth_file;     // <output>/truth/truth.json; docs/formats/truth.md
  std::filesystem::path canaries_file;  // <output>/truth/canaries.txt: values that stand in the files, one a line
  size_t canaries = 0;
};

// Writes the base into `options.output`. The folder holds no other finished base; what an interrupted run left there is
// removed first.
// **Errors:** invalid_argument (options), conflict (a base or something else is there), exhausted (disk), denied.
// **Cost:** about 15 KB of files a person and 24 months; memory about 2 KB a person and the largest file a thread.
Result<Report> Generate(const Options& options);

}  // namespace bouclier::synth
