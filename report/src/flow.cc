// SPDX-License-Identifier: Apache-2.0
// Presentation attributes only, so that a page's content security policy lets it pass.
#include "bouclier/report/flow.h"

#include <fmt/format.h>

#include <algorithm>

#include "markup.h"

namespace bouclier::report {
namespace {

constexpr double kWidth = 420, kLine = 19, kHead = 30, kArrow = 46;
constexpr size_t kLongestTitle = 44, kLongestLine = 48;

class Drawing {
 public:
  explicit Drawing(const Flow& flow) : flow_(flow) {}

  std::string Draw() {
    double y = 4;
    for (size_t at = 0; at < flow_.stages.size(); ++at) {
      y = Stage(flow_.stages[at], at, y);
      if (at + 1 < flow_.stages.size()) y = Arrow(flow_.stages[at].arrow, y);
    }
    return fmt::format(
               R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="13" fill="#1b1b1b">)"
               "\n<title>{2}</title>\n<desc>{3}</desc>\n",
               kWidth, y + 4, Escaped(flow_.title, 200), Escaped(InWords(), 4000)) +
           body_ + "</svg>\n";
  }

 private:
  static std::vector<std::string> Shown(const FlowStage& stage) {
    std::vector<std::string> lines = stage.lines;
    if (lines.size() <= kMostFlowLines) return lines;
    const size_t more = lines.size() - kMostFlowLines;
    lines.resize(kMostFlowLines);
    lines.push_back(fmt::format("… + {}", more));
    return lines;
  }

  std::string InWords() const {
    std::string words;
    for (size_t at = 0; at < flow_.stages.size(); ++at) {
      const FlowStage& stage = flow_.stages[at];
      words += fmt::format("{}. {}", at + 1, stage.title);
      for (const std::string& line : Shown(stage)) words += "; " + line;
      words += ". ";
      if (at + 1 < flow_.stages.size() && !stage.arrow.empty()) words += "→ " + stage.arrow + ". ";
    }
    return words;
  }

  double Stage(const FlowStage& stage, size_t at, double y) {
    const std::vector<std::string> lines = Shown(stage);
    const double height = kHead + kLine * static_cast<double>(lines.size()) + (lines.empty() ? 4 : 8);
    AddLine(body_, R"(<rect x="4" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="8" fill="#eaf2fa" stroke="#00498c"/>)",
            y, kWidth - 8, height);
    AddLine(body_, R"(<circle cx="26" cy="{:.1f}" r="12" fill="#00498c"/>)", y + 20);
    AddLine(body_, R"(<text x="26" y="{:.1f}" text-anchor="middle" font-weight="600" fill="#ffffff">{}</text>)",
            y + 24.5, at + 1);
    AddLine(body_, R"(<text x="48" y="{:.1f}" font-size="15" font-weight="600">{}</text>)", y + 25,
            Escaped(stage.title, kLongestTitle));
    for (size_t i = 0; i < lines.size(); ++i)
      AddLine(body_, R"(<text x="48" y="{:.1f}" fill="#333333">{}</text>)",
              y + kHead + kLine * static_cast<double>(i) + 14, Escaped(lines[i], kLongestLine));
    return y + height;
  }

  double Arrow(const std::string& label, double y) {
    AddLine(body_, R"(<path d="M26 {:.1f} v{:.1f}" stroke="#00498c" stroke-width="2.5" fill="none"/>)", y + 3,
            kArrow - 12);
    AddLine(body_, R"(<path d="M26 {:.1f} l-7 -11 h14 z" fill="#00498c"/>)", y + kArrow - 2);
    AddLine(body_, R"(<text x="48" y="{:.1f}" fill="#333333">{}</text>)", y + kArrow / 2 + 4,
            Escaped(label, kLongestLine));
    return y + kArrow;
  }

  const Flow& flow_;
  std::string body_;
};

}  // namespace

std::string FlowSvg(const Flow& flow) { return Drawing(flow).Draw(); }

}  // namespace bouclier::report
