// SPDX-License-Identifier: Apache-2.0
// What a permit gives and refuses, in sentences that a lawyer can sign off; French and English side by side. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/crypto/json.h"

namespace bouclier::cli {

enum class Language { kFrench, kEnglish };

// Dates written out: 1er mai 2026, 1 May 2026; mai 2026, May 2026. What is no date stays as it is.
std::string DayText(Language language, const std::string& day);
std::string MonthText(Language language, const std::string& month);

struct PermitPart {
  struct Sentence {
    std::string text;
    bool whole = false;  // stays on one line in a terminal
  };
  std::string heading;
  std::vector<Sentence> sentences;
};

class PermitSentences {
 public:
  PermitSentences(Language language, const crypto::Json& data);
  std::string Page();  // for a terminal
  std::string Title() const;
  std::vector<PermitPart> Parts();

 private:
  std::string Say(std::string_view french, std::string_view english) const;
  std::string Colon() const;
  void Heading(std::string_view french, std::string_view english);
  void Line(const std::string& sentence);
  std::string Day(const crypto::Json& json, std::string_view key) const;
  std::string Joined(const std::vector<std::string>& items) const;

  void Purpose();
  void Legal();
  void Times();
  void People();
  void Tables();
  void Rows();
  void CareRows();
  void Refusals();
  void RefusedConcepts();
  void RefusedOutputs();
  void Life();
  std::string ColumnText(const crypto::Json& column) const;
  // "TABLE.COLUMN" of every column given with one of these steps and, when named, of that concept.
  std::vector<std::string> Columns(std::string_view step, std::string_view of_concept = "") const;
  bool Carries(std::string_view of_concept) const;

  const Language language_;
  const crypto::Json& data_;
  const crypto::Json& document_;
  std::vector<PermitPart> parts_;
};

}  // namespace bouclier::cli
