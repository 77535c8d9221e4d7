# SPDX-License-Identifier: Apache-2.0
"""A permit is the program: two signatures open an extract of exactly what it names; a researcher asks it a real question."""
import base64
import hashlib
import json
import subprocess

from objects import TOOLS
from walk import ROOT

ID, WINTER = "grippe-2026", "2018-2019"
NOT_FOUND, DENIED, INVALID, PRECONDITION, UNAUTHENTICATED, UNSUPPORTED = 12, 11, 2, 14, 10, 20
DRAFT = """\
v: 1
id: grippe-2026
version: 1
project: {{id: grippe, title: "L'épidémie de l'hiver"}}
controller: Institut d'exemple
legal:
  basis: cnil_authorisation
  convention: C-2026-9
  references:
    - {{kind: cesrees_opinion, number: "12345", date: 2025-09-18}}
    - {{kind: cnil_decision, number: DR-2025-300, date: 2025-12-02}}
  valid_until: 2099-12-31
purposes:
  - {{rule: CSP L.1461-1 III 6°, text: how the epidemic of a winter spread}}
prohibited_uses:
  - {{rule: CSP L.1461-1 V 1°, text: promotion of health products}}
  - {{rule: CSP L.1461-1 V 2°, text: exclusion from insurance contracts}}
people:
  - {{issuer: local, actor: {hugo}, roles: [lead], terms_signed: 2026-01-05, training: 2026-01-06, habilitation_until: 2099-12-31}}
base: snds
snapshot: newest
tables:
  ER_PRS_F: [BEN_NIR_PSA, BEN_RNG_GEM, EXE_SOI_DTD, BEN_RES_DPT, PRS_PAI_MNT, DCT_ORD_NUM]
  ER_PHA_F: [DCT_ORD_NUM, PHA_PRS_C13, PHA_ACT_QSN]
  IR_BEN_R: [BEN_NIR_PSA, BEN_RNG_GEM, BEN_IDT_ANO, BEN_SEX_COD, BEN_NAI_ANN, BEN_RES_DPT]
  T_MCOaaB: [ETA_NUM, RSA_NUM, DGN_PAL]
  T_MCOaaC: [ETA_NUM, RSA_NUM, NIR_ANO_17, EXE_SOI_DTD]
rows:
  care_dates: {{from: {first}, to: {last}, settlement_cutoff: 2022-09, tables: [ER_PRS_F, ER_PHA_F, T_MCOaaB, T_MCOaaC]}}
  regions: []
  codes: []
pseudonyms: one_way
generalisation: {{residence: region, birth: year, death: month, care_date: day}}
output: {{threshold: 11, origin: publication rules of the producer}}
export_recipients: ["{lab}"]
opposition: {{scope: all}}
start: 2026-01-01
end: 2099-12-31
deletion: 2100-03-31
publication_due: 2100-06-30
"""
# Weekly new cases by region: the first day on which a person got the drug against the illness, in the winter.
WEEKLY = """\
SELECT strftime(day, '%G-W%V') AS week, {region} count(*) AS ill
FROM (SELECT l.NUM_ENQ_IDT, min(l.EXE_SOI_DTD) AS day, max(l.BEN_RES_DPT_REG) AS region
      FROM er_prs_f AS l JOIN er_pha_f AS d ON l.LINE_P = d.LINE_P
      WHERE d.PHA_PRS_C13 = '{drug}' AND l.EXE_SOI_DTD BETWEEN DATE '{first}' AND DATE '{last}' AND l.NUM_ENQ_IDT IS NOT NULL
      GROUP BY l.NUM_ENQ_IDT) AS cases
GROUP BY ALL ORDER BY ALL
"""
PEAKS = """\
SELECT region || ' ' || week AS peak FROM ({weekly}) WHERE region IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY region ORDER BY ill DESC, week) = 1 ORDER BY region
"""
ESCAPES = ("SELECT * FROM read_text('/etc/passwd')", "COPY er_prs_f TO 'out.csv'", "ATTACH ':memory:' AS m", "SELECT * FROM 'vault://er_prs_f/0.parquet'",
           "INSTALL httpfs", "SET threads = 4", "PRAGMA database_list", "SELECT * FROM duckdb_settings()", "SELECT getenv('HOME')",
           "SELECT 1; SELECT 2", "CALL enable_logging()", "SELECT * FROM glob('*')")


