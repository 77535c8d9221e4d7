// SPDX-License-Identifier: Apache-2.0
// A chart as SVG: presentation attributes only, so that a page's content security policy lets it pass.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "arrange.h"
#include "markup.h"

namespace bouclier::report {

namespace {

// Okabe and Ito's colours, without yellow, then darker ones; dashes tell them apart on paper.
constexpr const char* kColours[kMostSeries] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00",
                                               "#000000", "#8b5a2b", "#6a3d9a", "#b2182b", "#4d4d4d", "#1b7837"};
constexpr const char* kDashes[] = {"", "7 4", "2 3", "9 3 2 3"};
constexpr const char* kSpace = "\xe2\x80\xaf";  // between thousands: narrow, never broken
constexpr double kSmall = 12, kLarge = 18;      // text sizes
constexpr double kWideLetter = 0.58;            // of the text size: what a letter takes at most, on average

double Width(std::string_view text, size_t longest, double size) {
  return static_cast<double>(Characters(Tidy(text, longest))) * size * kWideLetter;
}

class Drawing {
 public:
  Drawing(const Chart& chart, const Arranged& arranged, SvgSize size)
      : chart_(chart), arranged_(arranged), size_(size) {}

  std::string Draw() {
    Head();
    Legend();
    LayOut();
    DrawYAxis();
    if (chart_.kind == ChartKind::kBar || !arranged_.is_time) {
      DrawSlotLabels();
    } else {
      DrawTimeLabels();
    }
    for (size_t i = 0; i < arranged_.series.size(); ++i) chart_.kind == ChartKind::kBar ? Bars(i) : Line(i);
    const double zero = Y(0);
    Rule(left_, zero, right_, zero, "#333333", 1.2);
    Foot();
    return svg_ + "</svg>\n";
  }

 private:
  void Text(double x, double y, const char* anchor, double size, const char* colour, std::string_view escaped,
            const char* more = "") {
    AddLine(svg_, R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{:.0f}" fill="{}"{}>{}</text>)", x, y,
            anchor, size, colour, more, escaped);
  }
  void Rule(double x1, double y1, double x2, double y2, const char* colour, double width) {
    AddLine(svg_, R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{:.1f}"/>)", x1,
            y1, x2, y2, colour, width);
  }

