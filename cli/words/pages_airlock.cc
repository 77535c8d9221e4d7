// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "words/airlock_terms.h"
#include "words/page.h"
#include "words/pages.h"
#include "words/table_text.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

bool InFrench(const Json& data) { return TextIn(data, "lang") == "fr"; }
Language LanguageOf(const Json& data) { return InFrench(data) ? Language::kFrench : Language::kEnglish; }

std::string Say(const Json& data, const Json& words) { return TextIn(words, InFrench(data) ? "fr" : "en"); }

std::string VerdictLine(const Json& data) {
  const std::string verdict = TextIn(data, "verdict");
  const uint64_t hidden = CountIn(data, "hidden"), cells = CountIn(data, "cells");
  if (InFrench(data)) {
    if (verdict == "pass")
      return cells == 1 ? "Peut sortir : la cellule est montrée.\n"
                        : fmt::format("Peut sortir : les {} cellules sont montrées.\n", cells);
    if (verdict == "refused") return "Refusé.\n";
    return fmt::format("Peut sortir ; cellules masquées : {} sur {}.\n", hidden, cells);
  }
  if (verdict == "pass") return fmt::format("It may leave: all {} are shown.\n", Counted(cells, "cell"));
  if (verdict == "refused") return "It is refused.\n";
  return fmt::format("It may leave with {} of {} hidden.\n", hidden, Counted(cells, "cell"));
}

constexpr size_t kMostPlaces = 12;

// What is said of several places alike.
struct Saying {
  std::string rule, learns, mend, origin;
  std::vector<std::string> places;
};

// Who asks for the rule. A permit's words are in the language of whoever wrote it.
std::string OriginIn(const Json& data, const Json& told) {
  const std::string french = InFrench(data) ? TextIn(told, "origin_fr") : "";
  return french.empty() ? TextIn(told, "origin") : french;
}

std::vector<Saying> Sayings(const Json& data, bool refuses) {
  std::vector<Saying> out;
  for (const Json& one : ListIn(data, "told")) {
    if ((TextIn(one, "effect") == "refuses") != refuses) continue;
    const std::string learns = Say(data, In(one, "learns"));
    auto same = std::ranges::find(out, learns, &Saying::learns);
    if (same == out.end())
      same = out.insert(out.end(), {TextIn(one, "rule"), learns, Say(data, In(one, "mend")), OriginIn(data, one), {}});
    same->places.push_back(Say(data, In(one, "where")));
  }
  return out;
}

// Where, what an outsider would learn, how to mend it.
std::string SayingText(const Json& data, const Saying& saying) {
  const bool french = InFrench(data);
  std::string places;
  for (size_t i = 0; i < saying.places.size() && i < kMostPlaces; ++i)
    places += (i == 0 ? "" : "; ") + saying.places[i];
  if (saying.places.size() > kMostPlaces)
    places += (french ? " et " : " and ") + std::to_string(saying.places.size() - kMostPlaces) +
              (french ? " autres" : " more");
  std::string out = fmt::format("  - {}\n", Wrapped(places + (french ? " : " : ": ") + saying.learns + ".", 4, 4));
  out += fmt::format("    {}\n", Wrapped((french ? "Remède : " : "Mend: ") + saying.mend + ".", 4, 4));
  if (saying.origin.empty()) return out;
  return out +
         fmt::format("    {}\n", Wrapped((french ? "Règle : " : "Rule: ") +
                                             DisclosureRuleTerm(LanguageOf(data), saying.rule) + ", " + saying.origin,
                                         4, 4));
}

constexpr size_t kMostSayings = 6;

// The refusals first.
std::string ToldLines(const Json& data) {
  std::string out;
  for (const bool refuses : {true, false}) {
    const std::vector<Saying> sayings = Sayings(data, refuses);
    for (size_t i = 0; i < sayings.size() && i < kMostSayings; ++i) out += SayingText(data, sayings[i]);
    if (sayings.size() <= kMostSayings) continue;
    const std::string more = std::to_string(sayings.size() - kMostSayings);
    out += InFrench(data) ? "  … et " + more + " autres (--json les dit toutes)\n"
                          : "  … and " + more + " more (--json tells all)\n";
  }
  return out;
}

