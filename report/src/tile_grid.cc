// SPDX-License-Identifier: Apache-2.0
// Presentation attributes only, so that a page's content security policy lets it pass.
#include "bouclier/report/tile_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "markup.h"
#include "scale.h"

namespace bouclier::report {
namespace {

struct Tile {
  std::string_view code, letters, name;
  int column, row;
};
// Source: INSEE, code officiel géographique (regions since 2016). Places are ours.
constexpr std::array<Tile, 18> kTiles = {{{"32", "HDF", "Hauts-de-France", 2, 0},
                                          {"53", "BRE", "Bretagne", 0, 1},
                                          {"28", "NOR", "Normandie", 1, 1},
                                          {"11", "IDF", "Île-de-France", 2, 1},
                                          {"44", "GES", "Grand Est", 3, 1},
                                          {"52", "PDL", "Pays de la Loire", 1, 2},
                                          {"24", "CVL", "Centre-Val de Loire", 2, 2},
                                          {"27", "BFC", "Bourgogne-Franche-Comté", 3, 2},
                                          {"75", "NAQ", "Nouvelle-Aquitaine", 1, 3},
                                          {"84", "ARA", "Auvergne-Rhône-Alpes", 2, 3},
                                          {"93", "PAC", "Provence-Alpes-Côte d'Azur", 3, 3},
                                          {"76", "OCC", "Occitanie", 2, 4},
                                          {"94", "COR", "Corse", 4, 4},
                                          {"01", "GUA", "Guadeloupe", 0, 5},
                                          {"02", "MTQ", "Martinique", 1, 5},
                                          {"03", "GUY", "Guyane", 2, 5},
                                          {"04", "REU", "La Réunion", 3, 5},
                                          {"06", "MAY", "Mayotte", 4, 5}}};
constexpr double kSide = 76, kStep = 80, kLeft = 10, kTop = 8, kGap = 22;
// From little to much, each with the colour of the text that is read on it (at least 4.5 : 1).
struct Shade {
  const char *fill, *text;
};
constexpr std::array<Shade, 5> kShades = {{{"#eaf2fa", "#1b1b1b"},
                                           {"#bcd7ee", "#1b1b1b"},
                                           {"#7fb2dd", "#1b1b1b"},
                                           {"#2f74b5", "#ffffff"},
                                           {"#0b3c6f", "#ffffff"}}};
constexpr const char* kSpace = "\xe2\x80\xaf";  // between thousands: narrow, never broken

class Drawing {
 public:
  explicit Drawing(const TileGrid& grid) : grid_(grid) {
    for (const TileValue& one : grid.values) most_ = std::max(most_, one.value.value_or(0));
    // Classes of equal width that begin at zero, so that a shade means the same everywhere.
    width_ = std::max<int64_t>(
        1, (most_ + 1 + static_cast<int64_t>(kShades.size()) - 1) / static_cast<int64_t>(kShades.size()));
  }

  std::string Draw() {
    const double bottom = kTop + 6 * kStep + kGap;
    for (const Tile& tile : kTiles) Draw(tile);
    Legend(bottom + 8);
    return fmt::format(
               R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 {0:.0f}" width="420" height="{0:.0f}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="13" fill="#1b1b1b">)"
               "\n<title>{1}</title>\n<desc>{2}</desc>\n",
               bottom + 100, Escaped(grid_.title, 200), Escaped(words_, 4000)) +
           body_ + "</svg>\n";
  }

 private:
  std::string Say(const char* french, const char* english) const {
    return grid_.language == Language::kFrench ? french : english;
  }
  std::string Number(int64_t value) const { return NumberText(static_cast<double>(value), 0, grid_.language, kSpace); }
  const Shade& ShadeOf(int64_t value) const {
    return kShades[std::min<size_t>(static_cast<size_t>(value / width_), kShades.size() - 1)];
  }

  // Lines from corner to corner: seen on paper, and without a pattern, which would need a link.
  void Hatch(double x, double y, double side) {
    for (double at = 12; at < 2 * side; at += 12) {
      const double x1 = x + std::min(at, side), y1 = y + std::max(0.0, at - side);
      const double x2 = x + std::max(0.0, at - side), y2 = y + std::min(at, side);
      AddLine(body_, R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#9a9a9a" stroke-width="1"/>)", x1,
              y1, x2, y2);
    }
  }

