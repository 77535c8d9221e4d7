# SPDX-License-Identifier: Apache-2.0
"""What the walk adds to the page that `bouclier report hub` makes of the hub's own state (docs/formats/hub-story.md), in both languages.

Drawings and tables are those that left through the airlock, never what was seen in the workspace.
"""
import csv
import re

# The claims in French: (how the English one reads, how the French one does). Without one, the page says it in English, and marks it so.
FRENCH = [(re.compile(english), french) for english, french in (
    (r"listed (\d+) = moved (\d+) \+ refused (\d+) \+ lost (\d+)", r"listés \1 = copiés \2 + refusés \3 + perdus \4"),
    (r"refused is the archived blob, lost the snapshot; both are named", "refusé : l'objet archivé ; perdu : l'instantané ; tous deux sont nommés"),
    (r"every moved object was re-read and is right", "chaque objet copié a été relu, et il est juste"),
    (r"SHA256SUMS has every name with the digest of what was put there", "SHA256SUMS a chaque nom, avec l'empreinte de ce qui y fut déposé"),
    (r"the reference Crypt4GH tool opens the export", "l'outil Crypt4GH de référence ouvre l'export"),
    (r"accepted and quarantined rows of each table are those of the truth", "lignes acceptées et en quarantaine de chaque table : celles de la vérité"),
    (r"each refused row is refused for the reason that the truth gives", "chaque ligne refusée l'est pour la raison que dit la vérité"),
    (r"rows whose line or stay was refused are kept and flagged", "les lignes dont la prestation ou le séjour fut refusé sont gardées et signalées"),
    (r"people who are unknown, archived, fictitious or ambiguous are told apart as the truth does",
     "personnes inconnues, archivées, fictives ou ambiguës : distinguées comme dans la vérité"),
    (r"an extract without a permit", "un extrait sans permis"),
    (r"a permit with one signature", "un permis à une seule signature"),
    (r"a permit with a bad signature", "un permis dont une signature est fausse"),
    (r"a permit that has expired", "un permis expiré"),
    (r"an extract by a person whose habilitation has expired", "un extrait pour une personne dont l'habilitation a expiré"),
    (r"the epidemic's peak week is found by SQL", "la semaine du pic de l'épidémie est trouvée par SQL"),
    (r"a column that is not granted", "une colonne qui n'est pas accordée"),
    (r"(\d+) ways out of SQL are refused, and the log says so of each", r"\1 échappées de SQL sont refusées, et le registre le dit de chacune"),
    (r"an export to a key that the permit does not name", "un export vers une clé que le permis ne nomme pas"),
    (r"a query under a suspended permit", "une requête sous un permis suspendu"),
    (r"after the move every body is right at the new host", "après le déménagement chaque corps est juste chez le nouvel hébergeur"),
    (r"after the move an object reads whole", "après le déménagement un objet se lit en entier"),
    (r"after the move the project's extract answers as before", "après le déménagement l'extrait du projet répond comme avant"),
    (r"after the move every table file is as published", "après le déménagement chaque fichier de table est tel que publié"),
    (r"hostile host, cut at a segment boundary", "hébergeur hostile : un corps coupé à la limite d'un segment"),
    (r"hostile host, two segments swapped", "hébergeur hostile : deux segments échangés"),
    (r"hostile host, the bodies of two objects swapped", "hébergeur hostile : les corps de deux objets échangés"),
    (r"hostile host, two segments of a table file swapped", "hébergeur hostile : deux segments d'un fichier de table échangés"),
    (r"hostile host, a table file cut at a segment boundary", "hébergeur hostile : un fichier de table coupé à la limite d'un segment"),
    (r"hostile host, one bit of a table file flipped", "hébergeur hostile : un bit d'un fichier de table inversé"),
    (r"hostile host, one bit flipped", "hébergeur hostile : un bit inversé"),
    (r"hostile host, the true old body of the overwritten blob put back", "hébergeur hostile : l'ancien corps, vrai, d'un objet remplacé est remis"),
    (r"hostile host, a table file dropped", "hébergeur hostile : un fichier de table ôté"),
    (r"hostile host, the files of two months swapped", "hébergeur hostile : les fichiers de deux mois échangés"),
    (r"hostile host, the file of the snapshot before put back", "hébergeur hostile : le fichier de l'instantané précédent est remis"),
    (r"metadata database, a file dropped from a snapshot's list", "base des métadonnées : un fichier ôté de la liste d'un instantané"),
    (r"metadata database, a file added to a snapshot's list", "base des métadonnées : un fichier ajouté à la liste d'un instantané"),
    (r"metadata database, a file of a snapshot's list put back to an older one", "base des métadonnées : un fichier de la liste remplacé par un plus ancien"),
    (r"a stray body at the host is named by the sweep", "un corps égaré chez l'hébergeur est nommé par le balayage"),
    (r"(\d+) values searched in the hosts, their access logs and the hub's folder: found (\d+)",
     r"\1 valeurs cherchées chez les hébergeurs, dans leurs journaux et dans le dossier de la plateforme : \2 trouvée"),
    (r"bouclier-verify accepts (.*)", r"bouclier-verify accepte \1"),
    (r"weeks by region are refused, and the cells are named", "les semaines par région sont refusées, et les cellules nommées"),
    (r"the same with one person less is refused by the memory of releases, which names both",
     "le même compte à une personne près est refusé par la mémoire des sorties, qui nomme les deux"),
    (r"(\w+): the verifier accepts the (\w+) that left", r"\1 : le vérificateur accepte le \2 qui est sorti"),
    (r"(\w+): a release before its reviews", r"\1 : une sortie avant ses deux relectures"),
    (r"a reviewer cannot approve what the memory refuses", "un vérificateur ne peut approuver ce que la mémoire refuse"),
    (r"init typed again changes nothing", "« init » tapé de nouveau ne change rien"),
    (r"a researcher may not migrate", "un chercheur ne peut pas migrer"),
    (r"killed with -9 it goes on at part level", "tué par -9, il reprend à la partie près"),
    (r"the delta round moves the one blob that was overwritten", "le tour de rattrapage copie le seul objet qui fut remplacé"),
    (r"the one Content-MD5 that had gone stale is told as stale, none is different", "le seul Content-MD5 périmé est dit périmé, aucun n'est différent"),
    (r"object get gives the bytes", "« object get » rend les octets"),
    (r"a range read gives exactly that range", "une lecture partielle rend exactement cette partie"),
    (r"an operator may not open an object", "un exploitant ne peut pas ouvrir un objet"),
    (r"a key that opens none of the file's packets is told so", "une clé qui n'ouvre aucun paquet du fichier se l'entend dire"),
    (r"a damaged body is refused by its segment", "un corps abîmé est refusé, son segment nommé"),
    (r"an imported file reads back", "un fichier importé se relit"),
    (r"a name that is taken is not overwritten", "un nom pris n'est pas écrasé"),
    (r"the same files make no second snapshot", "les mêmes fichiers ne font pas de second instantané"),
    (r"the quarantine names file, line and reason of exactly the damaged rows",
     "la quarantaine nomme fichier, ligne et raison des lignes abîmées, et d'elles seules"),
    (r"a researcher may not ingest", "un chercheur ne peut pas lancer l'ingestion"),
    (r"a corrected file makes a new snapshot of its month only; the snapshot before is still there",
     "un fichier corrigé fait un nouvel instantané, refait pour son mois seulement ; le précédent est toujours là"),
    (r"the same permit, snapshot and lists make no second extract", "mêmes permis, instantané et listes : pas de second extrait"),
    (r"for a person whom the permit does not name the project does not exist", "pour qui le permis ne nomme pas, le projet n'existe pas"),
    (r"the (\d+) people who objected are in no count of the extract", r"les \1 personnes qui s'opposent ne sont dans aucun compte de l'extrait"),
    (r"everybody who fell ill is found once", "chaque malade est trouvé une fois"),
    (r"and the peak week of each region", "et la semaine du pic de chaque région"),
    (r"the curve is drawn", "la courbe est dessinée"),
    (r"and nothing of it is written", "et rien n'en est écrit"),
    (r"the reference Crypt4GH tool opens the exported table: a Parquet file", "l'outil Crypt4GH de référence ouvre la table exportée : un fichier Parquet"),
    (r"pyarrow and DuckDB read what was exported as the manifest says", "pyarrow et DuckDB lisent l'export comme le dit son manifeste"),
    (r"the ledger says who suspended it", "le registre dit qui l'a suspendu"),
    (r"(\w+): an edited (\w+) is refused", r"\1 : un \2 retouché est refusé"),
    (r"the table that left holds the truth's numbers, and four cells in five are shown",
     "le tableau sorti porte les nombres de la vérité, et quatre cellules sur cinq sont montrées"),
    (r"of the winter's weeks four in five are shown", "des semaines de l'hiver, quatre sur cinq sont montrées"),
    (r"(\w+): the study that left finds what is true", r"\1 : l'étude sortie trouve ce qui est vrai"),
    (r"after the move the memory of releases refuses as before", "après le déménagement la mémoire des sorties refuse comme avant"),
    (r"after the move a release is handed out again, and verified", "après le déménagement une sortie est remise de nouveau, et vérifiée"),
    (r"a copy of the host left behind is emptied", "une copie de l'hébergeur quitté est vidée"),
    (r"after the attacks were undone every body is right", "les attaques défaites, chaque corps est juste"),
    (r"after these attacks were undone every table file is as published", "ces attaques défaites, chaque fichier de table est tel que publié"),
    (r"values of the base are found where they lie in clear \(control\)", "des valeurs de la base sont trouvées là où elles sont en clair (contrôle)"),
    (r"a planted value is found, and taken away \(control\)", "une valeur déposée est trouvée, puis ôtée (contrôle)"),
    (r"bouclier-verify refuses (.*) after a changed byte", r"bouclier-verify refuse \1 après un octet changé"),
    (r"its author as reviewer", "l'auteur comme vérificateur de sa propre demande"),
    (r"a snapshot that is revoked is no longer the newest", "un instantané révoqué n'est plus le plus récent"),
    (r"a review after the extract's snapshot was revoked", "une relecture après la révocation de l'instantané de l'extrait"),
    (r"a review after the extract has changed", "une relecture après un changement de l'extrait"),
)]
# What an attack meets: (in its claim, why it is refused, in French and in English). The first that is found counts.
ANSWERS = (
    ("an extract without a permit", "sans permis, le projet n'existe pas", "without a permit the project does not exist"),
    ("a permit with one signature", "il en faut deux : celui qui délivre et le responsable de traitement", "it takes two: the permit officer and the controller"),
    ("a permit with a bad signature", "la signature n'est pas celle de la personne dont le registre a la clé", "the signature is not that of the person whose key the log has"),
    ("a permit that has expired", "ses jours sont passés ; il n'est pas délivré", "its days are over; it is not issued"),
    ("whose habilitation has expired", "le permis vaut encore, mais plus pour cette personne", "the permit still holds, but not for this person"),
    ("a column that is not granted", "la colonne n'est pas dans l'extrait : il n'y a rien à lire", "the column is not in the extract: there is nothing to read"),
    ("ways out of SQL", "fichiers, réglages, extensions, réseau : refusés avant d'être exécutés", "files, settings, extensions, network: refused before they ran"),
    ("a key that the permit does not name", "seules les clés nommées au permis reçoivent un export", "only keys that the permit names receive an export"),
    ("under a suspended permit", "un permis suspendu ne répond plus, dès la requête suivante", "a suspended permit stops answering with the next query"),
    ("cut at a segment boundary", "la longueur est liée à la fiche de l'objet", "the length is bound by the object's record"),
    ("two segments of a table file", "chaque segment est lié à sa place", "each segment is bound to its place"),
    ("two segments swapped", "chaque segment est lié à sa place", "each segment is bound to its place"),
    ("bodies of two objects swapped", "chaque corps est lié à son objet", "each body is bound to its object"),
    ("old body of the overwritten", "chaque corps est lié à sa génération : l'ancien, même vrai, ne se lit pas", "each body is bound to its generation: the old one, though true, is not read"),
    ("bit flipped", "le segment ne s'ouvre plus : il est authentifié", "the segment no longer opens: it is authenticated"),
    ("one bit of a table file flipped", "le fichier ne s'ouvre plus : il est authentifié", "the file no longer opens: it is authenticated"),
    ("a table file dropped", "l'instantané nomme chacun de ses fichiers", "the snapshot names each of its files"),
    ("files of two months swapped", "chaque fichier est lié à sa période", "each file is bound to its period"),
    ("file of the snapshot before put back", "chaque fichier est lié à son instantané", "each file is bound to its snapshot"),
    ("refused by the digest", "ce n'est plus la liste dont le registre a gardé l'empreinte", "it is no longer the list whose digest the log kept"),
    ("a stray body", "aucune fiche ne le connaît : le balayage le nomme", "no record knows it: the sweep names it"),
    ("weeks by region are refused", "trop peu de personnes par cellule ; des semaines ou des zones plus larges passent", "too few persons a cell; coarser weeks or areas pass"),
    ("one person less", "la différence avec ce qui est déjà sorti serait cette personne", "the difference from what has left before would be that person"),
    ("a release before its reviews", "il faut deux vérificateurs", "it takes two reviewers"),
    ("a reviewer cannot approve", "ni règle ni mémoire ne se contournent par un vote", "no vote overrules rules or memory"),
    ("its author as reviewer", "on ne vérifie jamais sa propre demande", "nobody reviews their own request"),
    ("after the extract's snapshot was revoked", "ce qui vient d'une livraison reprise ne sort pas", "nothing leaves that comes of a delivery taken back"),
    ("after the extract has changed", "un vote vaut pour ce qui a été vu, pas pour autre chose", "a vote is for what was seen, not for something else"),
)
TITLES = {"national": ("L'épidémie : nouveaux cas par semaine", "The epidemic: new cases by week"),
          "zones": ("Nouveaux cas par semaine et par zone", "New cases by week and area"),
          "protective": ("Étude : le médicament protège-t-il ?", "Study: does the drug protect?"),
          "adverse": ("Étude : le médicament nuit-il ?", "Study: does the drug harm?"),
          "regions": ("Malades de l'hiver par région", "People ill in the winter, by region")}


