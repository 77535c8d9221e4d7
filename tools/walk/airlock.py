# SPDX-License-Identifier: Apache-2.0
"""Out through the airlock: results leave, people do not. What is too fine is refused with its cells named, what passes leaves as one signed file."""
import csv
import datetime
import json

import permit
from permit import DENIED, ID, WINTER

REFUSED, CONFLICT = 3, 13
# Of each region the catalogue's zone: five large areas of the mainland.
ZONES = {"11": "ile_de_france", "24": "nord_ouest", "27": "nord_est", "28": "nord_ouest", "32": "nord_est", "44": "nord_est", "52": "nord_ouest",
         "53": "nord_ouest", "75": "sud_ouest", "76": "sud_ouest", "84": "sud_est", "93": "sud_est", "94": "sud_est"}
CASES = """(SELECT l.NUM_ENQ_IDT, min(l.EXE_SOI_DTD) AS day, max(l.BEN_RES_DPT_REG) AS region
      FROM er_prs_f AS l JOIN er_pha_f AS d ON l.LINE_P = d.LINE_P
      WHERE d.PHA_PRS_C13 = '{drug}' AND l.EXE_SOI_DTD BETWEEN DATE '{first}' AND DATE '{last}' AND l.NUM_ENQ_IDT IS NOT NULL{but}
      GROUP BY l.NUM_ENQ_IDT) AS cases"""
BY_REGION = "SELECT strftime(day, '%G-W%V') AS week, region, count(*) AS ill FROM {cases} GROUP BY ALL"
NATIONAL = "SELECT strftime(day, '%G-W%V') AS week, count(*) AS ill FROM {cases} GROUP BY ALL"
IN_WINTER = "SELECT region, count(*) AS ill FROM {cases} GROUP BY ALL"
BY_ZONE = """SELECT strftime(cases.day, '%G-W%V') AS week, z.zone, count(*) AS ill
FROM {cases} JOIN (VALUES {zones}) AS z(region, zone) ON cases.region = z.region
WHERE cases.day BETWEEN DATE '{monday}' AND DATE '{sunday}' GROUP BY ALL"""
# Persons of the register, exposed or not, with the outcome or not; the ratio of their risks and its interval (log method).
RISKS = """SELECT count_if(e AND o) AS exposed_with, count_if(e AND NOT o) AS exposed_without,
       count_if(NOT e AND o) AS unexposed_with, count_if(NOT e AND NOT o) AS unexposed_without,
       round(count_if(e AND o) / count_if(e) / (count_if(NOT e AND o) / count_if(NOT e)), 4) AS ratio,
       round(exp(ln(count_if(e AND o) / count_if(e) / (count_if(NOT e AND o) / count_if(NOT e)))
                 - 1.96 * sqrt(1 / count_if(e AND o) - 1 / count_if(e) + 1 / count_if(NOT e AND o) - 1 / count_if(NOT e))), 4) AS low,
       round(exp(ln(count_if(e AND o) / count_if(e) / (count_if(NOT e AND o) / count_if(NOT e)))
                 + 1.96 * sqrt(1 / count_if(e AND o) - 1 / count_if(e) + 1 / count_if(NOT e AND o) - 1 / count_if(NOT e))), 4) AS high
FROM (SELECT p.NUM_ENQ_IDT, EXISTS (SELECT 1 FROM exposed AS x WHERE x.NUM_ENQ_IDT = p.NUM_ENQ_IDT) AS e,
             EXISTS (SELECT 1 FROM with_outcome AS y WHERE y.NUM_ENQ_IDT = p.NUM_ENQ_IDT) AS o
      FROM (SELECT DISTINCT NUM_ENQ_IDT FROM ir_ben_r WHERE NUM_ENQ_IDT IS NOT NULL) AS p) AS people"""
# Each number that left is the truth's of that week and area, and four in five are shown.
ZONES_ARE_TRUE = f"""NR == FNR {{ if ($1 == "{WINTER}") ill[$2, $4] += $5; next }}
FNR > 1 {{ all += 1; if ($3 != "") {{ shown += 1; wrong += $3 != ill[$1, $2] }} }} END {{ exit (wrong || shown < 0.8 * all) }}""".replace("\n", " ")
DISPENSED = """(SELECT l.NUM_ENQ_IDT FROM er_prs_f AS l JOIN er_pha_f AS d ON d.LINE_P = l.LINE_P
   WHERE d.PHA_PRS_C13 = '{drug}' AND l.EXE_SOI_DTD BETWEEN DATE '{first}' AND DATE '{last}'
   GROUP BY l.NUM_ENQ_IDT HAVING sum(d.PHA_ACT_QSN) > 0)"""
