// SPDX-License-Identifier: Apache-2.0
// The one way by which a drawing made elsewhere gets into a page. A list of what may stand in it, never of what may
// not.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "bouclier/report/page.h"

namespace bouclier::report {
namespace {

constexpr size_t kLongestDrawing = 4 << 20, kDeepest = 16;
constexpr std::array<std::string_view, 11> kElements = {"svg",    "title",    "desc", "rect", "line", "text",
                                                        "circle", "polyline", "path", "g",    "tspan"};
constexpr std::array<std::string_view, 34> kAttributes = {"cx",
                                                          "cy",
                                                          "d",
                                                          "fill",
                                                          "font-family",
                                                          "font-size",
                                                          "font-weight",
                                                          "height",
                                                          "opacity",
                                                          "points",
                                                          "r",
                                                          "role",
                                                          "rx",
                                                          "ry",
                                                          "stroke",
                                                          "transform",
                                                          "stroke-dasharray",
                                                          "stroke-linecap",
                                                          "stroke-linejoin",
                                                          "stroke-width",
                                                          "text-anchor",
                                                          "viewBox",
                                                          "width",
                                                          "x",
                                                          "x1",
                                                          "x2",
                                                          "xmlns",
                                                          "y",
                                                          "y1",
                                                          "y2",
                                                          "dx",
                                                          "dy",
                                                          "fill-opacity",
                                                          "aria-label"};

Error Refused(std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, "take drawing: " + std::string(why),
               "a page takes drawings as bouclier makes them: shapes and texts, nothing else");
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || c == '\n'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {}

  Result<void> Read() {
    if (left_.size() > kLongestDrawing) return Refused("it is longer than 4 MiB");
    if (!left_.starts_with("<svg ")) return Refused("it does not begin with <svg");
    while (!left_.empty()) {
      BOUCLIER_TRY_VOID(Texts());
      if (left_.empty()) break;
      BOUCLIER_TRY_VOID(left_.starts_with("</") ? Close() : Open());
      if (open_.empty()) return Ends();
    }
    return Refused("an element is not closed");
  }

 private:
  Result<void> Ends() const {
    if (std::ranges::all_of(left_, IsSpace)) return {};
    return Refused("something stands behind it");
  }

  // Up to the next `<`; `&` only as one of the five written by us.
  Result<void> Texts() {
    const std::string_view text = left_.substr(0, left_.find('<'));
    BOUCLIER_TRY_VOID(Plain(text));
    left_.remove_prefix(text.size());
    return {};
  }

  static Result<void> Plain(std::string_view text) {
    for (size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '>' || c == '\0') return Refused("a character that is not escaped");
      if (c != '&') continue;
      const std::string_view rest = text.substr(at);
      const bool known =
          std::ranges::any_of(std::array<std::string_view, 5>{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"},
                              [&](std::string_view entity) { return rest.starts_with(entity); });
      if (!known) return Refused("an entity that is not known");
    }
    return {};
  }

  std::string_view Name() {
    size_t length = 0;
    while (length < left_.size() && (IsLetter(left_[length]) || left_[length] == '-' ||
                                     (length > 0 && left_[length] >= '0' && left_[length] <= '9')))
      ++length;
    const std::string_view name = left_.substr(0, length);
    left_.remove_prefix(length);
    return name;
  }

  bool Take(std::string_view expected) {
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(expected.size());
    return true;
  }

  Result<void> Close() {
    left_.remove_prefix(2);
    const std::string_view name = Name();
    if (open_.empty() || open_.back() != name || !Take(">")) return Refused("elements are not closed in their order");
    open_.pop_back();
    return {};
  }

  Result<void> Open() {
    left_.remove_prefix(1);
    const std::string_view name = Name();
    if (std::ranges::find(kElements, name) == kElements.end()) return Refused("an element that is not one of ours");
    if (name == "svg" && !open_.empty()) return Refused("a drawing within a drawing");
    if (open_.size() == kDeepest) return Refused("elements are nested too deep");
    std::vector<std::string_view> seen;
    while (Take(" ")) {
      BOUCLIER_TRY(const std::string_view attribute, Attribute());
      if (std::ranges::find(seen, attribute) != seen.end()) return Refused("an attribute stands twice");
      seen.push_back(attribute);
    }
    if (Take("/>")) return {};
    if (!Take(">")) return Refused("an element that does not end");
    open_.push_back(name);
    return {};
  }

  Result<std::string_view> Attribute() {
    const std::string_view name = Name();
    if (std::ranges::find(kAttributes, name) == kAttributes.end())
      return Refused("an attribute that is not one of ours");
    if (!Take("=\"")) return Refused("an attribute without a quoted value");
    const size_t end = left_.find('"');
    if (end == std::string_view::npos) return Refused("an attribute that does not end");
    const std::string_view value = left_.substr(0, end);
    if (value.find('<') != std::string_view::npos) return Refused("a character that is not escaped");
    BOUCLIER_TRY_VOID(Plain(value));
    if (name == "xmlns" && value != "http://www.w3.org/2000/svg") return Refused("a foreign namespace");
    // url(…) is how a presentation attribute would reach elsewhere.
    if (value.find("url") != std::string_view::npos || value.find('\\') != std::string_view::npos)
      return Refused("an attribute that points elsewhere");
    left_.remove_prefix(end + 1);
    return name;
  }

  std::string_view left_;
  std::vector<std::string_view> open_;
};

}  // namespace

Result<void> CheckDrawing(std::string_view svg) { return Reader(svg).Read(); }

}  // namespace bouclier::report