def both(french, english):
    return {"fr": french, "en": english}


def in_both(claim):
    for english, french in FRENCH:
        found = english.match(claim)
        if found:
            return both(found.expand(french), claim)
    return {"en": claim}


def answer(claim):
    return next(((french, english) for mark, french, english in ANSWERS if mark in claim), None)


def is_attack(claim):
    return bool(claim["check"]) and "bouclier-verify" not in claim["claim"] and answer(claim["claim"]) is not None


def attacks(claims):
    found = []
    for claim in filter(is_attack, claims):
        texts = in_both(claim["claim"])
        # The page's mark says that it was refused; the claim need not.
        shown = {language: re.split(r" ?: refus| (?:is|are|sont|est) (?:refus|named by|nommé)| is refused|, et le registre", text)[0] for language, text in texts.items()}
        found.append({"attack": shown, "reason": both(*answer(claim["claim"])), "refused": claim["seen"], "check": claim["check"]})
    return found


def spaced(number, language):
    return f"{number:,}".replace(",", "\u202f" if language == "fr" else ",")  # narrow, never broken


def size(count, language):
    unit = {"fr": ("Mo", "octets"), "en": ("MB", "bytes")}[language]
    return f"{spaced(round(count / 1e6), language)} {unit[0]}" if count >= 1e6 else f"{spaced(count, language)} {unit[1]}"