STAYED = """(SELECT DISTINCT c.NUM_ENQ_IDT FROM t_mcoaac AS c JOIN t_mcoaab AS b ON b.RSA_NUM_P = c.RSA_NUM_P
   WHERE b.DGN_PAL = '{diagnosis}' AND c.EXE_SOI_DTD_D BETWEEN DATE '{first}' AND DATE '{last}')"""


def use(walk):
    winter = next(one for one in walk.truth["winters"] if one["winter"] == WINTER)
    fill = {"drug": walk.truth["codes"]["illness_drug"]["cip13"], "first": winter["from"], "last": winter["to"]}
    walk.cases = CASES.format(**fill, but="")
    too_fine(walk)
    walk.released = [leave(walk, national(walk), "Grippe : nouveaux cas par semaine, hiver 2018-2019", ["semaine", "malades"], "national"),
                     leave(walk, zones(walk, winter), "Grippe : nouveaux cas par semaine et par zone", ["semaine", "zone", "malades"], "zones")]
    walk.released.append(leave(walk, ask(walk, IN_WINTER.format(cases=walk.cases)), "Grippe : malades de l'hiver par région", ["région", "malades"], "regions"))
    judge_zones(walk, winter)
    one_person_less(walk, fill)
    for study in studies(walk, winter):
        walk.released.append(study)
    walk.figures["releases"] = len(walk.released)
    over_curious(walk)


def ask(walk, query):
    return permit.sql(walk, query)["ledger_index"]


def asked(file):
    """The command that shows a verdict again, also when the extract was made anew since."""
    return f"BOUCLIER workspace sql {ID} --file DEMO/{file} HUGO >&2 && BOUCLIER airlock check {ID} HUGO"


def check(walk, query, code=0):
    return walk.run("airlock", "check", ID, "--query", query, "--json", *walk.by("hugo"), code=code, say=False)


def national(walk):
    return ask(walk, NATIONAL.format(cases=walk.cases))


def too_fine(walk):
    query = ask(walk, BY_REGION.format(cases=walk.cases))
    (walk.folder / "by-region.sql").write_text(BY_REGION.format(cases=walk.cases))
    walk.run("airlock", "check", ID, "--query", query, "--lang", "fr", *walk.by("hugo"), code=REFUSED)
    told = check(walk, query, REFUSED)
    named = [one["where"]["en"] for one in told["told"] if one["rule"] == "small"]
    walk.claim("weeks by region are refused, and the cells are named", told["verdict"] == "refused" and len(named) > 5 and
               all("week=" in name and "region=" in name for name in named), (told["verdict"], named[:3]), asked("by-region.sql"), REFUSED)


def monday_of(winter):
    year, week = map(int, winter["peak_week"].split("-W"))
    return datetime.date.fromisocalendar(year, week, 1) - datetime.timedelta(days=7)


def zones(walk, winter):
    """The week before the peak and three more, by large area."""
    monday = monday_of(winter)
    values = ", ".join(f"('{region}', '{zone}')" for region, zone in sorted(ZONES.items()))
    return ask(walk, BY_ZONE.format(cases=walk.cases, zones=values, monday=monday, sunday=monday + datetime.timedelta(days=27)))