std::string MendLines(const Json& data) {
  std::string out;
  for (const Json& mend : ListIn(data, "mends")) {
    std::string values;
    for (const Json& value : ListIn(mend, "values")) {
      if (values.size() > 60) {
        values += ", …";
        break;
      }
      values += (values.empty() ? "" : ", ") + (value.if_string() == nullptr ? std::string() : *value.if_string());
    }
    const bool all = TextIn(mend, "judged") == "all";
    out += InFrench(data) ? fmt::format("{} : {} par {} ({})\n", all ? "Passerait" : "Assez de personnes",
                                        TextIn(mend, "dimension"), CountIn(mend, "width"), values)
                          : fmt::format("{}: {} taken {} together ({})\n", all ? "Would pass" : "Enough persons",
                                        TextIn(mend, "dimension"), CountIn(mend, "width"), values);
  }
  return out;
}

std::string ComparedLine(const Json& data) {
  const Json& compared = In(data, "compared");
  return InFrench(data)
             ? fmt::format("Groupes comparés : {} ; groupes déjà sortis : {} (sorties : {}).\n",
                           CountIn(compared, "groups"), CountIn(compared, "released_groups"),
                           CountIn(compared, "releases"))
             : fmt::format("{} compared with {} of {}.\n", Counted(CountIn(compared, "groups"), "group"),
                           CountIn(compared, "released_groups"), Counted(CountIn(compared, "releases"), "release"));
}

// What an outsider could compute of what is hidden; reviewers alone are told.
std::string AuditLine(const Json& data) {
  const Json& audit = In(data, "audit");
  if (audit.if_object() == nullptr) return "";
  const bool french = InFrench(data);
  const Json& narrowest = In(audit, "narrowest");
  const std::string where = Say(data, In(narrowest, "where"));
  std::string known;
  if (narrowest.if_object() == nullptr)
    known = french ? "aucun total sorti ou qui pourrait sortir ne borne ces dernières"
                   : "no total that left or may leave bounds these";
  else if (narrowest.Find("low") != nullptr)
    known = fmt::format(
        fmt::runtime(
            french
                ? "au plus près, avec les totaux sortis et ceux qui pourraient sortir, un tiers calculerait de {} à {} "
                  "personnes ({})"
                : "at the narrowest, with the totals that left or may leave, an outsider could compute {} to {} "
                  "persons ({})"),
        CountIn(narrowest, "low"), CountIn(narrowest, "high"), where);
  else
    known = fmt::format(
        fmt::runtime(french ? "au plus près, pour un tiers, au moins {} effectifs restent possibles ({})"
                            : "at the narrowest, at least {} numbers of persons stay possible to an outsider ({})"),
        CountIn(narrowest, "open"), where);
  return Wrapped(fmt::format(fmt::runtime(french ? "Cellules masquées : {}, dont {} par une règle ; {}."
                                                 : "Hidden cells: {}, of these {} by a rule; {}."),
                             CountIn(audit, "hidden"), CountIn(audit, "by_rule"), known),
                 0, 2) +
         "\n";
}

// Units that the permit protects beside persons: a query in which none stand is told so.
std::string ProtectLines(const Json& data) {
  const bool french = InFrench(data);
  std::string out;
  for (const Json& rule : ListIn(data, "protect")) {
    const bool professional = TextIn(rule, "unit") == "professional";
    const char* fr = professional ? "Professionnels" : "Établissements";
    const char* en = professional ? "Professionals" : "Establishments";
    std::string columns;
    for (const Json& column : ListIn(rule, "counted"))
      columns += (columns.empty() ? "" : ", ") + (column.if_string() == nullptr ? std::string() : *column.if_string());
    const std::string how = !columns.empty() ? (french ? ", comptés par " : ", counted by ") + columns
                            : french         ? " ; aucune table de cette requête ne les dit"
                                             : "; no table of this query tells them";
    const std::string line = fmt::format(fmt::runtime(french ? "{} protégés aussi, à partir de {} par cellule{} ({})."
                                                             : "{} are protected too, {} or more in a cell{} ({})."),
                                         french ? fr : en, CountIn(rule, "threshold"), how, TextIn(rule, "origin"));
    out += Wrapped(line, 0, 2) + "\n";
  }
  return out;
}

std::string VerdictText(const Json& data) {
  return VerdictLine(data) + ToldLines(data) + MendLines(data) + AuditLine(data) + ProtectLines(data) +
         ComparedLine(data);
}

std::string TableOf(const Json& data) {
  const Json& table = In(data, "table");
  if (table.if_object() == nullptr) return "";
  return TableText(table, InFrench(data) ? "masquée" : "hidden") + "\n";
}

