// SPDX-License-Identifier: Apache-2.0
// Crosswalks as a stranger hands them in: read or refused; what is read has one encoding, and every ordinal of it can
// be used.
#include "bouclier/base/check.h"
#include "bouclier/vault/crosswalk.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const ByteView encoded(data, size);
  const auto crosswalk = vault::DecodeCrosswalk(encoded);
  if (!crosswalk.ok()) return 0;
  BOUCLIER_CHECK(Equal(vault::EncodeCrosswalk(*crosswalk), encoded));
  for (const vault::Crosswalk::Space& space : crosswalk->spaces)
    for (uint32_t place = 0; place < space.keys.size(); ++place) BOUCLIER_CHECK(space.ordinals[place] < space.count);
  for (uint32_t psa = 0; psa < crosswalk->Count(catalog::IdentityClass::kPsa); ++psa) {
    const uint32_t person = crosswalk->PersonOf(psa);
    BOUCLIER_CHECK(person >= vault::kAmbiguousPerson || person < crosswalk->person_marks.size());
  }
  return 0;
}
