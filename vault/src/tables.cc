// SPDX-License-Identifier: Apache-2.0
#include "tables.h"

namespace bouclier::vault::tables {

uint64_t LoadBe64(const uint8_t* in) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | in[i];
  return value;
}

}  // namespace bouclier::vault::tables
