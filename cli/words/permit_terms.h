// SPDX-License-Identifier: Apache-2.0
// The words of a permit's codes, in both languages. What is no known code stays as it is. Pure.
#pragma once

#include <string>
#include <string_view>

#include "words/permit_sentences.h"

namespace bouclier::cli {

std::string StateTerm(Language language, const std::string& state);
std::string BasisTerm(Language language, const std::string& basis);
std::string ReferenceTerm(Language language, const std::string& kind);
std::string RoleTerm(Language language, const std::string& role);
std::string StepTerm(Language language, const std::string& step);  // empty: as it is
std::string ChangeTerm(Language language, const std::string& change);
std::string ReasonTerm(Language language, const std::string& reason);
// "Il ne donne pas …"; empty: the step refuses nothing.
std::string PlaceRefusal(Language language, const std::string& step);
std::string DateRefusal(Language language, std::string_view of_concept, const std::string& step);

}  // namespace bouclier::cli
