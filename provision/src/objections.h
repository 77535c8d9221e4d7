// SPDX-License-Identifier: Apache-2.0
// From opposition lists to rows that are left out: identifiers become persons and numbers by the base's crosswalk.
// docs/formats/opposition-list.md.
#pragma once

#include <vector>

#include "bouclier/provision/extract.h"
#include "bouclier/provision/opposition_book.h"
#include "bouclier/vault/crosswalk.h"
#include "row_choice.h"

namespace bouclier::provision {

struct FoundObjections {
  Objections out;
  ObjectionCounts counts;
};

// The lists that the permit's scope names, of its base. **Errors:** not_found: a named list is not there.
Result<std::vector<OppositionVersion>> ListsOf(OppositionBook& book, const policy::Permit& permit);
// **Errors:** those of the book, the door and the view.
Result<FoundObjections> FindObjections(const PermittedView& view, const ExtractParts& parts,
                                       const std::vector<OppositionVersion>& lists);

}  // namespace bouclier::provision
