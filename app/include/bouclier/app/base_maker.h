// SPDX-License-Identifier: Apache-2.0
// The synthetic base as a command.
#pragma once

#include <filesystem>

#include "bouclier/app/report.h"

namespace bouclier::app {

struct BaseOptions {
  std::filesystem::path out;
  uint64_t seed = 1, people = 20'000, months = 24, threads = 0;
};
Result<Report> MakeBase(const BaseOptions& options, ProgressSink& waiting);

}  // namespace bouclier::app
