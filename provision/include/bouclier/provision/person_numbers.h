// SPDX-License-Identifier: Apache-2.0
// Back from a project's pseudonyms to the base's numbers of persons. What the release memory holds spans projects, so
// it counts by these. A pseudonym is one-way: all of the base are made anew, and compared.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::provision {

// The number of each, in their order. `persons`: how many the base has; `pseudonyms`: texts of NUM_ENQ_IDT, each once.
// **Errors:** those of ParsePseudonym; corruption: one of them is nobody's.
// **Cost:** HMAC of every person of the base (a core: 20 million a second), memory of the given ones.
Result<std::vector<uint32_t>> PersonNumbersOf(const SecretBytes& project_key, uint64_t persons,
                                              std::span<const std::string> pseudonyms);

}  // namespace bouclier::provision
