// SPDX-License-Identifier: Apache-2.0
#include "words/permit_terms.h"

#include <array>

#include "words/terms.h"

namespace bouclier::cli {
namespace {

const Terms& Places() {
  static const Terms terms = {
      {"commune", {"", ""}},
      {"department",
       {"Il ne donne pas la commune de résidence ni celle du décès : le département est le plus fin qu'il donne.",
        "It does not give the commune of residence or of death: the department is the finest it gives."}},
      {"region",
       {"Il ne donne ni la commune ni le département de résidence ou de décès : la région est le plus fin qu'il donne.",
        "It gives neither commune nor department of residence or death: the region is the finest it gives."}},
      {"none",
       {"Il ne donne pas le lieu de résidence ni celui du décès.",
        "It does not give the place of residence or of death."}}};
  return terms;
}

const Terms& Dates() {
  static const Terms terms = {{"birth day", {"", ""}},
                              {"birth month",
                               {"Il ne donne pas le jour de naissance : le mois est le plus fin qu'il donne.",
                                "It does not give the day of birth: the month is the finest it gives."}},
                              {"birth year",
                               {"Il ne donne ni le jour ni le mois de naissance : l'année est le plus fin qu'il donne.",
                                "It gives neither day nor month of birth: the year is the finest it gives."}},
                              {"death day", {"", ""}},
                              {"death month",
                               {"Il ne donne pas le jour du décès : le mois est le plus fin qu'il donne.",
                                "It does not give the day of death: the month is the finest it gives."}},
                              {"death year",
                               {"Il ne donne ni le jour ni le mois du décès : l'année est le plus fin qu'il donne.",
                                "It gives neither day nor month of death: the year is the finest it gives."}},
                              {"care_date day",
                               {"Il ne donne pas l'heure des soins : le jour est le plus fin qu'il donne.",
                                "It does not give the hour of care: the day is the finest it gives."}},
                              {"care_date month",
                               {"Il ne donne pas le jour des soins : le mois est le plus fin qu'il donne.",
                                "It does not give the day of care: the month is the finest it gives."}},
                              {"care_date year",
                               {"Il ne donne ni le jour ni le mois des soins : l'année est le plus fin qu'il donne.",
                                "It gives neither day nor month of care: the year is the finest it gives."}}};
  return terms;
}

}  // namespace

std::string DayText(Language language, const std::string& day) {
  if (day.size() != 10 || day[8] < '0' || day[8] > '3' || day[9] < '0' || day[9] > '9') return day;
  const int number = (day[8] - '0') * 10 + (day[9] - '0');
  const bool first_in_french = number == 1 && language == Language::kFrench;
  return std::to_string(number) + (first_in_french ? "er " : " ") + MonthText(language, day.substr(0, 7));
}

std::string MonthText(Language language, const std::string& month) {
  constexpr std::array<Term, 12> kMonths = {{{"janvier", "January"},
                                             {"février", "February"},
                                             {"mars", "March"},
                                             {"avril", "April"},
                                             {"mai", "May"},
                                             {"juin", "June"},
                                             {"juillet", "July"},
                                             {"août", "August"},
                                             {"septembre", "September"},
                                             {"octobre", "October"},
                                             {"novembre", "November"},
                                             {"décembre", "December"}}};
  if (month.size() != 7 || month[5] < '0' || month[5] > '1' || month[6] < '0' || month[6] > '9') return month;
  const int number = (month[5] - '0') * 10 + (month[6] - '0');
  if (number < 1 || number > 12) return month;
  const Term& name = kMonths[static_cast<size_t>(number - 1)];
  return std::string(language == Language::kFrench ? name.french : name.english) + " " + month.substr(0, 4);
}

std::string StateTerm(Language language, const std::string& state) {
  static const Terms terms = {{"draft", {"projet, non signé", "draft, not signed"}},
                              {"signed", {"signé, non délivré ici", "signed, not issued here"}},
                              {"issued", {"délivré, pas encore en vigueur", "issued, not yet in force"}},
                              {"active", {"en vigueur", "in force"}},
                              {"suspended", {"suspendu", "suspended"}},
                              {"revoked", {"révoqué", "revoked"}},
                              {"ended", {"échu", "ended"}}};
  return TermOf(terms, language, state);
}

std::string BasisTerm(Language language, const std::string& basis) {
  static const Terms terms = {
      {"cnil_authorisation", {"Autorisation de la CNIL", "Authorisation by the CNIL"}},
      {"mr_00x", {"Méthodologie de référence", "Reference methodology"}},
      {"permanent_access", {"Accès permanent par décret", "Permanent access by decree"}},
      {"ehds_68", {"Autorisation de traitement (EEDS, article 68)", "Data permit (EHDS, article 68)"}},
      {"other", {"Autre base légale", "Another legal basis"}}};
  return TermOf(terms, language, basis);
}

std::string ReferenceTerm(Language language, const std::string& kind) {
  static const Terms terms = {{"cesrees_opinion", {"avis du CESREES", "opinion of the CESREES"}},
                              {"cnil_decision", {"décision de la CNIL", "decision of the CNIL"}},
                              {"conformity_declaration", {"déclaration de conformité", "declaration of conformity"}},
                              {"reference_methodology", {"méthodologie de référence", "reference methodology"}},
                              {"decree", {"décret", "decree"}},
                              {"data_permit", {"autorisation de traitement", "data permit"}}};
  return TermOf(terms, language, kind);
}

std::string RoleTerm(Language language, const std::string& role) {
  static const Terms terms = {{"lead", {"responsable scientifique", "lead"}}, {"analyst", {"analyste", "analyst"}}};
  return TermOf(terms, language, role);
}

std::string StepTerm(Language language, const std::string& step) {
  static const Terms terms = {{"as_is", {"", ""}},
                              {"pseudonym", {"pseudonyme", "pseudonym"}},
                              {"to_day", {"au jour", "to the day"}},
                              {"to_month", {"au mois", "to the month"}},
                              {"to_year", {"à l'année", "to the year"}},
                              {"to_region", {"à la région", "to the region"}},
                              {"withheld", {"vide", "empty"}}};
  return TermOf(terms, language, step);
}

std::string ChangeTerm(Language language, const std::string& change) {
  static const Terms terms = {{"issue", {"Délivré", "Issued"}},
                              {"suspend", {"Suspendu", "Suspended"}},
                              {"resume", {"Rétabli", "Resumed"}},
                              {"revoke", {"Révoqué définitivement", "Revoked for good"}}};
  return TermOf(terms, language, change);
}

std::string ReasonTerm(Language language, const std::string& reason) {
  static const Terms terms = {{"asked_by_project", {"à la demande du projet", "asked by the project"}},
                              {"authority", {"décision d'une autorité", "an authority's decision"}},
                              {"decision_withdrawn", {"décision retirée", "the decision was withdrawn"}},
                              {"error", {"erreur", "error"}},
                              {"incident", {"incident", "incident"}},
                              {"misuse", {"usage non conforme", "misuse"}},
                              {"project_ended", {"fin du projet", "the project ended"}},
                              {"settled", {"motif levé", "settled"}}};
  return TermOf(terms, language, reason);
}

std::string PlaceRefusal(Language language, const std::string& step) { return TermOf(Places(), language, step); }

std::string DateRefusal(Language language, std::string_view of_concept, const std::string& step) {
  return TermOf(Dates(), language, std::string(of_concept) + " " + step);
}

}  // namespace bouclier::cli
