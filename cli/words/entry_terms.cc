// SPDX-License-Identifier: Apache-2.0
// What the entries of the ledger say happened, for readers who do not know the actions' names.
#include <algorithm>
#include <iterator>

#include "words/hub_page.h"

namespace bouclier::cli {
namespace {

struct ActionWords {
  std::string_view action, french, english;  // the action without its .intent, .done or .failed
};
constexpr ActionWords kActions[] = {
    {"access.denied", "un accès a été refusé, avec la raison", "an access was refused, with the reason"},
    {"actor.add", "une personne reçoit un rôle", "a person is given a role"},
    {"actor.grant", "une personne reçoit un rôle de plus", "a person is given one more role"},
    {"actor.revoke", "un rôle est retiré à une personne", "a role is taken from a person"},
    {"airlock.approve", "un vérificateur approuve une sortie", "a reviewer approves a result"},
    {"airlock.change", "une demande de sortie est modifiée : les votes sont annulés",
     "a submission is changed: votes are void"},
    {"airlock.check", "les règles de sortie sont essayées, sans rien demander",
     "the rules for leaving are tried, nothing is asked"},
    {"airlock.comment", "un commentaire sur une demande de sortie", "a comment on a submission"},
    {"airlock.refuse", "un vérificateur refuse une sortie", "a reviewer refuses a result"},
    {"airlock.release", "un résultat approuvé sort ; l'empreinte du certificat est inscrite",
     "an approved result leaves; its certificate's digest is bound"},
    {"airlock.released", "un résultat sorti est remis à son auteur", "a released result is handed to its author"},
    {"airlock.submit", "un résultat demande à sortir", "a result asks to leave"},
    {"airlock.withdraw", "une demande de sortie est retirée par son auteur", "a submission is withdrawn by its author"},
    {"catalog.load", "la description des tables est chargée", "the description of the tables is loaded"},
    {"extract.open", "un extrait est ouvert sous son permis", "an extract is opened under its permit"},
    {"extract.publish", "un extrait est publié pour un projet", "an extract is published for a project"},
    {"extract.revoke", "un extrait est révoqué", "an extract is revoked"},
    {"host.empty", "les copies chez un hébergeur quitté sont effacées", "copies at a host left behind are deleted"},
    {"host.move", "les corps scellés changent d'hébergeur, tels quels",
     "sealed bodies move to another host, as they are"},
    {"host.move.certificate", "le certificat du changement d'hébergeur est inscrit",
     "the certificate of the host move is bound"},
    {"host.switch", "la plateforme lit désormais chez le nouvel hébergeur", "the hub now reads from the new host"},
    {"hub.datasets", "des clés sont faites pour de nouveaux jeux de données", "keys are made for new datasets"},
    {"hub.init", "la plateforme est créée", "the hub is made"},
    {"ingest.abandon", "une ingestion inachevée est abandonnée", "an unfinished ingest is given up"},
    {"ingest.crosswalk", "la table de correspondance des identifiants est mise à jour",
     "the crosswalk of identifiers is updated"},
    {"ingest.open", "des fichiers bruts sont ouverts pour en faire des tables", "raw files are opened to make tables"},
    {"ingest.publish", "un instantané des tables est publié", "a snapshot of the tables is published"},
    {"ingest.revoke", "un instantané est révoqué", "a snapshot is revoked"},
    {"ingest.stage", "des fichiers de table scellés sont déposés", "sealed table files are stored"},
    {"ingest.verify", "les fichiers d'une table sont relus et comparés", "the files of a table are read and compared"},
    {"migrate.batch", "un lot d'objets est copié sous scellé", "a batch of objects is copied under seal"},
    {"migrate.certificate", "le certificat de la migration est inscrit", "the migration's certificate is bound"},
    {"migrate.delta", "ce qui a changé à la source est recherché", "what changed at the source is looked for"},
    {"migrate.import", "des objets sont importés", "objects are imported"},
    {"migrate.inventory", "la source est inventoriée", "the source is listed"},
    {"migrate.manifest.export", "la liste de ce qui a été copié est exportée",
     "the list of what was copied is exported"},
    {"migrate.run", "une passe de copie se termine", "a run of copies ends"},
    {"migrate.verify", "tout ce qui a été copié est relu", "all that was copied is read again"},
    {"migrate.verify.batch", "un lot est relu et comparé", "a batch is read again and compared"},
    {"object.export", "un objet est exporté, chiffré pour un destinataire",
     "an object is exported, sealed for a recipient"},
    {"object.get", "un objet est lu en clair par une personne", "an object is read in clear by a person"},
    {"object.import", "un objet est importé", "an object is imported"},
    {"object.list", "les noms des objets sont listés", "names of objects are listed"},
    {"opposition.load", "une liste d'opposition est chargée", "an opposition list is loaded"},
    {"opposition.refused", "une liste d'opposition est refusée", "an opposition list is refused"},
    {"permit.issue", "un permis à deux signatures est délivré", "a permit with two signatures is issued"},
    {"permit.resume", "un permis suspendu reprend effet", "a suspended permit is resumed"},
    {"permit.revoke", "un permis est révoqué", "a permit is revoked"},
    {"permit.sign", "un permis est signé", "a permit is signed"},
    {"permit.suspend", "un permis est suspendu", "a permit is suspended"},
    {"project.create", "l'espace d'un projet est créé, avec ses clés", "a project's space is made, with its keys"},
    {"project.export", "un extrait est exporté vers une clé nommée au permis",
     "an extract is exported to a key that the permit names"},
    {"provision.open", "les tables sont ouvertes pour faire un extrait", "tables are opened to make an extract"},
    {"quarantine.export", "des lignes en quarantaine sont exportées", "rows in quarantine are exported"},
    {"quarantine.show", "des lignes en quarantaine sont lues", "rows in quarantine are read"},
    {"vault.check", "les corps scellés sont vérifiés chez l'hébergeur", "sealed bodies are checked at the host"},
    {"vault.drop_raw", "des fichiers bruts devenus tables sont effacés", "raw files that became tables are deleted"},
    {"vault.sweep", "les corps sans fiche sont recherchés", "bodies without a record are looked for"},
    {"workspace.sql", "une requête SQL d'un projet", "an SQL query of a project"},
};

struct EndWords {
  std::string_view end, french, english;
};
constexpr EndWords kEnds[] = {{".intent", " : annoncé", ": announced"},
                              {".done", " : fait", ": done"},
                              {".failed", " : refusé ou échoué", ": refused or failed"}};

}  // namespace

std::string EntryTerm(Language language, const std::string& action) {
  const bool french = language == Language::kFrench;
  std::string_view rest = action, after;
  for (const EndWords& end : kEnds)
    if (rest.ends_with(end.end)) {
      rest.remove_suffix(end.end.size());
      after = french ? end.french : end.english;
      break;
    }
  const auto* found = std::ranges::find(kActions, rest, &ActionWords::action);
  if (found == std::end(kActions)) return action;
  return std::string(french ? found->french : found->english) + std::string(after);
}

}  // namespace bouclier::cli
