// SPDX-License-Identifier: Apache-2.0
#include "words/refusal_terms.h"

#include <algorithm>
#include <utility>

#include "bouclier/base/check.h"
#include "words/page.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

constexpr std::pair<Refusal, RefusalTerm> kRefusals[] = {
    {Refusal::kOnePersonsValue,
     {{"une médiane, un rang, un extrême ou une liste en tête de la requête",
       "a median, a rank, an extreme or a list at the top"},
      {"une médiane, un minimum, une valeur choisie est la valeur d'une personne",
       "a median, a minimum, a chosen value is the value of one person"},
      {"des effectifs par classe de valeur, ou une moyenne avec son effectif",
       "counts by classes of the value, or a mean with its count"}}},
    {Refusal::kAggregate,
     {{"en tête de la requête, un agrégat qui n'est ni effectif, ni somme, ni moyenne",
       "an aggregate at the top that is neither a count nor a sum nor a mean"},
      {"on ne saurait pas ce que chacun y apporte : il pourrait ne parler que d'une personne",
       "nobody could tell what each person adds to it: it may be about one person alone"},
      {"count, sum et avg, et un calcul sur ceux-ci", "count, sum and avg, and arithmetic on these"}}},
    {Refusal::kMissingCells,
     {{"une condition sur les groupes en tête de la requête", "a condition on groups at the top"},
      {"les cellules qui manquent diraient lesquelles sont petites",
       "the cells that are missing would tell which are small"},
      {"retirez-la : les petites cellules sont masquées de toute façon",
       "leave it out: small cells are hidden anyway"}}},
    {Refusal::kChosenLines,
     {{"un choix de lignes en tête de la requête", "a choice of lines at the top"},
      {"les lignes choisies diraient l'ordre de nombres qui peuvent être masqués",
       "the chosen lines would tell the order of numbers that may be hidden"},
      {"sortez toutes les lignes, et choisissez ensuite", "release all lines and choose afterwards"}}},
    {Refusal::kWindow,
     {{"une fenêtre en tête de la requête", "a window at the top"},
      {"un cumul ou un rang met le nombre d'une cellule dans celui d'une autre : une différence rendrait celle qui est "
       "masquée",
       "a running total or a rank puts one cell's number into another's: a difference would give a hidden one back"},
      {"un calcul sur les nombres d'une même ligne", "arithmetic on the numbers of one line"}}},
    {Refusal::kUnion,
     {{"plusieurs requêtes réunies en tête", "several queries put together at the top"},
      {"un total pourrait se trouver parmi les cellules qui le composent, et rendre celle qui est masquée",
       "a total could stand among the cells that it is made of, and give a hidden one back"},
      {"une requête pour chacune ; ou la réunion dans FROM, dont les lignes sont comptées",
       "one query for each; or the union in FROM, whose rows are counted"}}},
    {Refusal::kTotalsAmongCells,
     {{"des totaux parmi les cellules (ROLLUP, CUBE, GROUPING SETS)",
       "totals among the cells (ROLLUP, CUBE, GROUPING SETS)"},
      {"un total à côté de ses parties rend celle qui est masquée", "a total beside its parts gives a hidden one back"},
      {"demandez les totaux par une requête à part", "ask the totals in a query of their own"}}},
    {Refusal::kNoMeasure,
     {{"une requête sans effectif, somme ni moyenne", "a query without a count, a sum or a mean"},
      {"des valeurs telles quelles : une ligne pourrait être celle d'une personne",
       "values as they stand: a line could be one person's"},
      {"ajoutez count(*), sum(x) ou avg(x)", "add count(*), sum(x) or avg(x)"}}},
    {Refusal::kKeyNotShown,
     {{"une clé de GROUP BY qui n'est pas montrée une fois ou dont deux valeurs se lisent pareil, ou une sortie qui "
       "n'est ni clé ni mesure",
       "a key of GROUP BY that is not shown once or has two values that read alike, or an output that is neither a key "
       "nor a measure"},
      {"une valeur prise à une seule ligne du groupe, ou des groupes que les vérificateurs ne distinguent pas",
       "a value taken from one row of the group, or groups that the reviewers cannot tell apart"},
      {"montrez chaque clé une fois, groupez par tout ce qui n'est pas une mesure, nommez ce qui manque : coalesce(x, "
       "'inconnu')",
       "show each key once, group by all that is no measure, name what is missing: coalesce(x, 'unknown')"}}},
    {Refusal::kNotArithmetic,
     {{"une sortie qui n'est pas un calcul sur des effectifs, des sommes et des moyennes",
       "an output that is no arithmetic on counts, sums and means"},
      {"on ne saurait pas de qui elle parle : elle pourrait rendre un nombre masqué",
       "nobody could tell whom it is about: it may give a hidden number back"},
      {"les opérations + - * / et round, sqrt, ln, exp, power, greatest, least, nullif, coalesce",
       "the operations + - * / and round, sqrt, ln, exp, power, greatest, least, nullif, coalesce"}}},
    {Refusal::kPseudonym,
     {{"une clé ou une somme tirée d'un pseudonyme", "a key or a sum made of a pseudonym"},
      {"une ligne parlerait d'une seule personne, que l'on reconnaîtrait d'une sortie à l'autre",
       "a line would be about one person, who could be found again from release to release"},
      {"groupez par ce que beaucoup partagent ; comptez les personnes par count(DISTINCT NUM_ENQ_IDT)",
       "group by what many share; count persons by count(DISTINCT NUM_ENQ_IDT)"}}},
    {Refusal::kDistinctOfOthers,
     {{"un nombre de choses distinctes qui ne sont pas des personnes",
       "a number of distinct things that are not persons"},
      {"on ne saurait pas qui y compte : une personne pourrait les avoir toutes",
       "nobody could tell who counts in it: one person may have them all"},
      {"count(DISTINCT NUM_ENQ_IDT), ou ces choses pour clés",
       "count(DISTINCT NUM_ENQ_IDT), or these things as keys"}}},
    {Refusal::kNoPerson,
     {{"des lignes qui ne disent pas de qui elles sont", "rows that do not say whose they are"},
      {"une cellule pourrait n'être que d'une personne sans qu'on le voie",
       "a cell could be one person's and nobody would see it"},
      {"joignez une table qui a NUM_ENQ_IDT, par elle ou par LINE_P, et gardez-la dans chaque sous-requête",
       "join a table that has NUM_ENQ_IDT, on it or on LINE_P, and keep it in each subquery"}}},
    {Refusal::kPersonLost,
     {{"une sous-requête qui perd la personne", "a subquery that loses the person"},
      {"ses lignes sont de plusieurs personnes : une cellule pourrait n'en avoir qu'une sans qu'on le voie",
       "its rows are of several persons: a cell could have one and nobody would see it"},
      {"gardez NUM_ENQ_IDT parmi ses groupes et ses colonnes, à la même place de chaque côté",
       "keep NUM_ENQ_IDT among its groups and columns, in the same place of each side"}}},
    {Refusal::kJoin,
     {{"une jointure dont on ne sait pas de qui sont les lignes", "a join of which it is not known whose its rows are"},
      {"une ligne parlerait de deux personnes et n'en compterait qu'une : l'autre ne serait pas protégée",
       "a row would tell of two persons and count one: the other would not be protected"},
      {"une jointure interne ou à gauche, avec ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT ou a.LINE_P = b.LINE_P",
       "an inner or left join, with ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT or a.LINE_P = b.LINE_P"}}},
    {Refusal::kRowsOfNobody,
     {{"une jointure externe qui garde des lignes sans personne", "an outer join that keeps rows of nobody"},
      {"une ligne vide dit qu'il n'y a personne : l'absence d'une seule personne se verrait",
       "an empty row says that nobody is there: that one person is missing would be seen"},
      {"une jointure interne, ou gardez le côté où sont les personnes",
       "an inner join, or keep the side with the persons"}}},
    {Refusal::kDependsOnOthers,
     {{"une partie de la requête où le sort d'une ligne dépend d'autres personnes",
       "a part of the query in which what becomes of a row depends on other persons"},
      {"le nombre d'une cellule parlerait de personnes qui n'y sont pas et que rien ne compte",
       "a cell's number would tell of persons who are not in it and whom nobody counts"},
      {"restez dans les lignes d'une personne : PARTITION BY NUM_ENQ_IDT, WHERE x.NUM_ENQ_IDT = y.NUM_ENQ_IDT, NOT "
       "EXISTS au lieu de NOT IN, un filtre que chaque ligne décide seule",
       "stay in one person's rows: PARTITION BY NUM_ENQ_IDT, WHERE x.NUM_ENQ_IDT = y.NUM_ENQ_IDT, NOT EXISTS in place "
       "of NOT IN, a filter that each row decides by itself"}}},
    {Refusal::kNotRepeatable,
     {{"un calcul qui peut répondre autrement la fois suivante",
       "a computation that may answer otherwise the next time"},
      {"deux réponses un peu différentes à une question : leur différence parle de peu de personnes",
       "two answers a little apart to one question: their difference tells of few persons"},
      {"ce qui ne dépend ni de l'heure ni de l'ordre des lignes : min, max, sum, age(fin, début)",
       "what depends neither on the clock nor on the order of rows: min, max, sum, age(later, earlier)"}}},
    {Refusal::kName,
     {{"un nom qui manque, ou qui peut désigner plusieurs choses",
       "a name that is missing, or may mean several things"},
      {"une autre colonne serait jugée que celle qui sort", "another column would be judged than the one that leaves"},
      {"écrivez table.colonne, et donnez un nom à chaque sortie par AS",
       "write table.column, and give each output a name with AS"}}},
    {Refusal::kUnitLost,
     {{"une partie de la requête qui perd l'unité protégée", "a part of the query that loses the protected unit"},
      {"tout pourrait venir d'un seul établissement ou professionnel sans qu'on le voie",
       "all may come from one establishment or professional, and nobody would see it"},
      {"gardez cette colonne jusqu'en tête, dans SELECT, GROUP BY et PARTITION BY, ou retirez sa table",
       "keep this column up to the top, in SELECT, GROUP BY and PARTITION BY, or leave its table out"}}},
    {Refusal::kNotUnderstood,
     {{"une forme de requête que la plateforme ne comprend pas", "a form of query that the hub does not understand"},
      {"on ne saurait pas qui est dans chaque cellule : il pourrait n'y avoir qu'une personne",
       "nobody could tell who is in each cell: it may be one person"},
      {"un SELECT avec GROUP BY, comme ceux de docs/formats/disclosure.md",
       "a SELECT with GROUP BY, like those of docs/formats/disclosure.md"}}},
    {Refusal::kKeyType,
     {{"une clé d'un type qui n'est pas entier, décimal, texte, date ni booléen",
       "a key of a type that is not whole number, decimal, text, date or boolean"},
      {"un nombre réel ou une durée, avec tous ses chiffres, n'est qu'à une personne",
       "a real number or a duration, with all its digits, is one person's own"},
      {"convertissez-la en entier ou en texte, par classes", "cast it to a whole number or to text, by classes"}}},
    {Refusal::kRealSum,
     {{"une somme ou une moyenne de nombres réels", "a sum or a mean of real numbers"},
      {"la part de chacun n'y est pas exacte : une différence pourrait parler d'une personne",
       "nobody's share of it is exact: a difference may tell of one person"},
      {"convertissez en décimal : sum(x::decimal(18, 2))", "cast to a decimal: sum(x::decimal(18, 2))"}}},
    {Refusal::kSumTooLarge,
     {{"une somme au-delà de 64 bits", "a sum beyond 64 bits"},
      {"la part de chacun ne peut pas être calculée : une personne pourrait faire tout le total",
       "shares of it cannot be computed: one person may make the whole total"},
      {"sommez des nombres plus courts : sum(x::decimal(18, 2))",
       "sum numbers of fewer digits: sum(x::decimal(18, 2))"}}},
    {Refusal::kTooManyCells,
     {{"plus de cellules, ou de personnes dans les cellules, qu'on n'en peut juger",
       "more cells, or more persons in cells, than can be judged"},
      {"tant de cellules font presque une liste de personnes", "so many cells are nearly a list of persons"},
      {"moins de clés, ou des clés plus larges", "fewer or coarser keys"}}},
    {Refusal::kTextNumber,
     {{"un nombre que ni la requête ni une clé ne dit, dans un titre ou un intitulé",
       "a number that neither the query nor a key says, in a title or label"},
      {"un titre peut emporter la valeur d'une cellule masquée", "a title can carry the value of a hidden cell"},
      {"retirez le nombre : les nombres sortent dans le tableau", "leave the number out; numbers leave in the table"}}},
    {Refusal::kTextUnseen,
     {{"un caractère qui ne se voit pas ou peut se lire comme un nombre, ou des blancs de trop",
       "a character that is not seen or may be read as a number, or more blanks than words need"},
      {"ce qu'un vérificateur ne voit pas peut emporter une valeur", "what a reviewer does not see can carry a value"},
      {"lettres du français et de l'anglais, chiffres de 0 à 9, ponctuation courante, un blanc entre deux mots",
       "letters of French and English, digits 0 to 9, common punctuation, one blank between two words"}}},
    {Refusal::kTextForm,
     {{"un texte vide, trop long ou qui n'est pas de l'UTF-8", "a text that is empty, too long or not UTF-8"},
      {"un texte que personne ne lit jusqu'au bout peut emporter des valeurs",
       "a text that nobody reads to its end can carry values"},
      {"quelques mots : au plus 200 octets pour un titre, 100 pour un intitulé, 2000 pour un commentaire",
       "a few words: at most 200 bytes for a title, 100 for a label, 2000 for a comment"}}},
    {Refusal::kLabels,
     {{"un nombre d'intitulés qui n'est pas celui des colonnes", "a number of labels that is not that of the columns"},
      {"une colonne sortirait sous le nom d'une autre : on y lirait autre chose que ce qui a été jugé",
       "a column would leave under another's name: something else would be read in it than what was judged"},
      {"un intitulé par colonne, dans leur ordre", "one label a column, in their order"}}},
    {Refusal::kFormula,
     {{"un intitulé ou une clé qu'un tableur prendrait pour une formule",
       "a label or key that a spreadsheet would take for a formula"},
      {"chez qui ouvre le tableau elle s'exécuterait, et pourrait envoyer ailleurs ce qui est à côté",
       "it would run for whoever opens the table, and could send elsewhere what stands beside it"},
      {"commencez par une lettre", "begin it with a letter"}}},
};