  void Draw(const Tile& tile) {
    const double x = kLeft + tile.column * kStep, y = kTop + tile.row * kStep + (tile.row == 5 ? kGap : 0);
    const auto found = std::ranges::find(grid_.values, tile.code, &TileValue::region);
    const bool known = found != grid_.values.end(), shown = known && found->value.has_value();
    const Shade shade = shown ? ShadeOf(*found->value) : Shade{"#ffffff", "#1b1b1b"};
    const std::string value = shown   ? Number(*found->value)
                              : known ? Say("masqué", "hidden")
                                      : Say("sans valeur", "no value");
    words_ += fmt::format("{}{}{}. ", tile.name, Say(" : ", ": "), value);
    AddLine(body_, R"(<g><title>{}{}{}</title>)", Escaped(tile.name, 60), Say(" : ", ": "), value);
    AddLine(body_,
            R"(<rect x="{:.1f}" y="{:.1f}" width="{:.0f}" height="{:.0f}" rx="4" fill="{}" stroke="#4d4d4d"{}/>)", x, y,
            kSide, kSide, shade.fill, known ? "" : R"( stroke-dasharray="3 3")");
    if (known && !shown) {
      Hatch(x, y, kSide);
      AddLine(body_, R"(<rect x="{:.1f}" y="{:.1f}" width="{:.0f}" height="40" fill="#ffffff"/>)", x + 8, y + 18,
              kSide - 16);
    }
    AddLine(body_, R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-weight="600" fill="{}">{}</text>)",
            x + kSide / 2, y + 34, shade.text, tile.letters);
    AddLine(body_, R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="{}" fill="{}">{}</text></g>)",
            x + kSide / 2, y + 53, shown ? 15 : 12, shade.text,
            shown   ? value
            : known ? value
                    : "–");
  }

  void Legend(double y) {
    AddLine(body_, R"(<text x="{:.0f}" y="{:.1f}" font-weight="600">{}</text>)", kLeft, y + 12,
            Escaped(grid_.unit, 56));
    double x = kLeft;
    for (size_t at = 0; at < kShades.size(); ++at) {
      const int64_t from = static_cast<int64_t>(at) * width_, to = from + width_ - 1;
      if (from > most_) break;
      AddLine(body_, R"(<rect x="{:.1f}" y="{:.1f}" width="74" height="16" fill="{}" stroke="#4d4d4d"/>)", x, y + 22,
              kShades[at].fill);
      AddLine(body_, R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="12">{}</text>)", x + 37, y + 54,
              from == to ? Number(from) : fmt::format("{}–{}", Number(from), Number(to)));
      x += kStep;
    }
    AddLine(body_, R"(<rect x="{:.1f}" y="{:.1f}" width="16" height="16" fill="#ffffff" stroke="#4d4d4d"/>)", kLeft,
            y + 66);
    Hatch(kLeft, y + 66, 16);
    AddLine(body_, R"(<text x="{:.1f}" y="{:.1f}" font-size="12">{}</text>)", kLeft + 24, y + 79,
            Say("masqué : trop peu de personnes", "hidden: too few persons"));
    AddLine(
        body_,
        R"(<rect x="{:.1f}" y="{:.1f}" width="16" height="16" fill="#ffffff" stroke="#4d4d4d" stroke-dasharray="3 3"/>)",
        kLeft + 3 * kStep, y + 66);
    AddLine(body_, R"(<text x="{:.1f}" y="{:.1f}" font-size="12">{}</text>)", kLeft + 3 * kStep + 24, y + 79,
            Say("sans valeur", "no value"));
  }

  const TileGrid& grid_;
  int64_t most_ = 0, width_ = 1;
  std::string body_, words_;
};

}  // namespace

Result<std::string> TileGridSvg(const TileGrid& grid) {
  const auto wrong = [](const char* why) {
    return Error(ErrorCode::kInvalidArgument, std::string("draw map: ") + why);
  };
  if (grid.values.empty()) return wrong("it has no value");
  for (const TileValue& one : grid.values) {
    if (std::ranges::find(kTiles, one.region, &Tile::code) == kTiles.end()) return wrong("there is no such region");
    if (std::ranges::count(grid.values, one.region, &TileValue::region) > 1) return wrong("a region is given twice");
    if (one.value && (*one.value < 0 || *one.value > (int64_t{1} << 50)))
      return wrong("a value is negative or too large");
  }
  return Drawing(grid).Draw();
}

}  // namespace bouclier::report
