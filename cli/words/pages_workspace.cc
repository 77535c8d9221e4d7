// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"
#include "words/table_text.h"

namespace bouclier::cli {
using crypto::Json;

std::string SqlPage(const Json& data) {
  return TableText(data) + fmt::format("{}{} (ledger entry {})\n", Counted(ListIn(data, "rows").size(), "row"),
                                       IsTrue(data, "truncated") ? ", and more that are not shown" : "",
                                       CountIn(data, "ledger_index"));
}

std::string ChartPage(const Json& data) {
  const std::string file = TextIn(data, "file");
  return TextIn(data, "text") + (file.empty() ? "" : fmt::format("The drawing is in {}.\n", file));
}

}  // namespace bouclier::cli
