// SPDX-License-Identifier: Apache-2.0
// A chart in a terminal, of block characters.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "arrange.h"

namespace bouclier::report {

namespace {

constexpr const char* kRising[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};      // eighths, from below
constexpr const char* kLengthening[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};  // eighths, from the left

std::string Repeated(std::string_view what, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += what;
  return text;
}

std::string Padded(const std::string& text, size_t width) {
  const size_t taken = Characters(text);
  return text + std::string(width > taken ? width - taken : 0, ' ');
}

std::string PaddedLeft(const std::string& text, size_t width) {
  const size_t taken = Characters(text);
  return std::string(width > taken ? width - taken : 0, ' ') + text;
}

std::string Said(double value, const Chart& chart) { return NumberText(value, chart.language, " "); }

// One bar a line: `label │██████▌ 12`. Below zero bars grow to the left of the axis.
std::string Bars(const Chart& chart, const Arranged& arranged, size_t width) {
  size_t label_width = 1, number_width = 1, series_width = 0;
  for (const Place& place : arranged.places) label_width = std::max(label_width, Characters(Tidy(place.label, 24)));
  for (const Series& series : arranged.series) {
    series_width = std::max(series_width, Characters(Tidy(series.name, 16)));
    for (const auto& value : series.values) {
      if (value) number_width = std::max(number_width, Characters(Said(*value, chart)));
    }
  }
  const size_t head = label_width + 1 + (series_width ? series_width + 1 : 0);
  const size_t taken = head + 2 + number_width;
  const double cells = static_cast<double>(width > taken + 4 ? width - taken : 4);
  const double span = std::max(arranged.most - arranged.least, 1e-300);
  const auto left = static_cast<size_t>(std::ceil(-arranged.least / span * cells - 1e-9));
  const double unit = (cells - static_cast<double>(left)) > 0 && arranged.most > 0
                          ? (cells - static_cast<double>(left)) / arranged.most
                          : cells / span;
  std::string text;
  for (size_t i = 0; i < arranged.places.size(); ++i) {
    bool first = true;
    for (const Series& series : arranged.series) {
      text += Padded(first ? Tidy(arranged.places[i].label, 24) : "", label_width) + " ";
      if (series_width) text += Padded(Tidy(series.name, 16), series_width) + " ";
      first = false;
      const auto& value = series.values[i];
      const double length = value ? std::abs(*value) * unit : 0;
      const bool below = value && *value < 0;
      const size_t whole = std::min(static_cast<size_t>(below ? std::lround(length) : std::lround(length * 8) / 8),
                                    below ? left : static_cast<size_t>(cells) - left);
      text += below ? std::string(left - whole, ' ') + Repeated("█", whole) + "│" : std::string(left, ' ') + "│";
      if (!below) text += Repeated("█", whole) + (value ? kLengthening[std::lround(length * 8) % 8] : "");
      text += value ? " " + Said(*value, chart) : " –";
      text += '\n';
    }
  }
  return text;
}

// The columns of a panel: means of the values that fall into each, absent where there is none.
struct Columns {
  std::vector<std::optional<double>> values;
  size_t wide = 1;  // characters a column
  size_t most = 1;  // values in one
};

Columns ColumnsOf(const Arranged& arranged, const Series& series, size_t width) {
  Columns columns;
  const auto slots = static_cast<size_t>(arranged.slots);
  const size_t count = std::min(slots, width);
  columns.wide = std::clamp<size_t>(width / count, 1, 6);
  std::vector<double> sums(count);
  std::vector<size_t> counts(count);
  for (size_t i = 0; i < series.values.size(); ++i) {
    if (!series.values[i]) continue;
    const size_t at = static_cast<size_t>(arranged.places[i].slot) * count / slots;
    sums[at] += *series.values[i];
    columns.most = std::max(columns.most, ++counts[at]);
  }
  columns.values.resize(count);
  for (size_t i = 0; i < count; ++i) {
    if (counts[i]) columns.values[i] = sums[i] / static_cast<double>(counts[i]);
  }
  return columns;
}

// The character of `value` in the row whose lower edge is `floor` and whose upper `ceiling`: filled between zero and
// the value.
std::string Cell(const std::optional<double>& value, double floor, double ceiling) {
  if (!value) return " ";
  const double near = (ceiling - floor) * 1e-6;  // edges are sums of steps
  if (*value < 0) return ceiling <= near && *value <= (floor + ceiling) / 2 ? "█" : " ";
  if (floor < -near) return " ";
  const auto eighths = std::lround(std::clamp((*value - floor) / (ceiling - floor), 0.0, 1.0) * 8);
  return eighths == 0 && floor <= near ? "▁" : kRising[eighths];  // a zero is seen, and is not a gap
}

std::string Panel(const Chart& chart, const Arranged& arranged, const Series& series, const NumberAxis& axis,
                  size_t rows, size_t width) {
  size_t number_width = 1;
  for (int i = 0; i <= axis.Steps(); ++i) {
    number_width =
        std::max(number_width, Characters(NumberText(axis.low + i * axis.step, axis.decimals, chart.language, " ")));
  }
  const Columns columns = ColumnsOf(arranged, series, width - number_width - 3);
  std::string text = series.name.empty() ? "" : Tidy(series.name, width) + "\n";
  const size_t each = rows / static_cast<size_t>(axis.Steps());
  for (size_t row = rows; row-- > 0;) {
    const double floor = axis.low + axis.step * static_cast<double>(row) / static_cast<double>(each);
    const bool numbered = (row + 1) % each == 0;  // the number stands at the row's upper edge
    const size_t steps = (row + 1) / each;
    const double edge = axis.low + axis.step * static_cast<double>(steps);
    text += numbered ? PaddedLeft(NumberText(edge, axis.decimals, chart.language, " "), number_width) + " ┤"
                     : std::string(number_width + 1, ' ') + "│";
    std::string cells;
    for (const auto& value : columns.values) {
      cells += Repeated(Cell(value, floor, floor + axis.step / static_cast<double>(each)), columns.wide);
    }
    text += cells.substr(0, cells.find_last_not_of(' ') + 1) + "\n";
  }
  const size_t plot = columns.values.size() * columns.wide;
  text += PaddedLeft(NumberText(axis.low, axis.decimals, chart.language, " "), number_width) + " └" +
          Repeated("─", plot) + "\n";
  const std::string first = Tidy(arranged.places.front().label, 24), last = Tidy(arranged.places.back().label, 24);
  text += std::string(number_width + 2, ' ');
  if (arranged.places.size() == 1 || Characters(first) + Characters(last) + 2 > plot) {
    text += first + (arranged.places.size() == 1 ? "" : " … " + last);
  } else {
    text += first + std::string(plot - Characters(first) - Characters(last), ' ') + last;
  }
  text += '\n';
  if (columns.most > 1) {
    text += fmt::format(
        fmt::runtime(chart.language == Language::kFrench ? "(une colonne : la moyenne de {} valeurs au plus)\n"
                                                         : "(a column: the mean of up to {} values)\n"),
        columns.most);
  }
  return text;
}

}  // namespace

Result<std::string> DrawText(const Chart& chart, int width) {
  if (width < 40 || width > 4000) {
    return Error(ErrorCode::kInvalidArgument, "draw chart: too narrow or too wide", "from 40 to 4000 columns");
  }
  BOUCLIER_TRY(const Arranged arranged, Arrange(chart));
  const auto columns = static_cast<size_t>(width);
  std::string text = chart.title.empty() ? "" : Tidy(chart.title, columns - 1) + "\n";
  std::string axes = Tidy(chart.y_label, columns / 2 - 2);
  if (!chart.x_label.empty()) axes += (axes.empty() ? "" : " / ") + Tidy(chart.x_label, columns / 2 - 2);
  if (!axes.empty()) text += axes + "\n";
  if (chart.kind == ChartKind::kBar) {
    text += Bars(chart, arranged, columns);
  } else {
    const size_t panels = arranged.series.size();
    const NumberAxis axis = RoundAxis(arranged.least, arranged.most, panels > 2 ? 2 : 5);
    const size_t rows = static_cast<size_t>(axis.Steps()) * (panels > 2 ? 2 : 3);
    for (const Series& series : arranged.series) text += Panel(chart, arranged, series, axis, rows, columns);
  }
  const std::string note = MissingNote(chart, arranged);
  return note.empty() ? text : text + note + "\n";
}

}  // namespace bouclier::report
