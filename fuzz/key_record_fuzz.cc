// SPDX-License-Identifier: Apache-2.0
// Key records from the metadata database or a pack: decoded or refused; what decodes has one encoding and lengths that
// fit each other.
#include "bouclier/base/check.h"
#include "bouclier/vault/key_record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bouclier::ByteView input(data, size);
  const auto record = bouclier::vault::DecodeKeyRecord(input);
  if (!record.ok()) return 0;
  BOUCLIER_CHECK(bouclier::Equal(bouclier::vault::EncodeKeyRecord(*record), input));
  BOUCLIER_CHECK(record->padded_length() >= record->plaintext_length);
  return 0;
}
