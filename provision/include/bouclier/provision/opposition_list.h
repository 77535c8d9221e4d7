// SPDX-License-Identifier: Apache-2.0
// A list of people who object to the use of their data, by identifiers of the source: docs/formats/opposition-list.md.
// Pure; the text is untrusted. **Secrets:** what it holds are identifiers: it stays in memory, or sealed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier::provision {

constexpr size_t kOppositionLimit = 256 << 20;  // bytes of a file

enum class OppositionForm : uint8_t {
  kPsaAndRank,  // BEN_NIR_PSA;BEN_RNG_GEM
  kPerson,      // BEN_IDT_ANO
};
std::string_view OppositionFormName(OppositionForm form);  // the header of the file

struct OppositionIdentifier {
  std::string first, rank;  // rank: empty for kPerson
  auto operator<=>(const OppositionIdentifier&) const = default;
};

struct OppositionList {
  OppositionForm form = OppositionForm::kPerson;
  std::vector<OppositionIdentifier> people;  // sorted, each once
  uint64_t repeated = 0;                     // lines that said what another line said
};

// **Errors:** invalid_argument, naming the line and never what stands in it; denied: a value has the shape of a NIR,
// and the hub must see none.
Result<OppositionList> ParseOppositionList(std::string_view csv);
std::string WriteOppositionList(const OppositionList& list);  // in its one form: header, sorted lines, LF

}  // namespace bouclier::provision