def fingerprint(path):
    """As `object export` names a Crypt4GH public key."""
    key = base64.b64decode("".join(line for line in path.read_text().splitlines() if not line.startswith("-----")))
    return "SHA256:" + base64.urlsafe_b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def use(walk):
    walk.truth = json.loads((walk.folder / "base/truth/truth.json").read_text())
    oppose(walk)
    sign(walk)
    extract(walk)
    ask(walk)
    export(walk)
    suspend(walk)


def oppose(walk):
    """People who never fell ill object, so that the curve stays that of the truth; every count must still miss them."""
    ill = {row.split(";")[0] for row in (walk.folder / "base/truth/events.csv").read_text().splitlines()[1:]}
    people = [row.split(";") for row in (walk.folder / "base/truth/persons.csv").read_text().splitlines()]
    place = {name: at for at, name in enumerate(people[0])}
    walk.objectors = [row[place["ben_idt_ano"]] for row in people[1:]
                      if row[place["standing"]] == "ordinary" and row[place["identified"]] == "1" and row[0] not in ill][:26]
    walk.next_objector = walk.objectors.pop()
    (walk.folder / "objectors.csv").write_text("\n".join(["BEN_IDT_ANO", *walk.objectors]) + "\n")
    walk.run("opposition", "load", "objectors.csv", "--base", "snds", "--list", "plateforme", *walk.by("lea"))
    (walk.folder / "objectors.csv").unlink()


