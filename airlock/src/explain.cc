// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/explain.h"

#include <algorithm>
#include <set>

#include "bouclier/base/check.h"

namespace bouclier::airlock {
namespace {

using kernels::Finding;
using kernels::Rule;

const InBoth kCoarser = {"take values together (weeks to months, regions to zones), or leave a key out",
                         "regroupez des valeurs (semaines en mois, régions en zones), ou retirez une clé"};
const InBoth kBlank = {"nothing has to be done: the cell leaves blank; " + kCoarser.en + " to show it",
                       "il n'y a rien à faire : la cellule sort vide ; pour la montrer, " + kCoarser.fr};

// How a unit of protection is spoken of: several of it, and one.
struct UnitWords {
  std::string en, en_among, en_one, en_its;
  std::string fr, fr_known, fr_all, fr_other, fr_them, fr_one;
};

const UnitWords& WordsOf(kernels::ProtectionUnit unit) {
  static const UnitWords kPersons = {"persons",
                                     "one who",
                                     "one person",
                                     "hers",
                                     "personnes",
                                     "l'une d'elles pourrait être reconnue",
                                     "toutes ses personnes",
                                     "l'une des autres",
                                     "elles",
                                     "une personne"};
  static const UnitWords kProfessionals = {"professionals",
                                           "one who",
                                           "one professional",
                                           "theirs",
                                           "professionnels",
                                           "l'un d'eux pourrait être reconnu",
                                           "tous ses professionnels",
                                           "l'un des autres",
                                           "eux",
                                           "un professionnel"};
  static const UnitWords kEstablishments = {"establishments",
                                            "one that",
                                            "one establishment",
                                            "its own",
                                            "établissements",
                                            "l'un d'eux pourrait être reconnu",
                                            "tous ses établissements",
                                            "l'un des autres",
                                            "eux",
                                            "un établissement"};
  if (unit == kernels::ProtectionUnit::kProfessional) return kProfessionals;
  return unit == kernels::ProtectionUnit::kEstablishment ? kEstablishments : kPersons;
}

InBoth Percent(uint32_t per_mille) {
  const std::string whole = std::to_string(per_mille / 10), tenths = std::to_string(per_mille % 10);
  if (tenths == "0") return {whole, whole};
  return {whole + "." + tenths, whole + "," + tenths};
}

class Explainer {
 public:
  Explainer(const kernels::OutputTable& table, const Assessment& assessment, const kernels::RuleParameters& rules,
            const std::string& project, Audience audience)
      : table_(table), assessment_(assessment), rules_(rules), project_(project), audience_(audience) {}

  std::vector<Told> Run() {
    std::set<uint32_t> primary;
    for (const Finding& finding : assessment_.findings)
      if (finding.effect == kernels::Effect::kHide && finding.rule != Rule::kDerived && finding.cell &&
          primary.insert(*finding.cell).second)
        TellHidden(finding);
    for (uint32_t cell = 0; cell < assessment_.hidden.size(); ++cell)
      if (assessment_.hidden[cell] && !primary.contains(cell)) TellSecond(cell);
    for (const Finding& finding : assessment_.findings)
      if (finding.effect == kernels::Effect::kRefuse) TellRefusal(finding);
    if (!assessment_.safe) TellComputable();
    for (const Reopened& reopened : assessment_.reopened) TellReopened(reopened);
    for (const NearHit& hit : assessment_.hits) TellNear(hit);
    return std::move(out_);
  }

 private:
  std::string threshold() const { return std::to_string(rules_.threshold.value); }
  InBoth CellName(uint32_t cell) const {
    return {kernels::CellName(table_, cell, kernels::kEnglishNames),
            kernels::CellName(table_, cell, kernels::kFrenchNames)};
  }
  InBoth GroupName(const kernels::ComparedGroup& group) const {
    return {kernels::GroupName(table_, group, kernels::kEnglishNames),
            kernels::GroupName(table_, group, kernels::kFrenchNames)};
  }

  Told& Add(std::string rule, bool refuses, InBoth where, InBoth learns, InBoth mend) {
    Told told;
    told.rule = std::move(rule);
    told.refuses = refuses;
    told.where = std::move(where);
    told.learns = std::move(learns);
    told.mend = std::move(mend);
    return out_.emplace_back(std::move(told));
  }