def steps(f):
    def n(name):
        return {language: spaced(f[name], language) for language in ("fr", "en")}

    def step(french_title, english_title, french, english, **values):
        return {"title": both(french_title, english_title), "text": both(*(
            text.format(**{key: value[language] for key, value in values.items()}) for language, text in (("fr", french), ("en", english))))}

    def s(name):
        return {language: size(f[name], language) for language in ("fr", "en")}

    def ratio(name):
        return both(f"{f[name][0]:.2f}".replace(".", ","), f"{f[name][0]:.2f}")

    return [
        step("L'ancien nuage est rempli", "The old cloud is filled",
             "Une base synthétique de {people} personnes ({files} fichiers, {bytes}) et des fichiers aux noms difficiles.",
             "A synthetic base of {people} people ({files} files, {bytes}) and files with awkward names.",
             people=n("people"), files=n("base_files"), bytes=s("base_bytes")),
        step("Sortie sous scellé", "Out, under seal",
             "Listés {listed} = copiés {moved} ({bytes}) + refusés {refused} + perdus {lost} ; interrompu une fois, repris, relu.",
             "Listed {listed} = moved {moved} ({bytes}) + refused {refused} + lost {lost}; killed once, resumed, read back.",
             listed=n("listed"), moved=n("moved"), bytes=s("bytes_moved"), refused=n("refused"), lost=n("lost")),
        step("Des fichiers bruts aux tables", "From raw files to tables",
             "{rows} lignes de {persons} personnes ; {bad} lignes illisibles en quarantaine scellée ; chaque compte est celui de la vérité.",
             "{rows} rows of {persons} people; {bad} rows that cannot be read in a sealed quarantine; each count is that of the truth.",
             rows=n("table_rows"), persons=n("persons"), bad=n("rows_quarantined")),
        step("Un permis, un extrait, une question", "A permit, an extract, a question",
             "Deux signatures ouvrent {rows} lignes à un chercheur, sous pseudonymes propres au projet, sans qui s'y oppose. {escapes} échappées de SQL refusées.",
             "Two signatures open {rows} rows to one researcher, under the project's own pseudonyms, without who objects. {escapes} ways out of SQL refused.",
             rows=n("extract_rows"), escapes=n("sql_escapes_refused")),
        step("Par le sas", "Out through the airlock",
             "{left} résultats sortent, chacun relu par deux personnes ; du tableau par semaine et par zone, {shown} cellules sur {cells} sont montrées. Le médicament "
             "qui protège : rapport {protective} ; celui qui nuit : {adverse}.",
             "{left} results leave, each seen by two reviewers; of the table by week and area {shown} of {cells} cells are shown. The drug that protects: "
             "ratio {protective}; the one that harms: {adverse}.",
             left=n("releases"), shown=n("released_cells_shown"), cells=n("released_cells"), protective=ratio("study_protective"), adverse=ratio("study_adverse")),
        step("Vers un autre hébergeur, avec les clés seules", "To another host, with keys alone",
             "{objects} corps scellés ({bytes}) passent tels quels au second hébergeur ; {calls} appels aux jetons.",
             "{objects} sealed bodies ({bytes}) go on to the second host as they are; {calls} calls to the tokens.",
             objects=n("host_move_objects"), bytes=s("host_move_bytes"), calls=n("host_move_token_calls")),
        step("Un hébergeur hostile", "A hostile host",
             "{one} attaques sur les objets et {two} sur les tables : chacune refusée et nommée.",
             "{one} attacks on objects and {two} on tables: each refused and named.", one=n("attacks_refused"), two=n("table_attacks_refused")),
        step("Le bouclier", "The shield",
             "{values} valeurs cherchées dans {bytes} des deux hébergeurs et de tous les journaux : {found} trouvée.",
             "{values} values searched in {bytes} of both hosts and all logs: {found} found.",
             values=n("values_searched"), bytes=s("bytes_searched"), found=n("values_found")),
    ]


