// SPDX-License-Identifier: Apache-2.0
// The truth about a base, as files: docs/formats/truth.md. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "base.h"

namespace bouclier::synth {

// Persons by exposure and outcome.
struct TwoByTwo {
  uint64_t exposed_with = 0, exposed_without = 0, unexposed_with = 0, unexposed_without = 0;
};

struct WinterTruth {
  uint64_t population = 0;  // identified people
  uint64_t ill = 0;
  TwoByTwo protective_illness;
  TwoByTwo protective_stay;
  TwoByTwo adverse_stay;
  std::map<IsoWeek, std::vector<uint64_t>> curve;  // ill people by week of care and region
};

std::vector<WinterTruth> StudyTruth(const Base& base);

struct TruthFile {
  std::string name;
  std::string text;
};

// truth.json, persons.csv, events.csv, curves.csv, damaged.csv, orphans.csv, drug_classes.csv, canaries.txt.
struct TruthFiles {
  std::vector<TruthFile> files;
  size_t canaries = 0;
};
TruthFiles MakeTruthFiles(const Options& options, const Base& base, const std::vector<FinishedFile>& files,
                          const Tally& tally);

// The part that is JSON.
std::string TruthJson(const Options& options, const Base& base, const std::vector<FinishedFile>& files,
                      const Tally& tally);

}  // namespace bouclier::synth
