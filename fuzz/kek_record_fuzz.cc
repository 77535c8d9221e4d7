// SPDX-License-Identifier: Apache-2.0
// The parser of KEK records: what it accepts has one encoding.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/keys/kek_record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto record = bouclier::keys::DecodeKekRecord({data, size});
  if (!record.ok()) return 0;
  const auto again = bouclier::keys::EncodeKekRecord(*record);
  BOUCLIER_CHECK(again.ok());
  BOUCLIER_CHECK(bouclier::Equal(*again, {data, size}));
  return 0;
}
