// SPDX-License-Identifier: Apache-2.0
// Sets of persons and signatures of groups as a stranger hands them in: what is read has one encoding.
#include <algorithm>

#include "bouclier/base/check.h"
#include "bouclier/kernels/near_index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const ByteView encoded(data, size);
  const auto set = kernels::PersonSet::Decode(encoded);
  if (set.ok()) {
    BOUCLIER_CHECK(Equal(set->Encode(), encoded));
    const auto persons = set->persons();
    BOUCLIER_CHECK(std::adjacent_find(persons.begin(), persons.end(), std::greater_equal<>()) == persons.end());
  }
  const auto signature = kernels::GroupSignature::Decode(encoded);
  if (signature.ok()) {
    BOUCLIER_CHECK(Equal(signature->Encode(), encoded));
    kernels::NearIndex index(11);
    index.Add(*signature);
    BOUCLIER_CHECK(index.Candidates(*signature).size() <= 1);
  }
  return 0;
}
