// SPDX-License-Identifier: Apache-2.0
// What is remembered of a release: what decodes has one encoding and a place in its own table.
#include <cstdint>

#include "bouclier/airlock/release_memory.h"
#include "bouclier/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const auto decoded = airlock::DecodeRemembered({data, size});
  if (!decoded.ok()) return 0;
  BOUCLIER_CHECK(airlock::EncodeRemembered(*decoded) == Bytes(data, data + size));
  BOUCLIER_CHECK(!decoded->layers.empty() && decoded->hidden.size() == decoded->table.cells.size());
  for (const airlock::Layer& layer : decoded->layers) BOUCLIER_CHECK(layer.cells.size() == decoded->table.cells.size());
  return 0;
}
