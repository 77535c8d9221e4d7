// SPDX-License-Identifier: Apache-2.0
#include "release_chart.h"

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

}  // namespace

Result<std::string> DrawRelease(const airlock::ShownTable& table) {
  std::vector<size_t> keys;
  std::optional<size_t> y;
  for (size_t column = 0; column < table.keys.size(); ++column) {
    if (table.keys[column])
      keys.push_back(column);
    else
      y = column;
  }
  if (!y) return Error(ErrorCode::kInvalidArgument, "draw release: it has no column of numbers");
  report::Chart chart;
  chart.language = report::Language::kFrench;
  chart.title = table.text.title;
  chart.x_label = keys.empty() ? "" : table.text.labels[keys.front()];
  chart.y_label = table.text.labels[*y];
  std::set<std::string> places;
  for (const auto& row : table.rows) {
    report::ChartPoint point;
    point.x = keys.empty() ? table.text.labels[*y] : row[keys.front()].value_or("—");
    for (size_t i = 1; i < keys.size(); ++i) point.series += (i > 1 ? " · " : "") + row[keys[i]].value_or("—");
    point.y = NumberIn(row[*y]);
    places.insert(point.x);
    chart.points.push_back(std::move(point));
  }
  const bool in_time = places.size() > 6;
  chart.kind = in_time ? report::ChartKind::kLine : report::ChartKind::kBar;
  return report::DrawSvg(chart, {});
}

}  // namespace bouclier::app
