// SPDX-License-Identifier: Apache-2.0
// What is remembered of a release: what decodes has one encoding and a place in its own table.
#include <cstdint>

#include "bouclier/airlock/release_memory.h"
#include "bouclier/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const auto prints = airlock::DecodePrints({data, size});
  if (prints.ok()) {
    BOUCLIER_CHECK(airlock::EncodePrints(*prints) == Bytes(data, data + size));
    BOUCLIER_CHECK(!prints->layers.empty() && prints->hidden.size() == prints->table.cells.size());
  }
  const auto persons = airlock::DecodePersons({data, size});
  if (!persons.ok()) return 0;
  airlock::Remembered again;
  for (const auto& cells : *persons) again.layers.push_back({"", cells});
  again.table.cells.resize(persons->front().size());
  BOUCLIER_CHECK(airlock::EncodePersons(again) == Bytes(data, data + size));
  return 0;
}
