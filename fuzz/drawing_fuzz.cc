// SPDX-License-Identifier: Apache-2.0
// Drawings as a stranger hands them in: what is let into a page holds no script, no link, no style.
#include "bouclier/base/check.h"
#include "bouclier/report/page.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view svg(reinterpret_cast<const char*>(data), size);
  if (!report::CheckDrawing(svg).ok()) return 0;
  for (const std::string_view forbidden : {"<script", "<style", "<!", "<?", "<a", "<image", "<use", "<foreign"})
    BOUCLIER_CHECK(svg.find(forbidden) == std::string_view::npos);
  return 0;
}
