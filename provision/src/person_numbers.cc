// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/person_numbers.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>

#include "bouclier/base/check.h"
#include "bouclier/kernels/pseudonym.h"

namespace bouclier::provision {
namespace {

constexpr size_t kBlock = 4096;

// Pseudonyms are evenly spread: any of their bytes are a hash.
struct HashOf {
  size_t operator()(const kernels::Pseudonym& pseudonym) const {
    size_t hash;
    std::memcpy(&hash, pseudonym.data() + pseudonym.size() - sizeof(hash), sizeof(hash));
    return hash;
  }
};

}  // namespace

Result<std::vector<uint32_t>> PersonNumbersOf(const SecretBytes& project_key, uint64_t persons,
                                              std::span<const std::string> pseudonyms) {
  BOUCLIER_CHECK(persons <= UINT32_MAX);
  std::unordered_map<kernels::Pseudonym, size_t, HashOf> places;
  places.reserve(pseudonyms.size());
  for (size_t i = 0; i < pseudonyms.size(); ++i) {
    BOUCLIER_TRY(const kernels::Pseudonym pseudonym, kernels::ParsePseudonym(pseudonyms[i]));
    BOUCLIER_CHECK(places.emplace(pseudonym, i).second);
  }
  const kernels::Pseudonymiser pseudonymiser(project_key);
  std::vector<uint32_t> numbers(pseudonyms.size()), block(kBlock);
  std::vector<kernels::Pseudonym> made(kBlock);
  size_t left = pseudonyms.size();
  for (uint64_t from = 0; from < persons && left > 0; from += kBlock) {
    block.resize(static_cast<size_t>(std::min<uint64_t>(kBlock, persons - from)));
    std::iota(block.begin(), block.end(), static_cast<uint32_t>(from));
    pseudonymiser.Compute(kernels::PseudonymClass::kPerson, block, std::span(made).first(block.size()));
    for (size_t i = 0; i < block.size(); ++i) {
      const auto found = places.find(made[i]);
      if (found == places.end()) continue;
      numbers[found->second] = block[i];
      --left;
    }
  }
  if (left > 0)
    return Error(ErrorCode::kCorruption, "number persons: a pseudonym of the extract is nobody's of the base");
  return numbers;
}

}  // namespace bouclier::provision
