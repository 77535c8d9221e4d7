// SPDX-License-Identifier: Apache-2.0
// Verdicts, submissions and what they show, as data.
#pragma once

#include "airlock_desk.h"
#include "bouclier/airlock/explain.h"

namespace bouclier::app {

// Verdict, what is hidden and refused in words, what was compared, what would mend it; cells as the asker may see them;
// to reviewers what an outsider could compute of the hidden ones.
crypto::Json::Object VerdictJson(const RunAgain& run, const airlock::Checked& checked, const std::string& project,
                                 airlock::Audience audience);
crypto::Json::Object TableJson(const airlock::ShownTable& table);
crypto::Json::Object SubmissionJson(const airlock::Submission& submission);
crypto::Json::Array StepsJson(const airlock::Submission& submission);

}  // namespace bouclier::app
