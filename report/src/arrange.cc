// SPDX-License-Identifier: Apache-2.0
#include "arrange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace bouclier::report {

namespace {

constexpr double kLargest = 1e100;  // beyond, sums of steps would not be numbers

Error Undrawable(const std::string& why, const std::string& hint) {
  return Error(ErrorCode::kInvalidArgument, "draw chart: " + why, hint);
}

// Slots are the largest equal steps on which all times lie (days, weeks, months, quarters …): a month without a value
// then shows as one gap.
Result<void> PlaceTimes(const std::vector<std::string>& labels, const std::vector<int>& times, Arranged& arranged) {
  arranged.is_time = true;
  std::vector<size_t> order(labels.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return times[a] < times[b]; });
  const bool months = std::all_of(times.begin(), times.end(), StartsMonth);
  const auto index = [&](size_t i) { return months ? MonthIndex(times[i]) : times[i]; };
  int step = 0;
  for (size_t i = 1; i < order.size(); ++i) {
    if (times[order[i]] == times[order[i - 1]])
      return Undrawable("two names of one time", "write all times in one form");
    step = std::gcd(step, index(order[i]) - index(order[0]));
  }
  for (size_t i : order) {
    const int steps = step == 0 ? 0 : (index(i) - index(order[0])) / step;
    arranged.places.push_back({labels[i], times[i], steps});
  }
  arranged.slots = arranged.places.back().slot + 1;
  return {};
}

Result<void> PlaceLabels(const std::vector<std::string>& labels, Arranged& arranged) {
  std::vector<int> times;
  for (const std::string& label : labels) {
    if (auto time = ParseCalendar(label)) times.push_back(*time);
  }
  if (times.size() == labels.size()) return PlaceTimes(labels, times, arranged);
  for (const std::string& label : labels)
    arranged.places.push_back({label, 0, static_cast<int>(arranged.places.size())});
  arranged.slots = static_cast<int>(labels.size());
  return {};
}

// Length of the UTF-8 character at the start of `text`; 0 when it is none.
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto more = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xc2 && byte(0) <= 0xdf && more(1)) return 2;
  if ((byte(0) & 0xf0) == 0xe0 && more(1) && more(2)) {
    const unsigned code = (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    return code >= 0x800 && (code < 0xd800 || code > 0xdfff) && code < 0xfffe ? 3 : 0;
  }
  if (byte(0) >= 0xf0 && byte(0) <= 0xf4 && more(1) && more(2) && more(3)) {
    const unsigned code = (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12;
    return code >= 0x10000 && code < 0x110000 ? 4 : 0;
  }
  return 0;
}

}  // namespace

Result<Arranged> Arrange(const Chart& chart) {
  if (chart.points.empty()) return Undrawable("there is no point", "the query answered no row");
  if (chart.points.size() > kMostPoints) return Undrawable("too many points", fmt::format("at most {}", kMostPoints));
  std::map<std::string, size_t> known, known_series;
  std::vector<std::string> labels;
  Arranged arranged;
  for (const ChartPoint& point : chart.points) {
    if (point.y && !(std::abs(*point.y) <= kLargest)) {
      return Undrawable("a value is no number that can be drawn", "leave it out in the query");
    }
    if (known.emplace(point.x, labels.size()).second) labels.push_back(point.x);
    if (known_series.emplace(point.series, arranged.series.size()).second)
      arranged.series.push_back({point.series, {}});
  }
  if (arranged.series.size() > kMostSeries) {
    return Undrawable("too many series", fmt::format("at most {}: group the others", kMostSeries));
  }
  BOUCLIER_TRY_VOID(PlaceLabels(labels, arranged));
  if (chart.kind == ChartKind::kBar && arranged.slots > kMostSlots) {
    return Undrawable("too many bars", fmt::format("at most {} in a row: group by weeks or months", kMostSlots));
  }
  std::map<std::string, size_t> place_of;
  for (size_t i = 0; i < arranged.places.size(); ++i) place_of[arranged.places[i].label] = i;
  std::map<std::pair<size_t, size_t>, bool> filled;
  for (Series& series : arranged.series) series.values.resize(arranged.places.size());
  for (const ChartPoint& point : chart.points) {
    const size_t series = known_series[point.series], place = place_of[point.x];
    if (!filled.emplace(std::pair(series, place), true).second) {
      return Undrawable("two values for one place", "group by the column of x and that of the series");
    }
    arranged.series[series].values[place] = point.y;
    arranged.missing += !point.y;
    arranged.least = std::min(arranged.least, point.y.value_or(0));
    arranged.most = std::max(arranged.most, point.y.value_or(0));
  }
  return arranged;
}

std::string Tidy(std::string_view text, size_t longest) {
  std::string tidy;
  size_t count = 0, last = 0;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool control =
        first < 0x20 || first == 0x7f || (length == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0);
    if (count == longest) return tidy.substr(0, last) + "…";
    last = tidy.size();
    tidy += length == 0 ? "\xef\xbf\xbd" : control ? " " : std::string(text.substr(0, length));
    text.remove_prefix(std::max<size_t>(length, 1));
    ++count;
  }
  return tidy;
}

size_t Characters(std::string_view tidy) {
  return static_cast<size_t>(std::count_if(tidy.begin(), tidy.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string InWords(const Chart& chart, const Arranged& arranged) {
  const bool french = chart.language == Language::kFrench;
  const auto number = [&](double value) { return NumberText(value, chart.language, " "); };
  std::string words = chart.kind == ChartKind::kBar ? (french ? "Diagramme en barres" : "Bar chart")
                                                    : (french ? "Courbe" : "Line chart");
  words += fmt::format(fmt::runtime(french ? ", de {} à {}." : ", from {} to {}."),
                       Tidy(arranged.places.front().label, 60), Tidy(arranged.places.back().label, 60));
  for (const Series& series : arranged.series) {
    const std::optional<double>*least = nullptr, *most = nullptr, *last = nullptr;
    for (const auto& value : series.values) {
      if (!value) continue;
      if (!least || *value < **least) least = &value;
      if (!most || *value > **most) most = &value;
      last = &value;
    }
    words += " " + (series.name.empty() ? std::string() : Tidy(series.name, 60) + (french ? " : " : ": "));
    if (!last) {
      words += french ? "aucune valeur." : "no value.";
      continue;
    }
    words += fmt::format(
        fmt::runtime(french ? "minimum {}, maximum {}, dernière valeur {}." : "least {}, most {}, last {}."),
        number(**least), number(**most), number(**last));
  }
  const std::string note = MissingNote(chart, arranged);
  return note.empty() ? words : words + " " + note + ".";
}

std::string MissingNote(const Chart& chart, const Arranged& arranged) {
  const size_t n = arranged.missing;
  if (n == 0) return "";
  if (chart.language == Language::kFrench)
    return n == 1 ? "1 point sans valeur" : fmt::format("{} points sans valeur", n);
  return n == 1 ? "1 point has no value" : fmt::format("{} points have no value", n);
}

}  // namespace bouclier::report
