// SPDX-License-Identifier: Apache-2.0
// Records of a loaded schema: what decodes encodes as the same bytes.
#include <cstdint>

#include "bouclier/base/check.h"
#include "catalog/src/schema_record.h"

using namespace bouclier::catalog;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bouclier::ByteView bytes(data, size);
  const auto table = DecodeTable(bytes);
  if (table.ok()) BOUCLIER_CHECK(bouclier::Equal(EncodeTable(*table), bytes));
  const auto list = DecodeList(bytes);
  if (list.ok()) BOUCLIER_CHECK(bouclier::Equal(EncodeList(*list), bytes));
  const auto finding = DecodeFinding(bytes);
  if (finding.ok()) BOUCLIER_CHECK(bouclier::Equal(EncodeFinding(*finding), bytes));
  return 0;
}
