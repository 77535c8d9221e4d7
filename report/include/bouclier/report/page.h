// SPDX-License-Identifier: Apache-2.0
// A page for who has to answer for a hub: one static HTML file, French first, then English. Pure; the same page gives
// the same bytes. No script and nothing from elsewhere: its content security policy says so, and every text is escaped.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/report/chart.h"

namespace bouclier::report {

// A text; `other` when it is not in the language of its side of the page, so that a reader aloud speaks it right.
struct PageText {
  std::string text;
  std::optional<Language> other;
};

struct Paragraph {
  PageText text;
};
struct Note {  // what must not be overlooked
  PageText text;
};
struct Bullets {
  std::vector<PageText> items;
};
struct Subheading {
  std::string text;
};
struct Figure {
  std::string value, label;
};
struct Figures {
  std::vector<Figure> figures;
};
struct Step {
  PageText title, text;
};
struct Steps {  // numbered
  std::vector<Step> steps;
};
struct Fact {
  std::string term;
  std::vector<std::string> values;  // one below the other
};
struct Facts {
  std::vector<Fact> facts;
};
struct PageClaim {
  PageText claim, reason;  // `reason`: why, or what answered; may be empty
  bool seen = false;
  std::string command;  // that shows it again; empty: it was seen while it ran
  std::string result;   // what the command then does: "exit code 19"; may be empty
};
struct Claims {
  std::string seen, not_seen;  // words of the marks
  std::vector<PageClaim> claims;
};
struct PageTable {
  struct Column {
    std::string head;
    bool number = false;  // stands to the right
    bool digest = false;  // long and without a space: may break anywhere
  };
  struct Cell {
    std::string text;
    bool hidden = false;  // not shown to anybody: marked, with the table's word for it
  };
  PageText caption;
  std::string hidden_word;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // the first cell names its row
};
struct PageDrawing {
  std::string svg;  // of CheckDrawing's grammar
  PageText caption;
};
struct Verbatim {  // a checkpoint, a key
  std::string label, text;
};
using PageBlock =
    std::variant<Paragraph, Note, Bullets, Subheading, Figures, Steps, Facts, Claims, PageTable, PageDrawing, Verbatim>;

struct PageSection {
  std::string title;
  std::vector<PageBlock> blocks;
};
struct PageSide {
  std::string title, lead, contents;  // `contents`: the heading of its list of sections
  std::vector<PageSection> sections;
};
struct PageDocument {
  std::string title;
  PageSide french, english;
};

// **Errors:** invalid_argument: a drawing that CheckDrawing refuses, a table whose rows differ in length.
Result<std::string> WritePage(const PageDocument& page);

// Is this an SVG as this room draws them (shapes and texts with presentation attributes), and nothing else? Everything
// not listed is refused: scripts, links, styles, entities, comments, foreign elements. **Errors:** invalid_argument.
Result<void> CheckDrawing(std::string_view svg);

}  // namespace bouclier::report