  void TellHidden(const Finding& finding) {
    if (finding.rule == Rule::kFewApart) return TellFewApart(finding);
    BOUCLIER_CHECK(finding.rule == Rule::kSmall || finding.rule == Rule::kSmallComplement);
    const UnitWords& words = WordsOf(finding.unit);
    const std::string limit = std::to_string(finding.limit.value);
    const std::string en = finding.column.empty() ? " are in it" : " add to " + finding.column;
    const std::string fr = finding.column.empty() ? " y sont" : " comptent dans " + finding.column;
    Told& told = finding.rule == Rule::kSmallComplement
                     ? Add("small_complement", false, CellName(*finding.cell),
                           {"all but fewer than " + limit + " " + words.en + " of it" + en +
                                ": whoever knows one of the others would know of them",
                            words.fr_all + " sauf moins de " + limit + fr + " : qui connaît " + words.fr_other +
                                " en saurait plus sur " + words.fr_them},
                           kBlank)
                     : Add("small", false, CellName(*finding.cell),
                           {"fewer than " + limit + " " + words.en + en + ": " + words.en_among +
                                " is known to be among them could be recognised",
                            "moins de " + limit + " " + words.fr + (finding.column.empty() ? fr : " qui" + fr) + " : " +
                                words.fr_known},
                           kBlank);
    Note(told, finding);
  }

  static void Note(Told& told, const Finding& finding) {
    told.cell = finding.cell;
    told.column = finding.column;
    told.limit = finding.limit;
    told.unit = finding.unit;
  }

  void TellFewApart(const Finding& finding) {
    const UnitWords& words = WordsOf(finding.unit);
    const std::string limit = std::to_string(finding.limit.value);
    Told& told = Add(
        "few_apart", false, CellName(*finding.cell),
        {"its numbers, one taken from another or from what all add alike, tell of fewer than " + limit + " " + words.en,
         "ses chiffres, l'un ôté de l'autre ou de ce que tous y ajoutent pareillement, parlent de moins de " + limit +
             " " + words.fr},
        {"nothing has to be done: the cell leaves blank; ask for one of the numbers only to show it",
         "il n'y a rien à faire : la cellule sort vide ; pour la montrer, ne demandez qu'un des chiffres"});
    Note(told, finding);
  }

  // Blank or not, a reader knows that a cell of nobody is one.
  void TellFewOfNobody(const Finding& finding) {
    const UnitWords& words = WordsOf(finding.unit);
    const std::string limit = std::to_string(finding.limit.value);
    Note(Add("small", true, CellName(*finding.cell),
             {"its rows are of no person, and its numbers of fewer than " + limit + " " + words.en,
              "ses lignes ne sont de personne, et ses chiffres de moins de " + limit + " " + words.fr},
             {"leave out rows without a person: WHERE NUM_ENQ_IDT IS NOT NULL",
              "retirez les lignes sans personne : WHERE NUM_ENQ_IDT IS NOT NULL"}),
         finding);
  }

  void TellSecond(uint32_t cell) {
    const KnownTotal* known = KnownOf(cell);
    const InBoth among = Among(known);
    Told& told = Add("second", false, CellName(cell),
                     {"beside totals" + among.en + " it would give back a cell that is hidden",
                      "à côté des totaux" + among.fr + " elle permettrait de retrouver une cellule masquée"},
                     kBlank);
    told.cell = cell;
    told.limit = rules_.threshold;
    if (known != nullptr) TellWhose(told, known->release, known->project);
  }

  // A released total over the cell (none: over any) and another hidden one; best one whose release may be told.
  const KnownTotal* KnownOf(std::optional<uint32_t> cell) const {
    const KnownTotal* found = nullptr;
    for (const KnownTotal& known : assessment_.known) {
      const bool over = !cell || std::ranges::find(known.cells, *cell) != known.cells.end();
      const bool another = std::ranges::any_of(
          known.cells, [&](uint32_t other) { return other != cell && assessment_.hidden.at(other); });
      if (over && another && (found == nullptr || (!MayTell(found->project) && MayTell(known.project)))) found = &known;
    }
    return found;
  }
  InBoth Among(const KnownTotal* known) const {
    if (known == nullptr) return {};
    const InBoth there = Released(known->there, known->release, known->project);
    return {" (among them " + there.en + ")", " (dont " + there.fr + ")"};
  }

