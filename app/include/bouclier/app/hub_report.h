// SPDX-License-Identifier: Apache-2.0
// The page of a hub's state, for who has to answer for it. What stands in it is gathered here; words are the caller's.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

// `hub`: datasets and bases with counts, hosts, permits, extracts, submissions (titles of those that left only), the
// newest entries of the log by action, checkpoint and key fingerprint. No person's name, no object's name, no value.
// `story`: what --story holds, or null. docs/formats/hub-story.md.
using HubPageMaker = std::function<Result<std::string>(const crypto::Json& hub, const crypto::Json& story)>;

struct HubReportOptions {
  std::filesystem::path out;
  std::optional<std::filesystem::path> story;
};
// By an auditor or operator; changes nothing. **Errors:** denied; conflict: a file is there already; those of `page`;
// invalid_argument: the story is no JSON, or longer than 16 MiB; corruption: what the database holds is not what the
// ledger says.
Result<Report> ReportHub(const Config& config, const Asker& asker, const HubReportOptions& options,
                         const HubPageMaker& page);

}  // namespace bouclier::app
