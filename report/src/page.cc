// SPDX-License-Identifier: Apache-2.0
#include "bouclier/report/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "markup.h"
#include "page_style.h"

namespace bouclier::report {
namespace {

constexpr size_t kLongestText = 8000, kLongestVerbatim = 100'000;

std::string Text(std::string_view text) { return Escaped(text, kLongestText); }

std::string LanguageName(Language language) { return language == Language::kFrench ? "fr" : "en"; }

std::string LanguageAttribute(const PageText& text) {
  return text.other ? fmt::format(R"( lang="{}")", LanguageName(*text.other)) : "";
}

// An element with this text, in the text's language.
std::string Element(std::string_view name, const PageText& text, std::string_view attributes = "") {
  return fmt::format("<{}{}{}>{}</{}>", name, attributes, LanguageAttribute(text), Text(text.text), name);
}

// Lines stay lines; tidied one by one, for a line break is no text.
std::string VerbatimText(std::string_view text) {
  std::string out;
  text = text.substr(0, std::min(text.size(), kLongestVerbatim));
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out += Text(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Blocks of one section, in order.
class BlockWriter {
 public:
  explicit BlockWriter(std::string& out) : out_(out) {}

  Result<void> operator()(const Paragraph& block) { return Add(Element("p", block.text) + "\n"); }
  Result<void> operator()(const Note& block) { return Add(Element("p", block.text, R"( class="note")") + "\n"); }
  Result<void> operator()(const Subheading& block) { return Add(fmt::format("<h4>{}</h4>\n", Text(block.text))); }

  Result<void> operator()(const Bullets& block) {
    out_ += "<ul>\n";
    for (const PageText& item : block.items) out_ += Element("li", item) + "\n";
    return Add("</ul>\n");
  }

  Result<void> operator()(const Figures& block) {
    out_ += "<ul class=\"figures\">\n";
    for (const Figure& one : block.figures)
      out_ += fmt::format("<li><b>{}</b> {}</li>\n", Text(one.value), Text(one.label));
    return Add("</ul>\n");
  }

  Result<void> operator()(const Steps& block) {
    out_ += "<ol class=\"steps\">\n";
    for (const Step& one : block.steps)
      out_ += fmt::format("<li>{}{}</li>\n", Element("b", one.title), Element("span", one.text));
    return Add("</ol>\n");
  }

  Result<void> operator()(const Facts& block) {
    out_ += "<dl>\n";
    for (const Fact& one : block.facts) {
      out_ += fmt::format("<dt>{}</dt>", Text(one.term));
      for (const std::string& value : one.values) out_ += fmt::format("<dd>{}</dd>", Text(value));
      out_ += "\n";
    }
    return Add("</dl>\n");
  }

  Result<void> operator()(const Claims& block) {
    out_ += "<ul class=\"claims\">\n";
    for (const PageClaim& one : block.claims) {
      out_ += fmt::format(R"(<li><span class="mark{}">{}</span>{})", one.seen ? "" : " no",
                          Text(one.seen ? block.seen : block.not_seen), Element("span", one.claim));
      if (!one.reason.text.empty()) out_ += Element("span", one.reason, R"( class="why")");
      if (!one.command.empty()) out_ += fmt::format("<code>{}</code>", Text(one.command));
      if (!one.result.empty()) out_ += fmt::format(R"(<span class="why">{}</span>)", Text(one.result));
      out_ += "</li>\n";
    }
    return Add("</ul>\n");
  }

  Result<void> operator()(const PageTable& table) {
    for (const auto& row : table.rows)
      if (row.size() != table.columns.size())
        return Error(ErrorCode::kInvalidArgument, "write page: a row of a table is not as long as its head");
    // A box that scrolls can be reached with the keyboard, and says what it is.
    out_ +=
        fmt::format(R"(<div class="box" tabindex="0" role="region" aria-label="{}"><table>)", Text(table.caption.text));
    out_ += "\n" + Element("caption", table.caption) + "\n<thead><tr>";
    for (const PageTable::Column& column : table.columns)
      out_ += fmt::format(R"(<th scope="col"{}>{}</th>)", column.number ? R"( class="n")" : "", Text(column.head));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      out_ += "<tr>";
      for (size_t at = 0; at < row.size(); ++at) Cell(table, at, row[at]);
      out_ += "</tr>\n";
    }
    return Add("</tbody></table></div>\n");
  }

  Result<void> operator()(const PageDrawing& drawing) {
    BOUCLIER_TRY_VOID(CheckDrawing(drawing.svg));
    out_ += "<figure tabindex=\"0\">\n" + drawing.svg;
    if (!drawing.caption.text.empty()) out_ += Element("figcaption", drawing.caption);
    return Add("</figure>\n");
  }

  Result<void> operator()(const Verbatim& block) {
    return Add(fmt::format("<h4>{}</h4>\n<pre>{}</pre>\n", Text(block.label), VerbatimText(block.text)));
  }

 private:
  Result<void> Add(const std::string& markup) {
    out_ += markup;
    return {};
  }

  void Cell(const PageTable& table, size_t at, const PageTable::Cell& cell) {
    std::string classes;
    if (table.columns[at].number) classes += " n";
    if (table.columns[at].digest) classes += " d";
    if (cell.hidden) classes += " hidden";
    if (!classes.empty()) classes = fmt::format(R"( class="{}")", classes.substr(1));
    const std::string text = Text(cell.hidden ? table.hidden_word : cell.text);
    out_ += at == 0 ? fmt::format(R"(<th scope="row"{}>{}</th>)", classes, text)
                    : fmt::format("<td{}>{}</td>", classes, text);
  }

  std::string& out_;
};

std::string SectionId(Language language, size_t at) { return fmt::format("{}-{}", LanguageName(language), at + 1); }

Result<void> WriteSide(std::string& out, const PageSide& side, Language language) {
  const std::string name = LanguageName(language);
  out += fmt::format(R"(<section class="side" id="{0}" lang="{0}" aria-labelledby="{0}-title">)", name);
  out +=
      fmt::format("\n<h2 id=\"{}-title\">{}</h2>\n<p class=\"lead\">{}</p>\n", name, Text(side.title), Text(side.lead));
  out += fmt::format("<nav aria-label=\"{}\">\n<ol>\n", Text(side.contents));
  for (size_t at = 0; at < side.sections.size(); ++at)
    out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", SectionId(language, at), Text(side.sections[at].title));
  out += "</ol>\n</nav>\n";
  for (size_t at = 0; at < side.sections.size(); ++at) {
    const PageSection& section = side.sections[at];
    out += fmt::format("<section aria-labelledby=\"{0}\">\n<h3 id=\"{0}\">{1}</h3>\n", SectionId(language, at),
                       Text(section.title));
    BlockWriter writer(out);
    for (const PageBlock& block : section.blocks) BOUCLIER_TRY_VOID(std::visit(writer, block));
    out += "</section>\n";
  }
  out += "</section>\n";
  return {};
}

}  // namespace

Result<std::string> WritePage(const PageDocument& page) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; img-src "
      "data:; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
      kPageStyleHash, Text(page.title), kPageStyle);
  out += fmt::format(
      "<a class=\"skip\" href=\"#fr\">Aller au texte</a>\n<header>\n<h1>{}</h1>\n"
      "<nav aria-label=\"Langues\"><a href=\"#fr\" lang=\"fr\">Français</a> · <a href=\"#en\" lang=\"en\">English</a>"
      "</nav>\n</header>\n<main>\n",
      Text(page.title));
  BOUCLIER_TRY_VOID(WriteSide(out, page.french, Language::kFrench));
  BOUCLIER_TRY_VOID(WriteSide(out, page.english, Language::kEnglish));
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace bouclier::report