  // Which release it is, for those who may know.
  bool MayTell(const std::string& project) const { return audience_ == Audience::kReviewer || project == project_; }
  InBoth Released(const InBoth& name, uint64_t release, const std::string& project) const {
    if (!MayTell(project)) return {"a figure that was released before", "un chiffre déjà sorti"};
    InBoth there = {name.en + " of release " + std::to_string(release),
                    name.fr + " de la sortie nº " + std::to_string(release)};
    if (project != project_) there = {there.en + " of " + project, there.fr + " de " + project};
    return there;
  }
  void TellWhose(Told& told, uint64_t release, const std::string& project) const {
    if (!MayTell(project)) return;
    told.release = release;
    told.project = project;
  }

  void TellRefusal(const Finding& finding) {
    const InBoth where = finding.cell ? CellName(*finding.cell) : InBoth{"the whole table", "tout le tableau"};
    const InBoth percent = Percent(finding.limit.value);
    Told* told = nullptr;
    if (finding.rule == Rule::kSmall || finding.rule == Rule::kSmallComplement || finding.rule == Rule::kFewApart)
      return TellFewOfNobody(finding);
    if (finding.rule == Rule::kDominance) {
      const UnitWords& words = WordsOf(finding.unit);
      told = &Add("dominance", true, where,
                  {words.en_one + " makes more than " + percent.en + " % of " + finding.column +
                       ": the total nearly tells " + words.en_its,
                   words.fr_one + " fait plus de " + percent.fr + " % de " + finding.column +
                       " : le total dit presque le sien"},
                  {kCoarser.en + "; or show a count instead of the sum",
                   kCoarser.fr + " ; ou montrez un effectif au lieu de la somme"});
    } else if (finding.rule == Rule::kUnanimity) {
      told =
          &Add("unanimity", true, where,
               {finding.limit.value == 0
                    ? "nobody of it has " + finding.column + ": so whoever is in it has it not"
                    : "everybody has it (" + finding.column + "): so whoever is known to be in it has it",
                finding.limit.value == 0 ? "personne n'y a " + finding.column + " : qui en fait partie ne l'a donc pas"
                                         : "tout le monde l'a (" + finding.column + ") : qui en fait partie l'a donc"},
               kCoarser);
    } else if (finding.rule == Rule::kMeanAlone) {
      told = &TellMeanAlone(finding);
    } else if (finding.rule == Rule::kKeyOfFew || finding.rule == Rule::kRecordOfFew) {
      told = &TellKeys(finding, where);
    } else {
      BOUCLIER_CHECK(finding.rule == Rule::kTooManyHidden);
      told =
          &Add("too_many_hidden", true, where,
               {std::to_string(finding.seen) + " of " + std::to_string(assessment_.hidden.size()) +
                    " cells would be blank; the limit is " + percent.en + " %",
                std::to_string(finding.seen) + (finding.seen == 1 ? " cellule sur " : " cellules sur ") +
                    std::to_string(assessment_.hidden.size()) +
                    (finding.seen == 1 ? " serait vide ; la limite est de " : " seraient vides ; la limite est de ") +
                    percent.fr + " %"},
               kCoarser);
    }
    Note(*told, finding);
  }

  Told& TellMeanAlone(const Finding& finding) {
    return Add("mean_alone", true, {"column " + finding.column, "colonne " + finding.column},
               {"a mean without the number that it is taken over: it does not say whether it is of many, and whoever "
                "knows the number has the sum",
                "une moyenne sans l'effectif sur lequel elle porte : elle ne dit pas si elle est de beaucoup de "
                "personnes, et qui connaît l'effectif a la somme"},
               {"show its count in the same table: add count(DISTINCT NUM_ENQ_IDT) AS n, of the persons that the mean "
                "is taken over (FILTER (WHERE … IS NOT NULL)), or count(…) of what it is a mean of",
                "montrez son effectif dans le même tableau : ajoutez count(DISTINCT NUM_ENQ_IDT) AS n, des personnes "
                "sur lesquelles elle porte (FILTER (WHERE … IS NOT NULL)), ou count(…) de ce dont elle est la "
                "moyenne"});
  }

