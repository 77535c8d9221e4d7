// SPDX-License-Identifier: Apache-2.0
// Quarantine records as a stranger hands them in: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/ingest/quarantine.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto record = ingest::ParseQuarantineLine(text);
  if (!record.ok()) return 0;
  BOUCLIER_CHECK(ingest::QuarantineLine(*record).value() == text);
  return 0;
}
