// SPDX-License-Identifier: Apache-2.0
// A chart of a small table: one value for each x and series. Pure; the same chart gives the same bytes everywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier::report {

enum class ChartKind { kLine, kBar };
enum class Language { kEnglish, kFrench };  // of what is said beside the caller's words, and of numbers

struct ChartPoint {
  std::string x;            // a date, a month, a week (2020-01-31, 2020-01, 2020-W05) or any text
  std::optional<double> y;  // absent: not known or not shown; a gap is drawn, never a zero
  std::string series;       // empty when there is one only
};

// When every x is a date, a month or a week the axis is one of time, sorted, with gaps where there are any; otherwise x
// are categories in the order they come. The axis of y always has its zero.
struct Chart {
  ChartKind kind = ChartKind::kLine;
  std::string title;
  std::string x_label;
  std::string y_label;
  Language language = Language::kEnglish;
  std::vector<ChartPoint> points;
};

struct SvgSize {
  int width = 840;
  int height = 480;
};

// A picture for a page or a file: no script, no style sheet, nothing from elsewhere; texts are escaped, and what it
// shows is also said in words (title, desc). Told apart without colour by dashes and the order of the legend.
// **Errors:** invalid_argument (no point, two values for one place, a value that is not finite or
// beyond 1e100, more than 12 series, 400 bars in a
// row or 20,000 points, a size below 320 × 200 or above 4000).
Result<std::string> DrawSvg(const Chart& chart, SvgSize size);

// The same in a terminal `width` columns wide (at least 40): bars lie on their side; a line stands as columns of
// blocks, one panel a series, all of one scale. Ends with a new line. **Errors:** those of DrawSvg.
Result<std::string> DrawText(const Chart& chart, int width);

}  // namespace bouclier::report