// What was met, and the part of the query that is meant.
std::string Met(const Term& met, const std::string& about) {
  const std::string words(met.french);
  return about.empty() ? words : words + " (" + about + ")";
}

Json BothJson(const Term& term) {
  return Json::Object{{"en", std::string(term.english)}, {"fr", std::string(term.french)}};
}

}  // namespace

const RefusalTerm& RefusalTermOf(Refusal refusal) {
  const auto found = std::ranges::find(kRefusals, refusal, &std::pair<Refusal, RefusalTerm>::first);
  BOUCLIER_CHECK(found != std::end(kRefusals));
  return found->second;
}

std::string RefusalLines(Language language, const Error& error) {
  const RefusalTerm& term = RefusalTermOf(error.refusal);
  const bool french = language == Language::kFrench;
  const std::string why = std::string(french ? term.learns.french : term.learns.english);
  if (!french) {
    const std::string mend = error.hint.empty() ? std::string(term.mend.english) : error.hint;
    return "bouclier: " + error.message + "\n  why: " + Wrapped(why, 4, 7) + "\n  try: " + mend + "\n";
  }
  return "bouclier : refusé : " + Wrapped(Met(term.met, error.about), 2, 20) + "\n  pourquoi : " + Wrapped(why, 4, 13) +
         "\n  remède : " + Wrapped(term.mend.french, 4, 11) + "\n";
}

Json::Object RefusalJson(const Error& error) {
  const RefusalTerm& term = RefusalTermOf(error.refusal);
  return {{"code", std::string(RefusalName(error.refusal))},
          {"about", error.about},
          {"met", BothJson(term.met)},
          {"learns", BothJson(term.learns)},
          {"mend", BothJson(term.mend)}};
}

}  // namespace bouclier::cli
