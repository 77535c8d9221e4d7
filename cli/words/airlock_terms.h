// SPDX-License-Identifier: Apache-2.0
// The words of what the airlock says by code: rules, stages, changes. What is no known code stays as it is. Pure.
#pragma once

#include <string>

#include "words/permit_sentences.h"

namespace bouclier::cli {

std::string DisclosureRuleTerm(Language language, const std::string& rule);
std::string SubmissionStageTerm(Language language, const std::string& stage);
std::string SubmissionChangeTerm(Language language, const std::string& change);

}  // namespace bouclier::cli
