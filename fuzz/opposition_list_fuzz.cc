// SPDX-License-Identifier: Apache-2.0
// The opposition list's parser: what it accepts has one form, which reads back as the same list.
#include <cstdint>

#include "bouclier/base/bytes.h"
#include "bouclier/base/check.h"
#include "bouclier/provision/opposition_list.h"

using namespace bouclier;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto list = provision::ParseOppositionList(AsText({data, size}));
  if (!list.ok()) return 0;
  const auto again = provision::ParseOppositionList(provision::WriteOppositionList(*list));
  BOUCLIER_CHECK(again.ok() && again->form == list->form && again->people == list->people && again->repeated == 0);
  return 0;
}