def sign(walk):
    noe, ines = walk.by("noe"), walk.by("ines")
    people = walk.run("actor", "list", "--json", say=False)["people"]
    hugo = next(person["number"] for person in people if person["name"] == "hugo")
    lab = fingerprint(walk.folder / "recipient/lab.pub")
    (walk.folder / "grippe.yaml").write_text(DRAFT.format(hugo=hugo, lab=lab, first=walk.truth["first_day"], last=walk.truth["last_day"]))
    walk.run("permit", "lint", "grippe.yaml")
    walk.run("permit", "show", "grippe.yaml", "--lang", "fr")
    walk.refused("an extract without a permit", ["project", "extract", ID, *walk.by("hugo")], NOT_FOUND, "there is none of that id",
                 "access.denied", permit=ID, code="not_found")
    walk.run("permit", "sign", "grippe.yaml", *noe)
    walk.refused("a permit with one signature", ["permit", "issue", "grippe.jws", *noe], PRECONDITION, "one signature", "access.denied",
                 permit=ID, why="it carries one signature, not two")
    walk.run("permit", "sign", "grippe.jws", *ines)
    signed = json.loads((walk.folder / "grippe.jws").read_text())
    spoilt = bytearray(base64.urlsafe_b64decode(signed["signatures"][1]["signature"] + "=="))
    spoilt[20] ^= 1
    signed["signatures"][1]["signature"] = base64.urlsafe_b64encode(bytes(spoilt)).decode().rstrip("=")
    (walk.folder / "spoilt.jws").write_text(json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    walk.refused("a permit with a bad signature", ["permit", "issue", "spoilt.jws", *noe], UNAUTHENTICATED, "not its signer's", "access.denied",
                 permit=ID, why="a signature is not its signer's")
    walk.run("permit", "issue", "grippe.jws", *noe)
    expired(walk, hugo, lab)
    walk.run("permit", "list", *walk.by("zoe"))


def expired(walk, hugo, lab):
    """One whose days are over is not issued; one in force opens nothing to a person whose own days are over."""
    draft = DRAFT.format(hugo=hugo, lab=lab, first=walk.truth["first_day"], last=walk.truth["last_day"])
    ended = draft.replace(ID, "grippe-2025").replace("start: 2026-01-01\nend: 2099-12-31", "start: 2025-01-01\nend: 2025-12-31")
    lapsed = draft.replace(ID, "grippe-2024").replace("habilitation_until: 2099-12-31", "habilitation_until: 2026-02-01")
    for name, text in (("ended", ended), ("lapsed", lapsed)):
        (walk.folder / f"{name}.yaml").write_text(text)
        walk.run("permit", "sign", f"{name}.yaml", *walk.by("noe"), say=False)
        walk.run("permit", "sign", f"{name}.jws", *walk.by("ines"), say=False)
    walk.refused("a permit that has expired", ["permit", "issue", "ended.jws", *walk.by("noe")], PRECONDITION, "it ended on 31 December 2025",
                 "access.denied", permit="grippe-2025", why="it ended on")
    walk.run("permit", "issue", "lapsed.jws", *walk.by("noe"), say=False)
    walk.refused("an extract by a person whose habilitation has expired", ["project", "extract", "grippe-2024", *walk.by("hugo")], DENIED,
                 "habilitation ended on", "access.denied", permit="grippe-2024", why="habilitation ended on")
    walk.run("permit", "revoke", "grippe-2024", "--reason", "error", *walk.by("noe"), say=False)


def extract(walk):
    hugo = walk.by("hugo")
    walk.run("project", "extract", ID, "--dry-run", *hugo)
    made = walk.run("project", "extract", ID, "--json", *hugo)
    told = walk.run("project", "extract", ID, "--json", *walk.by("lea"), say=False)
    walk.claim("the same permit, snapshot and lists make no second extract", told["nothing_new"], told,
               f"BOUCLIER project extract {ID} HUGO | grep 'made of the same'")
    hidden = walk.run("project", "extract", ID, *walk.by("rita"), code=NOT_FOUND, say=False).stderr.decode()
    walk.claim("for a person whom the permit does not name the project does not exist", bool(hidden), hidden, f"BOUCLIER project extract {ID} RITA", NOT_FOUND)
    walk.made = made


def sql(walk, query):
    (walk.folder / "query.sql").write_text(query)
    return walk.run("workspace", "sql", ID, "--file", "query.sql", "--json", *walk.by("hugo"), say=False)


def ask(walk):
    winter = next(one for one in walk.truth["winters"] if one["winter"] == WINTER)
    fill = {"drug": walk.truth["codes"]["illness_drug"]["cip13"], "first": winter["from"], "last": winter["to"]}
    people = sql(walk, "SELECT count(*), count(DISTINCT NUM_ENQ_IDT) FROM ir_ben_r")["rows"][0]
    objected, walk.people_in_extract = len(walk.objectors), [[people[0]]]
    accepted = walk.truth["accepted_rows"]["beneficiary_rows"]
    walk.claim(f"the {objected} people who objected are in no count of the extract", int(people[0]) == accepted - objected, (people, accepted, objected),
               passed=True)  # one more objects later (airlock.py)
    national = sql(walk, WEEKLY.format(region="", **fill))["rows"]
    peak = max(national, key=lambda row: int(row[1]))[0]
    walk.claim("the epidemic's peak week is found by SQL", peak == winter["peak_week"], (peak, winter["peak_week"]), f"BOUCLIER workspace sql {ID} --file DEMO/weekly.sql HUGO")
    weekly = WEEKLY.format(region="", **fill)
    (walk.folder / "weekly.sql").write_text(weekly)
    (walk.folder / "ill.sql").write_text(f"SELECT sum(ill) AS ill FROM ({weekly})\n")
    walk.claim("everybody who fell ill is found once", sum(int(row[1]) for row in national) == winter["ill"], (sum(int(row[1]) for row in national), winter["ill"]),
               f"BOUCLIER workspace sql {ID} --file DEMO/ill.sql HUGO | grep -w {winter['ill']}")
    regions = sql(walk, WEEKLY.format(region="region,", **fill))["rows"]
    peaks = {}
    for week, region, ill in regions:
        if region and int(ill) > peaks.get(region, ("", 0))[1]:
            peaks[region] = (week, int(ill))
    wrong = {region: week for region, week in winter["peak_week_by_region"].items() if peaks.get(region, ("",))[0] != week}
    (walk.folder / "peaks.sql").write_text(PEAKS.format(weekly=WEEKLY.format(region="region,", **fill)))
    (walk.folder / "peaks.txt").write_text("".join(f"{region} {week}\n" for region, week in sorted(winter["peak_week_by_region"].items())))
    walk.claim("and the peak week of each region", not wrong, wrong,
               f"BOUCLIER workspace sql {ID} --file DEMO/peaks.sql HUGO | grep -o '^.. 20.*W..' | diff - DEMO/peaks.txt")
    walk.run("workspace", "chart", ID, "--file", "weekly.sql", "--title", "Nouveaux cas par semaine", "--out", "weekly.svg", *walk.by("hugo"))
    walk.claim("the curve is drawn", (walk.folder / "weekly.svg").read_text().lstrip().startswith("<svg"), "",
               "head -1 DEMO/weekly.svg | grep -o '^<svg'")
    walk.refused("a column that is not granted", ["workspace", "sql", ID, "SELECT PRS_NAT_REF FROM er_prs_f LIMIT 1", *walk.by("hugo")], INVALID,
                 "PRS_NAT_REF", "workspace.sql.failed", code="invalid_argument")
    got_through, first = [], walk.run("ledger", "tail", "--count", 1, "--json", say=False)["size"]
    for query in ESCAPES:
        done = walk.start("workspace", "sql", ID, query, *walk.by("hugo"))
        if done.returncode not in (INVALID, UNSUPPORTED):
            got_through.append((query, done.returncode))
    told = [entry for entry in walk.run("ledger", "tail", "--count", 2 * len(ESCAPES) + 8, "--json", say=False)["entries"]
            if entry["index"] >= first and entry["action"] == "workspace.sql.failed"]
    walk.claim(f"{len(ESCAPES)} ways out of SQL are refused, and the log says so of each", not got_through and len(told) == len(ESCAPES),
               (got_through, len(told)), f"BOUCLIER ledger show {told[-1]['index'] if told else 0}")
    walk.figures.update(sql_escapes_refused=len(ESCAPES), peak_week=peak)


def export(walk):
    walk.run("project", "export", ID, "--recipient", "recipient/lab.pub", "--out", "export", *walk.by("hugo"))
    walk.refused("an export to a key that the permit does not name",
                 ["project", "export", ID, "--recipient", "recipient/steward.pub", "--out", "export-other", *walk.by("hugo")], DENIED,
                 "the permit names no key", "access.denied", permit=ID, why="the permit names no key")
    walk.claim("and nothing of it is written", not (walk.folder / "export-other").exists(), "", "test ! -e DEMO/export-other")
    [sealed] = sorted((walk.folder / "export").rglob("*IR_BEN_R*.c4gh"))[:1]
    with open(sealed, "rb") as file:
        plain = subprocess.run([TOOLS / "crypt4gh", "decrypt", "--sk", walk.folder / "recipient/lab.sec"], stdin=file, capture_output=True, check=False).stdout
    walk.claim("the reference Crypt4GH tool opens the exported table: a Parquet file", plain[:4] == b"PAR1" == plain[-4:], plain[:16],
               f"build/tools/venv/bin/crypt4gh decrypt --sk DEMO/recipient/lab.sec <{walk.shown(sealed)} | tail -c 4 | grep -x PAR1")
    manifest = json.loads((walk.folder / "export/manifest.json").read_text())
    walk.exported, walk.extract_tables = sealed, [{"table": table["table"], "rows": table["rows"], "columns": [column["name"] for column in table["columns"]]}
                                                  for table in manifest["tables"]]
    if walk.options.cases:  # with readers that only tests need
        judged = subprocess.run([TOOLS / "python", ROOT / "tools/judges/exported_tables.py", walk.folder / "export", walk.folder / "recipient/lab.sec"],
                                capture_output=True, text=True, check=False)
        walk.claim("pyarrow and DuckDB read what was exported as the manifest says", judged.returncode == 0, judged.stdout[-500:] + judged.stderr[-500:],
                   "build/tools/venv/bin/python tools/judges/exported_tables.py DEMO/export DEMO/recipient/lab.sec")
    walk.figures.update(extract_rows=sum(table["rows"] for table in walk.extract_tables))


def suspend(walk):
    noe, hugo = walk.by("noe"), walk.by("hugo")
    stopped = walk.run("permit", "suspend", ID, "--reason", "authority", "--json", *noe)
    walk.refused("a query under a suspended permit", ["workspace", "sql", ID, "SELECT 1", *hugo], DENIED, "suspended since", "access.denied",
                 permit=ID, why="suspended since")
    walk.claim("the ledger says who suspended it", stopped["ledger_index"] > 0, "", f"BOUCLIER ledger show {stopped['ledger_index']}")
    walk.run("permit", "resume", ID, "--reason", "settled", *noe)
    walk.run("workspace", "sql", ID, "SELECT count(*) AS people FROM ir_ben_r", *hugo)
