// SPDX-License-Identifier: Apache-2.0
// Delivery reports as a stranger hands them in: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/ingest/report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto report = ingest::ParseDeliveryReport(text);
  if (report.ok()) BOUCLIER_CHECK(ingest::ToJson(*report).Canonical() == text);
  return 0;
}