std::string SubmissionLine(const Json& submission, Language language) {
  const char* form = language == Language::kFrench ? "{}  {}  version {}, accords : {} sur {}  {}\n"
                                                   : "{}  {}  version {}, {} of {} approvals  {}\n";
  return fmt::format(fmt::runtime(form), TextIn(submission, "submission"),
                     SubmissionStageTerm(language, TextIn(submission, "stage")), CountIn(submission, "version"),
                     ListIn(submission, "approvals").size(), CountIn(submission, "needed"),
                     TextIn(submission, "title"));
}

std::string StepLines(const Json& data) {
  const Language language = LanguageOf(data);
  std::string out;
  for (const Json& step : ListIn(data, "steps")) {
    out += fmt::format("  {:>6}  {}  {:<{}}  {} {}, version {}\n", CountIn(step, "entry"), TextIn(step, "time"),
                       SubmissionChangeTerm(language, TextIn(step, "change")), language == Language::kFrench ? 12 : 9,
                       language == Language::kFrench ? "personne nº" : "person no.", CountIn(step, "actor"),
                       CountIn(step, "version"));
    const std::string words = TextIn(step, "words");
    if (!words.empty()) out += fmt::format("          {}\n", Wrapped(words, 10, 10));
  }
  return out;
}

}  // namespace

std::string AirlockCheckPage(const Json& data) {
  return TableOf(data) + VerdictText(data) +
         fmt::format(
             fmt::runtime(InFrench(data) ? "Rien n'a été demandé à personne (requête {}, écriture nº {} du registre).\n"
                                         : "Nothing was asked of anybody (query {}, ledger entry {}).\n"),
             CountIn(data, "query"), CountIn(data, "ledger_index"));
}

std::string AirlockSubmitPage(const Json& data) {
  const Json& submission = In(data, "submission");
  return VerdictText(data) +
         fmt::format(fmt::runtime(InFrench(data) ? "{} attend {} vérificateurs (écriture nº {} du registre).\n"
                                                 : "{} waits for {} reviewers (ledger entry {}).\n"),
                     TextIn(submission, "submission"), CountIn(submission, "needed"), CountIn(data, "ledger_index"));
}

std::string AirlockListPage(const Json& data) {
  std::string out;
  const bool french = InFrench(data);
  for (const Json& submission : ListIn(data, "submissions")) out += SubmissionLine(submission, LanguageOf(data));
  const std::string why = TextIn(data, french ? "why_empty_fr" : "why_empty");
  if (why.empty()) return out;
  out += fmt::format(fmt::runtime(french ? "Rien n'attend : {}.\n" : "Nothing waits: {}.\n"), why);
  const uint64_t closed = CountIn(data, "closed");
  if (closed > 0)
    out += fmt::format(fmt::runtime(french ? "Closes : {} ; --all les montre.\n" : "{} closed: --all shows them.\n"),
                       closed);
  return out;
}

std::string AirlockReviewPage(const Json& data) {
  const bool judged = !TextIn(data, "verdict").empty();
  std::string out = SubmissionLine(In(data, "submission"), LanguageOf(data));
  if (judged) out += "\n" + TableOf(data) + VerdictText(data) + "\n" + TextIn(data, "text") + "\n\n";
  return out + StepLines(data);
}

std::string AirlockWithdrawPage(const Json& data) {
  return fmt::format(fmt::runtime(InFrench(data) ? "{} est retirée (écriture nº {} du registre).\n"
                                                 : "{} is withdrawn (ledger entry {}).\n"),
                     TextIn(In(data, "submission"), "submission"), CountIn(data, "ledger_index"));
}

std::string AirlockReleasePage(const Json& data) {
  const Json& submission = In(data, "submission");
  const bool french = InFrench(data);
  std::string out =
      fmt::format(fmt::runtime(french ? "{} est la sortie nº {} de sa base, dans {} (écriture nº {} du registre).\n"
                                      : "{} is release {} of its base, in {} (ledger entry {}).\n"),
                  TextIn(submission, "submission"), CountIn(submission, "release"), TextIn(data, "file"),
                  CountIn(data, "ledger_index"));
  if (!TextIn(data, "csv").empty()) out += Line(french ? "tableau" : "table", TextIn(data, "csv"));
  if (!TextIn(data, "svg").empty()) out += Line(french ? "dessin" : "drawing", TextIn(data, "svg"));
  return out + (french ? "À vérifier par : " : "Check it with: ") + "bouclier-verify certificate " +
         TextIn(data, "file") + " --vkey FILE\n";
}

std::string AirlockHistoryPage(const Json& data) {
  return SubmissionLine(In(data, "submission"), LanguageOf(data)) + StepLines(data);
}

}  // namespace bouclier::cli
