// SPDX-License-Identifier: Apache-2.0
#include "words/airlock_terms.h"

#include "words/terms.h"

namespace bouclier::cli {

std::string DisclosureRuleTerm(Language language, const std::string& rule) {
  static const Terms terms = {
      {"small", {"petite cellule", "small cell"}},
      {"small_complement", {"petit complément d'une cellule", "small complement of a cell"}},
      {"few_apart", {"chiffres qui diffèrent de peu de personnes", "numbers few persons apart"}},
      {"second", {"cellule masquée pour en protéger une autre", "cell hidden to protect another"}},
      {"dominance", {"dominance", "dominance"}},
      {"unanimity", {"unanimité", "unanimity"}},
      {"key_of_few", {"clé qui ne dit quelque chose que de peu de personnes", "key of few persons"}},
      {"record_of_few", {"clés qui forment la fiche de peu de personnes", "record of few persons"}},
      {"mean_alone", {"moyenne sans son effectif", "mean without its count"}},
      {"too_many_hidden", {"trop de cellules masquées", "too many hidden cells"}},
      {"computable", {"cellule masquée que l'on pourrait calculer", "hidden cell that could be computed"}},
      {"reopens_release", {"total de cellules masquées dans une sortie", "total of cells that a release hides"}},
      {"near_release", {"trop proche d'une sortie", "too near to a release"}},
      {"near_itself", {"groupes trop proches dans le tableau", "groups too near in the table"}}};
  return TermOf(terms, language, rule);
}

std::string SubmissionStageTerm(Language language, const std::string& stage) {
  static const Terms terms = {{"open", {"en attente", "open"}},
                              {"refused", {"refusée", "refused"}},
                              {"withdrawn", {"retirée", "withdrawn"}},
                              {"released", {"sortie", "released"}}};
  return TermOf(terms, language, stage);
}

std::string SubmissionChangeTerm(Language language, const std::string& change) {
  static const Terms terms = {{"submit", {"demande", "submit"}},       {"change", {"modification", "change"}},
                              {"approve", {"accord", "approve"}},      {"refuse", {"refus", "refuse"}},
                              {"comment", {"commentaire", "comment"}}, {"withdraw", {"retrait", "withdraw"}},
                              {"release", {"sortie", "release"}}};
  return TermOf(terms, language, change);
}

}  // namespace bouclier::cli