  void Head() {
    AddLine(svg_,
            R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" )"
            R"(font-family="system-ui, 'DejaVu Sans', Arial, sans-serif">)",
            size_.width, size_.height);
    AddLine(svg_, "<title>{}</title>", Escaped(chart_.title, 200));
    AddLine(svg_, "<desc>{}</desc>", Escaped(InWords(chart_, arranged_), 2000));
    AddLine(svg_, R"(<rect width="{}" height="{}" fill="#ffffff"/>)", size_.width, size_.height);
    if (chart_.title.empty()) return;
    const auto fits = static_cast<size_t>((size_.width - 32) / (kLarge * kWideLetter));
    Text(16, top_ + kLarge, "start", kLarge, "#111111", Escaped(chart_.title, fits), R"( font-weight="600")");
    top_ += kLarge + 14;
  }

  void Legend() {
    if (arranged_.series.size() == 1 && arranged_.series[0].name.empty()) return;
    constexpr size_t kLongestName = 32;
    double x = 16, y = top_ + 12;
    for (size_t i = 0; i < arranged_.series.size(); ++i) {
      const std::string& name = arranged_.series[i].name;
      const double width = 34 + Width(name, kLongestName, kSmall) + 18;
      if (x > 16 && x + width > size_.width - 16) {
        x = 16;
        y += 20;
      }
      if (chart_.kind == ChartKind::kBar) {
        AddLine(svg_, R"(<rect x="{:.1f}" y="{:.1f}" width="14" height="12" fill="{}"/>)", x + 8, y - 10, kColours[i]);
      } else {
        AddLine(svg_,
                R"(<line x1="{0:.1f}" y1="{1:.1f}" x2="{2:.1f}" y2="{1:.1f}" stroke="{3}" stroke-width="2.5"{4}/>)", x,
                y - 4, x + 26, kColours[i], Dash(i));
      }
      Text(x + 32, y, "start", kSmall, "#222222", Escaped(name, kLongestName));
      x += width;
    }
    top_ = y + 12;
  }

  // Where the plot lies: below what stands above it, right of the numbers, above the labels.
  void LayOut() {
    const double room = size_.height - top_ - 60;
    axis_ = RoundAxis(arranged_.least, arranged_.most, std::clamp(static_cast<int>(room / 45), 2, 8));
    double widest = 0;
    for (int i = 0; i <= axis_.Steps(); ++i) widest = std::max(widest, Width(NumberAt(i), 40, kSmall));
    left_ = 16 + widest + 8;
    right_ = size_.width - (arranged_.is_time ? 40 : 20);  // the last date stands whole
    if (!chart_.y_label.empty()) {
      Text(16, top_ + 12, "start", kSmall, "#444444", Escaped(chart_.y_label, 80));
      top_ += 18;
    }
    top_ += 10;
    bottom_ = size_.height - 12;
    if (!MissingNote(chart_, arranged_).empty()) bottom_ -= 18;
    if (!chart_.x_label.empty()) bottom_ -= 20;
    slanted_ = SlantSlotLabels();
    bottom_ -= slanted_ ? slant_height_ : 20;
  }

  std::string NumberAt(int i) const {
    return NumberText(axis_.low + i * axis_.step, axis_.decimals, chart_.language, kSpace);
  }
  double Y(double value) const { return bottom_ - (value - axis_.low) / (axis_.high - axis_.low) * (bottom_ - top_); }
  double SlotWidth() const { return (right_ - left_) / std::max(arranged_.slots, 1); }
  double SlotX(int slot) const { return left_ + (slot + 0.5) * SlotWidth(); }
  bool ByDays() const { return chart_.kind == ChartKind::kLine && arranged_.is_time && arranged_.places.size() > 1; }
  double X(const Place& place) const {
    if (!ByDays()) return SlotX(place.slot);
    const double first = arranged_.places.front().days, last = arranged_.places.back().days;
    return left_ + 8 + (place.days - first) / (last - first) * (right_ - left_ - 16);
  }
  std::string Dash(size_t series) const {
    const char* dash = kDashes[series % std::size(kDashes)];
    return *dash ? fmt::format(R"( stroke-dasharray="{}")", dash) : std::string();
  }

  void DrawYAxis() {
    for (int i = 0; i <= axis_.Steps(); ++i) {
      const double y = Y(axis_.low + i * axis_.step);
      Rule(left_, y, right_, y, "#dddddd", 1);
      Text(left_ - 8, y + 4, "end", kSmall, "#444444", NumberAt(i));
    }
  }

  void XLabel(double x, std::string_view label, size_t longest) {
    Rule(x, bottom_, x, bottom_ + 5, "#333333", 1);
    const std::string text = Escaped(label, longest);
    if (!slanted_) return Text(x, bottom_ + 18, "middle", kSmall, "#444444", text);
    const std::string turn = fmt::format(R"x( transform="rotate(-40 {:.1f} {:.1f})")x", x + 4, bottom_ + 14);
    Text(x + 4, bottom_ + 14, "end", kSmall, "#444444", text, turn.c_str());
  }

  // Labels of categories lie flat when all fit into their slots. Dates in a row of bars may be left out instead.
  bool SlantSlotLabels() {
    if (chart_.kind == ChartKind::kLine && arranged_.is_time) return false;
    double widest = 0;
    for (const auto& place : arranged_.places) widest = std::max(widest, Width(place.label, kLongestLabel, kSmall));
    if (arranged_.is_time || widest + 8 <= SlotWidth()) return false;
    slant_height_ = 18 + widest * 0.64;  // sine and cosine of the angle
    left_ = std::max(
        left_, std::min(8 + widest * 0.77 - SlotWidth() / 2, right_ / 3));  // the first label starts in the picture
    return true;
  }

  void DrawSlotLabels() {
    double needed = slanted_ ? 16 : 0;
    if (!slanted_) {
      for (const auto& place : arranged_.places)
        needed = std::max(needed, Width(place.label, kLongestLabel, kSmall) + 12);
    }
    double free_from = 0;
    for (const auto& place : arranged_.places) {
      const double x = SlotX(place.slot);
      if (x < free_from) continue;
      XLabel(x, place.label, kLongestLabel);
      free_from = x + needed;
    }
  }

  void DrawTimeLabels() {
    if (!ByDays()) return DrawSlotLabels();
    const int first = arranged_.places.front().days, last = arranged_.places.back().days;
    const int most = std::max(2, static_cast<int>((right_ - left_) / 90));
    for (const TimeTick& tick : TimeTicks(first, last, most)) XLabel(X({"", tick.days, 0}), tick.label, 12);
  }

  void Line(size_t index) {
    const Series& series = arranged_.series[index];
    std::vector<std::pair<double, double>> run;
    const bool marked = arranged_.places.size() <= 60;
    for (size_t i = 0; i <= series.values.size(); ++i) {
      if (i < series.values.size() && series.values[i]) {
        run.emplace_back(X(arranged_.places[i]), Y(*series.values[i]));
        continue;
      }
      Run(run, index, marked);
      run.clear();
    }
  }

  void Run(const std::vector<std::pair<double, double>>& run, size_t index, bool marked) {
    std::string points;
    for (const auto& [x, y] : run) points += fmt::format("{}{:.1f},{:.1f}", points.empty() ? "" : " ", x, y);
    if (run.size() > 1) {
      AddLine(svg_, R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="2.2" stroke-linejoin="round"{}/>)",
              points, kColours[index], Dash(index));
    }
    if (!marked && run.size() > 1) return;  // a point alone would not be seen
    for (const auto& [x, y] : run)
      AddLine(svg_, R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.8" fill="{}"/>)", x, y, kColours[index]);
  }

