// SPDX-License-Identifier: Apache-2.0
#include "words/permit_sentences.h"

#include <fmt/format.h>

#include <algorithm>

#include "words/page.h"
#include "words/pages.h"
#include "words/permit_terms.h"

namespace bouclier::cli {

using crypto::Json;

namespace {

std::vector<std::string> TextsIn(const Json& json, std::string_view key) {
  std::vector<std::string> out;
  for (const Json& item : ListIn(json, key))
    if (item.if_string() != nullptr) out.push_back(*item.if_string());
  return out;
}

}  // namespace

PermitSentences::PermitSentences(Language language, const Json& data)
    : language_(language), data_(data), document_(In(data, "document")) {}

std::string PermitSentences::Say(std::string_view french, std::string_view english) const {
  return std::string(language_ == Language::kFrench ? french : english);
}
std::string PermitSentences::Colon() const { return Say(" : ", ": "); }
void PermitSentences::Heading(std::string_view french, std::string_view english) {
  parts_.push_back({Say(french, english), {}});
}
void PermitSentences::Line(const std::string& sentence) { parts_.back().sentences.push_back({sentence}); }
std::string PermitSentences::Day(const Json& json, std::string_view key) const {
  return DayText(language_, TextIn(json, key));
}
std::string PermitSentences::Joined(const std::vector<std::string>& items) const {
  std::string out;
  for (size_t i = 0; i < items.size(); ++i)
    out += (i == 0 ? "" : i + 1 == items.size() ? Say(" et ", " and ") : ", ") + items[i];
  return out;
}

std::string PermitSentences::Title() const {
  return fmt::format("{} {}, version {}{}{}", Say("PERMIS", "PERMIT"), TextIn(data_, "permit"),
                     CountIn(data_, "version"), Colon(), StateTerm(language_, TextIn(data_, "state")));
}

std::string PermitSentences::Page() {
  std::string out = Title() + "\n";
  for (const PermitPart& part : Parts()) {
    out += "\n" + part.heading + "\n";
    for (const PermitPart::Sentence& one : part.sentences)
      out += "  " + (one.whole ? one.text : Wrapped(one.text, 4, 2)) + "\n";
  }
  return out;
}

std::vector<PermitPart> PermitSentences::Parts() {
  parts_.clear();
  Purpose();
  Legal();
  Times();
  People();
  Tables();
  Rows();
  Refusals();
  Life();
  return std::move(parts_);
}

void PermitSentences::Purpose() {
  Heading("Objet", "Purpose");
  const Json& project = In(document_, "project");
  Line(fmt::format(fmt::runtime(Say("Le permis est donné au projet « {} » ({}). Le responsable de traitement est {}.",
                                    "The permit is given to the project “{}” ({}). The controller is {}.")),
                   TextIn(project, "title"), TextIn(project, "id"), TextIn(document_, "controller")));
  for (const Json& use : ListIn(document_, "purposes"))
    Line(fmt::format("{} {} ({}).", Say("Finalité :", "Purpose:"), TextIn(use, "text"), TextIn(use, "rule")));
  for (const Json& use : ListIn(document_, "prohibited_uses"))
    Line(fmt::format("{} {} ({}).", Say("Usage interdit :", "Prohibited use:"), TextIn(use, "text"),
                     TextIn(use, "rule")));
}

void PermitSentences::Legal() {
  Heading("Base légale", "Legal basis");
  const Json& legal = In(document_, "legal");
  std::vector<std::string> references;
  for (const Json& reference : ListIn(legal, "references"))
    references.push_back(fmt::format(fmt::runtime(Say("{} nº {} du {}", "{} no. {} of {}")),
                                     ReferenceTerm(language_, TextIn(reference, "kind")), TextIn(reference, "number"),
                                     Day(reference, "date")));
  Line(fmt::format("{}{}{}.", BasisTerm(language_, TextIn(legal, "basis")), Colon(), Joined(references)));
  if (const std::string note = TextIn(legal, "note"); !note.empty()) Line(note);
  Line(fmt::format(fmt::runtime(Say("Convention nº {}.", "Convention no. {}.")), TextIn(legal, "convention")));
  if (!TextIn(legal, "valid_until").empty())
    Line(fmt::format(fmt::runtime(Say("La décision vaut jusqu'au {}.", "The decision holds until {}.")),
                     Day(legal, "valid_until")));
}

void PermitSentences::Times() {
  Heading("Durée", "Duration");
  Line(fmt::format(fmt::runtime(Say("L'accès est ouvert du {} au {}, ces deux jours compris.",
                                    "Access is open from {} to {}, both days included.")),
                   Day(document_, "start"), Day(document_, "end")));
  Line(fmt::format(fmt::runtime(Say("L'extrait est à détruire le {}. Les résultats sont à publier au plus tard le {}.",
                                    "The extract is to be destroyed on {}. Results are to be published by {}.")),
                   Day(document_, "deletion"), Day(document_, "publication_due")));
}

void PermitSentences::People() {
  Heading("Personnes", "People");
  for (const Json& person : ListIn(document_, "people")) {
    std::vector<std::string> roles;
    for (const std::string& role : TextsIn(person, "roles")) roles.push_back(RoleTerm(language_, role));
    const auto dated = [&](std::string_view key, std::string_view french, std::string_view english,
                           std::string_view french_none, std::string_view english_none) {
      return TextIn(person, key).empty() ? Say(french_none, english_none)
                                         : Say(french, english) + " " + Day(person, key);
    };
    Line(fmt::format(
        "{} {} ({}), {}{}{}, {}, {}.", Say("Personne nº", "Person no."), CountIn(person, "actor"),
        TextIn(person, "issuer"), Joined(roles), Colon(),
        dated("terms_signed", "conditions d'utilisation signées le", "terms of use signed on",
              "conditions d'utilisation NON SIGNÉES", "terms of use NOT SIGNED"),
        dated("training", "formation suivie le", "trained on", "formation non renseignée", "training not recorded"),
        dated("habilitation_until", "habilitation jusqu'au", "habilitation until", "SANS HABILITATION",
              "WITHOUT HABILITATION")));
  }
}

std::string PermitSentences::ColumnText(const Json& column) const {
  const std::string step = StepTerm(language_, TextIn(column, "step"));
  return TextIn(column, "name") + (step.empty() ? "" : " (" + step + ")");
}

void PermitSentences::Tables() {
  Heading("Ce qu'il donne", "What it gives");
  const int64_t* number = In(document_, "snapshot").if_int();
  Line(fmt::format("{} {}, {}.", Say("De la base", "Of the base"), TextIn(document_, "base"),
                   number == nullptr ? Say("l'instantané le plus récent au jour de l'extraction",
                                           "the newest snapshot on the day of the extract")
                                     : fmt::format("{} {}", Say("l'instantané nº", "snapshot no."), *number)));
  for (const Json& table : ListIn(data_, "tables")) {
    std::vector<std::string> columns;
    for (const Json& column : ListIn(table, "columns")) columns.push_back(ColumnText(column));
    Line(fmt::format("{}{}{} {}{}{}.", TextIn(table, "table"), Colon(), columns.size(),
                     columns.size() == 1 ? Say("colonne", "column") : Say("colonnes", "columns"), Colon(),
                     Joined(columns)));
  }
}

void PermitSentences::CareRows() {
  const Json& dates = In(In(document_, "rows"), "care_dates");
  if (!dates.is_null())
    Line(fmt::format(fmt::runtime(Say("Dans {} : les soins du {} au {}, tels que réglés dans les flux jusqu'en {}.",
                                      "In {}: care from {} to {}, as settled up to the flow of {}.")),
                     Joined(TextsIn(dates, "tables")), Day(dates, "from"), Day(dates, "to"),
                     MonthText(language_, TextIn(dates, "settlement_cutoff"))));
  for (const Json& table : ListIn(data_, "tables")) {
    const Json& care = In(table, "care");
    const std::string name = TextIn(table, "table");
    if (care.is_null()) {
      Line(fmt::format("{}{}{}.", name, Colon(),
                       IsTrue(table, "dated") ? Say("toutes ses dates", "all its dates")
                                              : Say("sans date de soins", "it has no date of care")));
      continue;
    }
    if (TextIn(care, "form") == "month")
      Line(fmt::format(
          fmt::runtime(Say("{} ne connaît que des mois : du {} au {}.", "{} knows months only: from {} to {}.")), name,
          Day(care, "from"), Day(care, "to")));
    if (TextIn(care, "form") == "spell")
      Line(fmt::format(
          fmt::runtime(Say("{} : les périodes qui touchent ces dates.", "{}: spells that touch these dates.")), name));
  }
}

void PermitSentences::Rows() {
  Heading("Les lignes", "The rows");
  CareRows();
  std::vector<std::string> regions;
  for (const Json& region : ListIn(data_, "regions"))
    regions.push_back(fmt::format("{} ({})", TextIn(region, "name"), TextIn(region, "code")));
  if (regions.empty())
    Line(Say("Des personnes de toutes les régions.", "Of persons of every region."));
  else
    Line(fmt::format(
        fmt::runtime(Say("Seulement des personnes qui résident en : {}.", "Only of persons who live in: {}.")),
        Joined(regions)));
  for (const Json& filter : ListIn(In(document_, "rows"), "codes")) {
    std::vector<std::string> passes;
    const std::vector<std::string> values = TextsIn(filter, "values"), begins = TextsIn(filter, "starts_with");
    if (!values.empty()) passes.push_back(fmt::format("{} {}", Say("vaut", "is"), fmt::join(values, ", ")));
    if (!begins.empty())
      passes.push_back(fmt::format("{} {}", Say("commence par", "begins with"), fmt::join(begins, ", ")));
    Line(fmt::format(fmt::runtime(Say("De {}, seulement les lignes dont {} {}.", "Of {}, only rows whose {} {}.")),
                     TextIn(filter, "table"), TextIn(filter, "column"),
                     fmt::format("{}", fmt::join(passes, Say(" ou ", " or ")))));
  }
  if (const uint64_t cap = CountIn(document_, "population_cap"); cap > 0)
    Line(fmt::format(fmt::runtime(Say("Au plus {} personnes.", "At most {} persons.")), cap));
}

std::vector<std::string> PermitSentences::Columns(std::string_view step, std::string_view of_concept) const {
  std::vector<std::string> out;
  for (const Json& table : ListIn(data_, "tables"))
    for (const Json& column : ListIn(table, "columns"))
      if (TextIn(column, "step") == step && (of_concept.empty() || TextIn(column, "concept") == of_concept))
        out.push_back(TextIn(table, "table") + "." + TextIn(column, "name"));
  return out;
}

bool PermitSentences::Carries(std::string_view of_concept) const {
  for (const Json& table : ListIn(data_, "tables"))
    for (const Json& column : ListIn(table, "columns"))
      if (TextIn(column, "concept") == of_concept) return true;
  return false;
}

void PermitSentences::RefusedConcepts() {
  const Json& steps = In(document_, "generalisation");
  if (Carries("residence"))
    if (const std::string refused = PlaceRefusal(language_, TextIn(steps, "residence")); !refused.empty())
      Line(refused);
  for (const std::string_view key : {"birth", "death", "care_date"})
    if (Carries(key))
      if (const std::string refused = DateRefusal(language_, key, TextIn(steps, key)); !refused.empty()) Line(refused);
  if (const std::vector<std::string> withheld = Columns("withheld"); !withheld.empty())
    Line(fmt::format(fmt::runtime(Say("Il ne donne pas le contenu de {} : la cellule reste vide.",
                                      "It does not give what stands in {}: the cell stays empty.")),
                     Joined(withheld)));
}

void PermitSentences::RefusedOutputs() {
  const Json& output = In(document_, "output");
  Line(fmt::format(fmt::runtime(Say("Il ne donne pas le droit de sortir un résultat sur moins de {} personnes ({}).",
                                    "It does not give the right to take out a result on fewer than {} persons ({}).")),
                   CountIn(output, "threshold"), TextIn(output, "origin")));
  for (const Json& rule : ListIn(output, "protect")) {
    const bool professional = TextIn(rule, "unit") == "professional";
    Line(fmt::format(fmt::runtime(Say("Ni sur moins de {} {} ({}).", "Nor on fewer than {} {} ({}).")),
                     CountIn(rule, "threshold"),
                     professional ? Say("professionnels", "professionals") : Say("établissements", "establishments"),
                     TextIn(rule, "origin")));
  }
  const std::vector<std::string> recipients = TextsIn(document_, "export_recipients");
  if (recipients.empty())
    Line(Say("Il ne donne pas le droit d'exporter des données individuelles.",
             "It does not give the right to export individual data."));
  else
    Line(fmt::format(fmt::runtime(Say("Il ne donne le droit d'exporter que vers les détenteurs des clés Crypt4GH {}.",
                                      "It gives the right to export only to the holders of the Crypt4GH keys {}.")),
                     Joined(recipients)));
}

void PermitSentences::Refusals() {
  Heading("Ce qu'il ne donne pas", "What it does not give");
  if (const std::vector<std::string> replaced = Columns("pseudonym"); !replaced.empty())
    Line(fmt::format(
        fmt::runtime(Say("Il ne donne pas les identifiants portés par {} : ils sont remplacés par des pseudonymes à "
                         "sens unique, propres à ce projet.",
                         "It does not give the identifiers in {}: they are replaced by one-way pseudonyms "
                         "of this project's own.")),
        Joined(replaced)));
  RefusedConcepts();
  const Json& opposition = In(document_, "opposition");
  const std::string scope = TextIn(opposition, "scope");
  if (scope == "all")
    Line(
        Say("Il ne donne pas les données des personnes inscrites sur une liste d'opposition de la plateforme, quelle "
            "qu'elle "
            "soit.",
            "It does not give the data of persons on any opposition list of the hub."));
  else if (scope == "named")
    Line(fmt::format(
        fmt::runtime(Say("Il ne donne pas les données des personnes inscrites sur les listes d'opposition {}.",
                         "It does not give the data of persons on the opposition lists {}.")),
        Joined(TextsIn(opposition, "lists"))));
  else
    Line(fmt::format(fmt::runtime(Say("Aucune liste d'opposition n'est appliquée, pour ce motif : {}.",
                                      "No opposition list is applied, for this reason: {}.")),
                     TextIn(opposition, "reason")));
  RefusedOutputs();
  Line(Say("Il ne donne aucune table ni aucune colonne qui ne soit nommée ci-dessus, et à personne d'autre.",
           "It gives no table and no column that is not named above, and to nobody else."));
}

void PermitSentences::Life() {
  Heading("Signatures et vie", "Signatures and life");
  std::vector<std::string> signers;
  for (const Json& signer : ListIn(data_, "signers"))
    if (signer.if_int() != nullptr) signers.push_back(fmt::format("{} {}", Say("nº", "no."), *signer.if_int()));
  const bool issued = !ListIn(data_, "life").empty();
  if (signers.empty())
    Line(Say("C'est un projet de permis : personne ne l'a signé.", "This is a draft: nobody has signed it."));
  else
    Line(fmt::format(
        "{} {} ({}).", Say("Signé par", "Signed by"), Joined(signers),
        issued ? Say("deux signatures, vérifiées", "two signatures, verified")
               : Say("signatures non vérifiées ici ; il en faut deux", "signatures not verified here; it takes two")));
  for (const Json& event : ListIn(data_, "life")) {
    const std::string reason = TextIn(event, "reason");
    const std::string told = fmt::format(
        fmt::runtime(Say("{} le {} par la personne nº {} (version {}{}, écriture nº {} du registre).",
                         "{} on {} by person no. {} (version {}{}, ledger entry {}).")),
        ChangeTerm(language_, TextIn(event, "change")), Day(event, "day"), CountIn(event, "actor"),
        CountIn(event, "version"),
        reason.empty() ? "" : Say(", motif : ", ", reason: ") + ReasonTerm(language_, reason), CountIn(event, "entry"));
    parts_.back().sentences.push_back({told, true});
  }
  if (IsTrue(data_, "unsettled"))
    Line(Say("Un changement est en cours : la prochaine commande qui change la plateforme le termine.",
             "A change is under way: the next command that changes the hub settles it."));
  if (const std::string digest = TextIn(data_, "digest"); !digest.empty())
    Line(fmt::format("{} {}", Say("Empreinte SHA-256 du texte signé :", "SHA-256 of the signed text:"), digest));
  Line(Say("Ce permis lie ce que fait le logiciel ; il ne lie pas qui possède la machine et les codes des deux jetons.",
           "This permit binds what the software does; it does not bind who owns the machine and both tokens' PINs."));
}

std::string PermitShowPage(const Json& data) {
  const std::string language = TextIn(data, "lang");
  std::string out;
  if (language != "en") out += PermitSentences(Language::kFrench, data).Page();
  if (language == "both") out += "\n";
  if (language != "fr") out += PermitSentences(Language::kEnglish, data).Page();
  return out;
}

}  // namespace bouclier::cli
