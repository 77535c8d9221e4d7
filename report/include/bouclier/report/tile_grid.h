// SPDX-License-Identifier: Apache-2.0
// A map of France as tiles of one size: the 13 metropolitan regions about where they lie, the five overseas below. A
// small region is seen as well as a large one. Pure; the same values give the same bytes everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/report/chart.h"

namespace bouclier::report {

struct TileValue {
  std::string region;            // INSEE's code: 11, 93, 01…
  std::optional<int64_t> value;  // absent: hidden, and drawn hatched
};

struct TileGrid {
  std::string title;  // said, not drawn
  std::string unit;   // "cases per 1,000": stands above the legend
  Language language = Language::kEnglish;
  std::vector<TileValue> values;  // a region without one is drawn as unknown
};

// Darker is more; the number stands in each tile, so that no colour is needed. No script, no style sheet; texts are
// escaped, all values are also said in words (desc). **Errors:** invalid_argument: no such region, one given twice, a
// negative value, or none given at all.
Result<std::string> TileGridSvg(const TileGrid& grid);

}  // namespace bouclier::report