  void Bars(size_t index) {
    const double all = SlotWidth() * 0.8, width = all / static_cast<double>(arranged_.series.size());
    for (size_t i = 0; i < arranged_.places.size(); ++i) {
      const auto& value = arranged_.series[index].values[i];
      if (!value) continue;
      const double x = SlotX(arranged_.places[i].slot) - all / 2 + static_cast<double>(index) * width;
      const double y = Y(std::max(*value, 0.0)), height = Y(std::min(*value, 0.0)) - y;
      AddLine(svg_, R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>)", x, y,
              std::max(width - 0.5, 0.5), height, kColours[index]);
    }
  }

  void Foot() {
    double y = size_.height - 8;
    const std::string note = MissingNote(chart_, arranged_);
    if (!note.empty()) {
      Text(16, y, "start", 11, "#666666", Escaped(note, 80));
      y -= 18;
    }
    if (!chart_.x_label.empty())
      Text((left_ + right_) / 2, y - 2, "middle", kSmall, "#444444", Escaped(chart_.x_label, 80));
  }

  static constexpr size_t kLongestLabel = 24;
  const Chart& chart_;
  const Arranged& arranged_;
  const SvgSize size_;
  std::string svg_;
  NumberAxis axis_;
  double top_ = 10, left_ = 0, right_ = 0, bottom_ = 0, slant_height_ = 0;
  bool slanted_ = false;
};

}  // namespace

Result<std::string> DrawSvg(const Chart& chart, SvgSize size) {
  if (size.width < 320 || size.height < 200 || size.width > 4000 || size.height > 4000) {
    return Error(ErrorCode::kInvalidArgument, "draw chart: too small or too large", "from 320 × 200 to 4000 × 4000");
  }
  BOUCLIER_TRY(const Arranged arranged, Arrange(chart));
  return Drawing(chart, arranged, size).Draw();
}

}  // namespace bouclier::report
