// SPDX-License-Identifier: Apache-2.0
#include "release_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "bouclier/report/chart.h"

namespace bouclier::app {
namespace {

std::optional<double> NumberIn(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text->c_str(), &end);
  if (*end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

constexpr size_t kLines = 12;  // as many as a reader tells apart
constexpr size_t kBars = 6;    // more values of x make a line

// The first key is x, the others tell series apart, the last other column is y.
Result<void> DrawKeys(const airlock::ShownTable& table, report::Chart& chart) {
  std::vector<size_t> keys;
  std::optional<size_t> y;
  for (size_t column = 0; column < table.keys.size(); ++column) {
    if (table.keys[column])
      keys.push_back(column);
    else
      y = column;
  }
  if (!y) return Error(ErrorCode::kInvalidArgument, "draw release: it has no column of numbers");
  chart.x_label = table.text.labels[keys.front()];
  chart.y_label = table.text.labels[*y];
  std::set<std::string> places, lines;
  for (const auto& row : table.rows) {
    report::ChartPoint point;
    point.x = row[keys.front()].value_or("—");
    for (size_t i = 1; i < keys.size(); ++i) point.series += (i > 1 ? " · " : "") + row[keys[i]].value_or("—");
    point.y = NumberIn(row[*y]);
    if (!lines.contains(point.series) && lines.size() == kLines) continue;
    lines.insert(point.series);
    places.insert(point.x);
    chart.points.push_back(std::move(point));
  }
  if (chart.points.size() < table.rows.size()) chart.title += " (12 premières séries)";
  chart.kind = places.size() > kBars ? report::ChartKind::kLine : report::ChartKind::kBar;
  return {};
}

// One row without keys: its counts side by side, or all its numbers where it has no counts.
Result<void> DrawFigures(const airlock::ShownTable& table, report::Chart& chart) {
  chart.kind = report::ChartKind::kBar;
  const auto add = [&](bool counts) {
    for (const auto& row : table.rows)
      for (size_t column = 0; column < row.size(); ++column)
        if (!counts || (row[column] && row[column]->find('.') == std::string::npos))
          chart.points.push_back({table.text.labels[column], NumberIn(row[column]), ""});
  };
  add(true);
  if (chart.points.empty()) add(false);
  return {};
}

}  // namespace

Result<std::string> DrawRelease(const airlock::ShownTable& table) {
  report::Chart chart;
  chart.language = report::Language::kFrench;
  chart.title = table.text.title;
  const bool keyed = std::ranges::find(table.keys, true) != table.keys.end();
  BOUCLIER_TRY_VOID(keyed ? DrawKeys(table, chart) : DrawFigures(table, chart));
  return report::DrawSvg(chart, {});
}

}  // namespace bouclier::app