def released(walk):
    """What left, read from the files that left."""
    found = []
    for name, (french, english) in TITLES.items():
        path = walk.folder / f"{name}.csv"
        if not (walk.folder / f"{name}.release").exists() or not path.exists():
            continue
        with open(path, encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file))
        numbers = [all(re.fullmatch(r"-?[0-9.]*", row[at]) for row in rows) for at in range(len(head))]
        svg = path.with_suffix(".svg")
        found.append({
            "title": both(french, english), "columns": [{"name": column, "number": number} for column, number in zip(head, numbers)],
            "rows": [[None if cell == "" else cell for cell in row] for row in rows],
            "svg": svg.read_text() if svg.exists() else "",
            "caption": both("Sorti par le sas ; une cellule masquée manque au dessin comme au tableau.",
                            "It left through the airlock; a hidden cell is missing in the drawing as in the table."),
            "check": f"build/bin/bouclier-verify certificate {walk.shown(walk.folder)}/{name}.release --vkey {walk.shown(walk.folder)}/ledger.vkey "
                     f"--output {walk.shown(path)}"})
    return found


def maps(walk):
    """A released table of regions, its count last."""
    path = walk.folder / "regions.csv"
    if not (walk.folder / "regions.release").exists() or not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    values = [{"region": row[0], "value": int(row[-1]) if row[-1] else None} for row in rows if re.fullmatch(r"\d\d", row[0])]
    return [{"title": both(*TITLES["regions"]), "unit": both("personnes malades pendant l'hiver", "people ill in the winter"), "values": values,
             "caption": both("Des tuiles de même taille, à peu près à leur place ; hachuré : masqué, trop peu de personnes.",
                             "Tiles of one size, about where the regions lie; hatched: hidden, too few persons.")}] if values else []


def story(walk, summary):
    left = released(walk)
    curve = [one for one in left if one["title"]["en"] == TITLES["national"][1] and one["svg"]]
    return {"v": 1, "steps": steps(summary["figures"]), "released": [{**one, "svg": ""} if one in curve else one for one in left],
            "charts": [{key: one[key] for key in ("title", "svg", "caption")} for one in curve], "maps": maps(walk),
            "attacks": attacks(summary["claims"]),
            "claims": [{"claim": in_both(claim["claim"]), **{key: claim[key] for key in ("seen", "check", "check_exit")}}
                       for claim in summary["claims"] if not is_attack(claim)],
            "limits": [both("Tous les serveurs étaient sur cette machine ; les données sont synthétiques.",
                            "All servers were on this machine; the data are synthetic."),
                       both("Les commandes qui parlent à un hébergeur ont besoin de son serveur : ./demo --keep les laisse en marche.",
                            "Commands that talk to a host need its server: ./demo --keep leaves them up.")]}