  // The number is blank, its keys are not.
  Told& TellKeys(const Finding& finding, const InBoth& where) {
    const UnitWords& words = WordsOf(finding.unit);
    const std::string limit = std::to_string(finding.limit.value);
    if (finding.rule == Rule::kRecordOfFew)
      return Add("record_of_few", true, where,
                 {"its number is blank and its keys are not: each of " + finding.column +
                      " has a value there that fewer than " + limit + " " + words.en +
                      " have, so that who is known by one is told the other",
                  "son chiffre est vide, ses clés ne le sont pas : chacune de " + finding.column +
                      " y a une valeur que moins de " + limit + " " + words.fr +
                      " ont, et qui en connaît une apprend l'autre"},
                 {"take the rare values of one of them together, or filter them out, or leave a key out",
                  "regroupez les valeurs rares de l'une d'elles, ou filtrez-les, ou retirez une clé"});
    return Add(
        "key_of_few", true, where,
        {"its number is blank and its key is not: what " + finding.column + " says there, it says of fewer than " +
             limit + " " + words.en + ", and it is more than one column's value",
         "son chiffre est vide, sa clé ne l'est pas : ce que dit là " + finding.column + " ne vaut que pour moins de " +
             limit + " " + words.fr + ", et c'est plus que la valeur d'une colonne"},
        {"make the rare values of " + finding.column +
             " one value (other), or take a coarser class; a column as it stands, its week or its class may be rare",
         "réunissez les valeurs rares de " + finding.column +
             " en une seule (autre), ou prenez une classe plus large ; une colonne telle quelle, sa semaine ou sa "
             "classe peuvent être rares"});
  }

  void TellComputable() {
    const KnownTotal* known = KnownOf(std::nullopt);
    const InBoth among = Among(known);
    Told& told = Add(
        "computable", true, {"the whole table", "tout le tableau"},
        {"what is hidden could be computed from what is shown, or from totals that were released" + among.en,
         "ce qui est masqué pourrait être calculé à partir de ce qui est montré, ou de totaux déjà sortis" + among.fr},
        kCoarser);
    told.limit = rules_.threshold;
    if (known != nullptr) TellWhose(told, known->release, known->project);
  }

  void TellReopened(const Reopened& reopened) {
    const InBoth there = Released(reopened.there, reopened.release, reopened.project);
    Told& told = Add("reopens_release", true, GroupName(reopened.group),
                     {"it tells the number of " + there.en +
                          ", where cells are hidden: with all that has left, one of these could be computed",
                      "il donne l'effectif de " + there.fr +
                          ", où des cellules sont masquées : avec tout ce qui est sorti, l'une d'elles se calculerait"},
                     {"ask for other groups than totals of that table: " + kCoarser.en,
                      "demandez d'autres groupes que les totaux de ce tableau : " + kCoarser.fr});
    told.limit = rules_.threshold;
    TellWhose(told, reopened.release, reopened.project);
  }

  void TellNearItself(const NearHit& hit) {
    Add("near_itself", true, GroupName(hit.group),
        {"it differs by fewer than " + threshold() + " persons from " + hit.there.en +
             " of this same table: one number taken from the other tells of these",
         "il s'en faut de moins de " + threshold() + " personnes avec " + hit.there.fr +
             " de ce même tableau : un chiffre ôté de l'autre parle d'elles"},
        {"make groups in which a person stands once, or that differ by " + threshold() + " persons or more",
         "formez des groupes où chaque personne ne figure qu'une fois, ou qui diffèrent d'au moins " + threshold() +
             " personnes"})
        .limit = rules_.threshold;
  }

  void TellNear(const NearHit& hit) {
    if (hit.release == 0) return TellNearItself(hit);
    const InBoth there = Released(hit.there, hit.release, hit.project);
    Told& told = Add("near_release", true, GroupName(hit.group),
                     {"it differs by fewer than " + threshold() + " persons from " + there.en +
                          ": one number taken from the other tells of these",
                      "il s'en faut de moins de " + threshold() + " personnes avec " + there.fr +
                          " : un chiffre ôté de l'autre parle d'elles"},
                     {"use the same persons as what was released, or change them by " + threshold() + " or more",
                      "gardez les mêmes personnes que ce qui est sorti, ou changez-en " + threshold() + " ou plus"});
    told.limit = rules_.threshold;
    TellWhose(told, hit.release, hit.project);
  }

  const kernels::OutputTable& table_;
  const Assessment& assessment_;
  const kernels::RuleParameters& rules_;
  const std::string& project_;
  const Audience audience_;
  std::vector<Told> out_;
};

}  // namespace

std::vector<Told> Explain(const kernels::OutputTable& table, const Assessment& assessment,
                          const kernels::RuleParameters& rules, const std::string& project, Audience audience) {
  return Explainer(table, assessment, rules, project, audience).Run();
}

}  // namespace bouclier::airlock
