// SPDX-License-Identifier: Apache-2.0
// A diagram as SVG: presentation attributes only, so that a page's content security policy lets it pass.
#include "bouclier/report/key_diagram.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "arrange.h"
#include "bouclier/base/check.h"
#include "diagram_layout.h"
#include "markup.h"

namespace bouclier::report {
namespace {

constexpr size_t kLongestText = 40, kLongestWords = 20'000;
constexpr double kLetter = 9;  // of a text of 12: what a capital takes in bold letters, on average
constexpr const char* kFills[] = {"#dceaf5", "#fbe5d6", "#d9f0e7", "#f5e3ee",
                                  "#fdf0d2", "#e6e6e6", "#e4ddf0", "#f6dcdc"};

double WidthOf(const Diagram& diagram) {
  size_t longest = 8;
  for (const DiagramBox& box : diagram.boxes) {
    longest = std::max(longest, Characters(box.title) + 1);
    for (const std::string& line : box.lines) longest = std::max(longest, Characters(line));
  }
  return static_cast<double>(std::min(longest, kLongestText)) * kLetter + 20;
}

class Drawing {
 public:
  explicit Drawing(const Diagram& diagram) : diagram_(diagram), layout_(LayOut(diagram, WidthOf(diagram))) {}

  std::string Draw() {
    for (const DiagramBox& box : diagram_.boxes)
      if (colours_.emplace(box.group, colours_.size()).second) groups_.push_back(box.group);
    Head();
    for (size_t i = 0; i < diagram_.links.size(); ++i) Link(diagram_.links[i]);
    for (size_t i = 0; i < diagram_.boxes.size(); ++i) Box(diagram_.boxes[i], layout_.boxes[i]);
    return svg_ + "</svg>\n";
  }

 private:
  const char* Fill(const std::string& group) const { return kFills[colours_.at(group) % std::size(kFills)]; }

  std::string InWords() const {
    std::string words;
    for (const DiagramLink& link : diagram_.links) {
      words += fmt::format("{} → {}{}{}. ", diagram_.boxes[link.from].title, diagram_.boxes[link.to].title,
                           link.label.empty() ? "" : ": ", link.label);
      if (words.size() > kLongestWords) break;
    }
    return words;
  }

  void Head() {
    const double legend = 24.0 + (diagram_.dashed_means.empty() ? 0 : 18), title = diagram_.title.empty() ? 0 : 28;
    top_ = title + legend;
    double across = 16;
    for (const std::string& group : groups_)
      across += 40 + static_cast<double>(std::min(Characters(group), kLongestText)) * kLetter;
    const double width = std::max({layout_.width, across, 320.0}), height = layout_.height + top_;
    AddLine(
        svg_,
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}" role="img" )"
        R"(font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="12" fill="#222222">)",
        width, height);
    AddLine(svg_, "<title>{}</title>", Escaped(diagram_.title, 200));
    AddLine(svg_, "<desc>{}</desc>", Escaped(InWords(), kLongestWords));
    AddLine(svg_, R"(<rect width="{:.0f}" height="{:.0f}" fill="#ffffff"/>)", width, height);
    if (!diagram_.title.empty())
      AddLine(svg_, R"(<text x="16" y="26" font-size="18" font-weight="600">{}</text>)", Escaped(diagram_.title, 120));
    Legend(title);
  }

  void Legend(double y) {
    double x = 16;
    for (const std::string& group : groups_) {
      AddLine(svg_, R"(<rect x="{:.1f}" y="{:.1f}" width="14" height="12" fill="{}" stroke="#555555"/>)", x, y + 8,
              Fill(group));
      AddLine(svg_, R"(<text x="{:.1f}" y="{:.1f}">{}</text>)", x + 20, y + 18, Escaped(group, kLongestText));
      x += 40 + static_cast<double>(std::min(Characters(group), kLongestText)) * kLetter;
    }
    if (diagram_.dashed_means.empty()) return;
    AddLine(svg_, R"(<path d="M16 {0:.1f} h26" stroke="#555555" stroke-dasharray="5 4" fill="none"/>)", y + 32);
    AddLine(svg_, R"(<text x="48" y="{:.1f}">{}</text>)", y + 36, Escaped(diagram_.dashed_means, 120));
  }

  // From the left side of what points to the right side of what is pointed to; beside the boxes where that is not left.
  void Link(const DiagramLink& link) {
    const BoxPlace &from = layout_.boxes[link.from], &to = layout_.boxes[link.to];
    const double y1 = top_ + from.y + from.height / 2, y2 = top_ + to.y + kTitleHeight / 2;
    const bool leftward = to.column < from.column;
    const double x1 = leftward ? from.x : from.x + layout_.box_width, x2 = to.x + layout_.box_width;
    const double bend = leftward ? -(x1 - x2) / 2 : 40;
    AddLine(svg_,
            R"(<path d="M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}" stroke="#555555" fill="none"{}>)"
            R"(<title>{}</title></path>)",
            x1, y1, x1 + bend, y1, leftward ? x2 - bend : x2 + 40, y2, x2 + 7, y2,
            link.dashed ? R"( stroke-dasharray="5 4")" : "", Escaped(link.label, 300));
    AddLine(svg_, R"(<path d="M{0:.1f} {1:.1f} l8 -4 v8 z" fill="#555555"/>)", x2, y2);
  }

  void Box(const DiagramBox& box, const BoxPlace& place) {
    const double x = place.x, y = top_ + place.y;
    AddLine(svg_, R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3" fill="{}" stroke="#555555"/>)",
            x, y, layout_.box_width, place.height, Fill(box.group));
    AddLine(svg_, R"(<text x="{:.1f}" y="{:.1f}" font-weight="600">{}</text>)", x + 8, y + 15,
            Escaped(box.title, kLongestText));
    for (size_t i = 0; i < box.lines.size(); ++i)
      AddLine(svg_, R"(<text x="{:.1f}" y="{:.1f}" fill="#444444">{}</text>)", x + 8,
              y + kTitleHeight + kLineHeight * static_cast<double>(i) + 10, Escaped(box.lines[i], kLongestText));
  }

  const Diagram& diagram_;
  const DiagramLayout layout_;
  std::map<std::string, size_t> colours_;
  std::vector<std::string> groups_;  // in the order they come
  std::string svg_;
  double top_ = 0;
};

}  // namespace

std::string DiagramSvg(const Diagram& diagram) {
  for (const DiagramLink& link : diagram.links)
    BOUCLIER_CHECK(link.from < diagram.boxes.size() && link.to < diagram.boxes.size());
  return Drawing(diagram).Draw();
}

}  // namespace bouclier::report