def leave(walk, query, title, labels, name):
    """The whole way out: check, submit, two reviews, release, verify."""
    hugo = walk.by("hugo")
    walk.run("airlock", "check", ID, "--query", query, *hugo)
    label_words = [word for label in labels for word in ("--label", label)]
    submitted = walk.run("airlock", "submit", ID, "--query", query, "--title", title, *label_words, "--json", *hugo)
    submission = submitted["submission"]["submission"]
    walk.run("airlock", "list", *walk.by("rita"))
    walk.run("airlock", "review", submission, *walk.by("rita"), say=name == "national")
    walk.refused(f"{name}: a release before its reviews", ["airlock", "release", submission, "--out", "early.release", *hugo], permit.PRECONDITION,
                 "0 of 2 approvals", "access.denied", permit=ID, why="0 of 2 approvals")
    for reviewer in ("rita", "sami"):
        walk.run("airlock", "review", submission, "--approve", *walk.by(reviewer), say=name == "national")
    walk.run("airlock", "release", submission, "--out", f"{name}.release", "--csv", f"{name}.csv", "--svg", f"{name}.svg", *hugo)
    verify = ("certificate", f"{name}.release", "--vkey", "ledger.vkey", "--output")
    for form in ("csv", "svg"):
        accepted = walk.start(*verify, f"{name}.{form}", program="bouclier-verify").returncode == 0
        walk.claim(f"{name}: the verifier accepts the {form} that left", accepted, "",
                   f"build/bin/bouclier-verify certificate DEMO/{name}.release --vkey DEMO/ledger.vkey --output DEMO/{name}.{form}")
        edited = bytearray((walk.folder / f"{name}.{form}").read_bytes())
        edited[len(edited) // 2] ^= 1
        (walk.folder / f"{name}.edited.{form}").write_bytes(edited)
        walk.claim(f"{name}: an edited {form} is refused", walk.start(*verify, f"{name}.edited.{form}", program="bouclier-verify").returncode == 1, "",
                   f"build/bin/bouclier-verify certificate DEMO/{name}.release --vkey DEMO/ledger.vkey --output DEMO/{name}.edited.{form}", 1)
    return submission


def rows_of(walk, name):
    with open(walk.folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def judge_zones(walk, winter):
    """Every number that left is the truth's; the rest is blank."""
    monday = monday_of(winter)
    weeks = ["{}-W{:02}".format(*(monday + datetime.timedelta(days=7 * n)).isocalendar()[:2]) for n in range(4)]
    truth = {}
    for line in csv.DictReader(open(walk.folder / "base/truth/curves.csv", encoding="utf-8"), delimiter=";"):
        if line["winter"] == WINTER and line["week"] in weeks:
            truth[line["week"], line["zone"]] = truth.get((line["week"], line["zone"]), 0) + int(line["ill"])
    left = rows_of(walk, "zones")
    shown = [row for row in left if row[2]]
    wrong = [row for row in shown if truth.get((row[0], row[1])) != int(row[2])]
    walk.claim("the table that left holds the truth's numbers, and four cells in five are shown", not wrong and len(shown) >= 0.8 * len(left) > 15,
               (wrong[:3], len(shown), len(left)), f"awk -F'[;,]' '{ZONES_ARE_TRUE}' DEMO/base/truth/curves.csv DEMO/zones.csv")
    national_rows = rows_of(walk, "national")
    walk.claim("of the winter's weeks four in five are shown", len([row for row in national_rows if row[1]]) >= 0.8 * len(national_rows), national_rows,
               "awk -F, 'NR > 1 {all += 1; shown += $2 != \"\"} END {exit !(shown >= 0.8 * all)}' DEMO/national.csv")
    walk.figures.update(released_cells=len(left), released_cells_shown=len(shown))


def one_person_less(walk, fill):
    """The same count without one person: the difference would be that person."""
    [[one]] = permit.sql(walk, f"SELECT min(NUM_ENQ_IDT) FROM {walk.cases}")["rows"]
    walk.without = NATIONAL.format(cases=CASES.format(**fill, but=f" AND l.NUM_ENQ_IDT <> '{one}'"))
    (walk.folder / "one-less.sql").write_text(walk.without)
    query = ask(walk, walk.without)
    told = check(walk, query, REFUSED)
    near = [one for one in told["told"] if one["rule"] == "near_release"]
    walk.claim("the same with one person less is refused by the memory of releases, which names both", told["verdict"] == "refused" and
               near and near[0]["release"] == 1 and near[0]["project"] == ID, told["told"][:2], asked("one-less.sql"), REFUSED)
    submitted = walk.run("airlock", "submit", ID, "--query", query, "--title", "Sans une personne", "--json", *walk.by("hugo"), code=REFUSED)
    submission = submitted["submission"]["submission"]
    walk.refused("a reviewer cannot approve what the memory refuses", ["airlock", "review", submission, "--approve", *walk.by("rita")], DENIED,
                 "nobody can approve it", "access.denied", permit=ID, why="refused by the memory of releases (near_release, release")
    walk.run("airlock", "review", submission, "--refuse", "one person less than release 1", *walk.by("rita"))


def studies(walk, winter):
    """Two by two tables: does the drug protect, does it harm? The truth file knows."""
    codes, days = walk.truth["codes"], {"first": winter["from"], "last": winter["to"]}
    protective = DISPENSED.format(drug=codes["protective_drug"]["cip13"], first=winter["prevention_from"], last=winter["prevention_to"])
    adverse = DISPENSED.format(drug=codes["adverse_drug"]["cip13"], **days)
    ill = DISPENSED.format(drug=codes["illness_drug"]["cip13"], **days)
    bleeding = STAYED.format(diagnosis=codes["adverse_stay"]["dgn_pal"], **days)
    labels = ["exposés malades", "exposés non malades", "non exposés malades", "non exposés non malades", "rapport", "bas", "haut"]
    for name, title, exposed, outcome, truth, finds in (
            ("protective", "Le médicament protège-t-il ?", protective, ill, winter["protective_drug_illness"], lambda low, high: high < 1),
            ("adverse", "Le médicament nuit-il ?", adverse, bleeding, winter["adverse_drug_adverse_stay"], lambda low, high: low > 1)):
        query = ask(walk, f"WITH exposed AS {exposed},\n     with_outcome AS {outcome}\n{RISKS}")
        yield leave(walk, query, title, labels, name)
        [row] = rows_of(walk, name)
        expected = [truth[key] for key in ("exposed_with_outcome", "exposed_without_outcome", "unexposed_with_outcome")]
        # Of those neither exposed nor ill some objected, and some are not counted by the truth: the insured who do not exist.
        close = abs(int(row[3]) - truth["unexposed_without_outcome"]) <= 0.02 * truth["unexposed_without_outcome"]
        walk.claim(f"{name}: the study that left finds what is true", list(map(int, row[:3])) == expected and close and
                   finds(float(row[5]), float(row[6])), (row, truth), f"tail -1 DEMO/{name}.csv | grep '^{','.join(map(str, expected))},'")
        walk.figures[f"study_{name}"] = [float(value) for value in row[4:]]


def over_curious(walk):
    """Its author as reviewer, and a submission whose ground has changed."""
    query = ask(walk, "SELECT BEN_SEX_COD, count(DISTINCT NUM_ENQ_IDT) AS people FROM ir_ben_r GROUP BY ALL")
    submitted = walk.run("airlock", "submit", ID, "--query", query, "--title", "Personnes par sexe", "--json", *walk.by("hugo"))
    submission = submitted["submission"]["submission"]
    walk.refused("its author as reviewer", ["airlock", "review", submission, "--approve", *walk.by("hugo")], DENIED, "its author cannot review it",
                 "access.denied", permit=ID, why="its author cannot review it")
    revoked = walk.run("ingest", "revoke", "snds", 2, "--json", *walk.by("lea"))
    walk.claim("a snapshot that is revoked is no longer the newest", revoked["newest_then"] == 1, revoked, "BOUCLIER ingest list snds LEA")
    walk.refused("a review after the extract's snapshot was revoked", ["airlock", "review", submission, "--approve", *walk.by("rita")], CONFLICT, "was revoked",
                 "access.denied", permit=ID, why="snapshot 2 of snds, of which the extract was made, was revoked")
    (walk.folder / "objectors.csv").write_text("\n".join(["BEN_IDT_ANO", *walk.objectors, walk.next_objector]) + "\n")
    walk.run("opposition", "load", "objectors.csv", "--base", "snds", "--list", "plateforme", *walk.by("lea"), say=False)
    (walk.folder / "objectors.csv").unlink()
    walk.run("project", "extract", ID, *walk.by("hugo"), say=False)
    walk.refused("a review after the extract has changed", ["airlock", "review", submission, "--approve", *walk.by("rita")], CONFLICT, "changed since",
                 "access.denied", permit=ID, why="changed since")
    walk.run("airlock", "withdraw", submission, *walk.by("hugo"))
    walk.people_in_extract = permit.sql(walk, "SELECT count(*) FROM ir_ben_r")["rows"]


def after_move(walk):
    """The memory is the hub's: at another host it refuses as before."""
    told = check(walk, ask(walk, walk.without), REFUSED)
    walk.claim("after the move the memory of releases refuses as before", told["verdict"] == "refused" and
               any(one["rule"] == "near_release" for one in told["told"]), told["verdict"], asked("one-less.sql"), REFUSED)
    walk.run("airlock", "release", walk.released[1], "--out", "again.release", *walk.by("hugo"))
    walk.claim("after the move a release is handed out again, and verified", walk.start(
        "certificate", "again.release", "--vkey", "ledger.vkey", "--output", "zones.csv", program="bouclier-verify").returncode == 0, "",
        "build/bin/bouclier-verify certificate DEMO/again.release --vkey DEMO/ledger.vkey --output DEMO/zones.csv")
