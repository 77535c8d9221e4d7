# SPDX-License-Identifier: Apache-2.0
"""A project's extract: some 20 % of the care lines, 21 columns, one-way pseudonyms, sealed; beside DuckDB's COPY of the same rows and columns.

Ours is the command a researcher types, its start, tokens and ledger included: it opens the sealed tables at an S3 server, filters by
dates of care, leaves out who objects (nobody here), makes a pseudonym of each identifier, orders by pseudonym, seals Parquet files under
the project's key. Each alternation is another permit, so that each extract is made. DuckDB reads plain Parquet of the same months in a
folder and writes plain Parquet with zstd, in no order. Two threads both.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import base
import exit_sides
import figures
import programs

sys.path.insert(0, str(programs.ROOT / "tools/testing"))
from hub_config import hub_yaml, s3_host, write_secret  # noqa: E402

NAME = "extract"
FIGURES = ["extract.rows", "extract.wall", "extract.cpu", "extract.memory"]
PEOPLE, QUICK_PEOPLE, MONTHS = 200_000, 20_000, 12
FROM, TO = "2018-11-01", "2019-01-12"  # of July 2018 to June 2019
COLUMNS = ("BEN_NIR_PSA BEN_RNG_GEM DCT_ORD_NUM PFS_EXE_NUM EXE_SOI_DTD BEN_RES_DPT BEN_NAI_ANN BEN_SEX_COD PRS_PAI_MNT BSE_REM_MNT PRS_NAT_REF "
           "PSE_SPE_COD CPL_MAJ_TOP DPN_QLF PRS_ACT_QTE ORG_AFF_BEN BSE_PRS_NAT PRS_ACT_NBR RGM_COD EXO_MTF PRS_DEP_MNT").split()
PERMIT = """\
v: 1
id: {id}
version: 1
project: {{id: bench, title: a bench}}
controller: nobody
legal:
  basis: cnil_authorisation
  convention: C-1
  references: [{{kind: cesrees_opinion, number: "1", date: 2025-09-18}}, {{kind: cnil_decision, number: DR-1, date: 2025-12-02}}]
  valid_until: 2099-12-31
purposes: [{{rule: CSP L.1461-1 III 6°, text: a bench}}]
prohibited_uses: [{{rule: CSP L.1461-1 V 1°, text: promotion}}]
people: [{{issuer: local, actor: {actor}, roles: [lead], terms_signed: 2026-01-05, training: 2026-01-06, habilitation_until: 2099-12-31}}]
base: snds
snapshot: newest
tables: {{ER_PRS_F: [{columns}]}}
rows:
  care_dates: {{from: {first}, to: {last}, settlement_cutoff: 2021-12, tables: [ER_PRS_F]}}
  regions: []
  codes: []
pseudonyms: one_way
generalisation: {{residence: department, birth: year, death: month, care_date: day}}
output: {{threshold: 11, origin: a bench}}
export_recipients: []
opposition: {{scope: all}}
start: 2026-01-01
end: 2099-12-31
deletion: 2100-03-31
publication_due: 2100-06-30
"""


class Hub:
    """Tables at an S3 server, made before anything is timed."""

    def __init__(self, top, people):
        self.top = top
        (top / "secrets").mkdir(parents=True)
        write_secret(top / "secrets/passphrase", "passphrase of a bench")
        self.servers = exit_sides.servers("start", top / "servers", "s3", "softhsm")
        self.do("synth", "--out", top / "base", "--people", people, "--months", MONTHS, "--quiet")
        (top / "hub.yaml").write_text(hub_yaml("Bench", self.servers["softhsm"], f"{{id: old, kind: folder, path: {top}/base/files}}",
                                               [s3_host("host", self.servers["s3"])], {"snds": ""}, (), {"snds": ["snds"]}))
        self.do("init")
        for name, role in (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher")):
            self.do("actor", "add", name, "--role", role, "--new-passphrase-file", top / "secrets/passphrase")
        self.do("migrate", "inventory", *self.by("camille"))
        self.do("migrate", "run", *self.by("camille"))
        self.do("ingest", "run", "snds", "--threads", 2, *self.by("lea"))
        people = json.loads(self.do("actor", "list", "--json").output)["people"]
        self.hugo = next(person["number"] for person in people if person["name"] == "hugo")

    def by(self, name):
        return ["--as", name, "--passphrase-file", self.top / "secrets/passphrase"]

    def do(self, *words):
        return programs.run([programs.BUILD / "bin/bouclier", *words], {"BOUCLIER_CONFIG": str(self.top / "hub.yaml")})

    def permit(self, name):
        draft, signed = self.top / f"{name}.yaml", self.top / f"{name}.jws"
        draft.write_text(PERMIT.format(id=name, actor=self.hugo, columns=", ".join(COLUMNS), first=FROM, last=TO))
        self.do("permit", "sign", draft, *self.by("noe"))
        self.do("permit", "sign", signed, *self.by("ines"))
        self.do("permit", "issue", signed, *self.by("noe"))

    def extract(self, name):
        """Rows given, and what it used."""
        used = self.do("project", "extract", name, "--threads", 2, "--json", *self.by("hugo"))
        [table] = json.loads(used.output)["manifest"]["tables"]
        return table["rows"], used


def plain_tables(files, into):
    """The same months as plain Parquet."""
    into.mkdir()
    types = {name: "DATE" if name.endswith("_DTD") else "DECIMAL(18,2)" if name.endswith("_MNT") else "VARCHAR" for name in COLUMNS}
    base.duckdb([f"COPY (SELECT * FROM {base.csv(lines, types | base.KEY_TYPES)}) TO '{into}/{lines.stem}.parquet' (FORMAT parquet, COMPRESSION zstd)"
                 for lines in sorted((files / "dcir").glob("ER_PRS_F_*.csv"))])


def copy(plain, out):
    columns = ", ".join(COLUMNS)
    return [f"COPY (SELECT {columns} FROM read_parquet('{plain}/*.parquet', union_by_name=true) WHERE EXE_SOI_DTD BETWEEN DATE '{FROM}' AND "
            f"DATE '{TO}') TO '{out}' (FORMAT parquet, COMPRESSION zstd)"]


def run(quick):
    programs.build("bouclier", "duck_bench")
    top = pathlib.Path(tempfile.mkdtemp(prefix="extract.", dir=programs.BENCH))
    try:
        return measure(top, QUICK_PEOPLE if quick else PEOPLE)
    finally:
        subprocess.run([programs.ROOT / "tools/servers", "stop", top / "servers"], capture_output=True, check=False)
        shutil.rmtree(top, ignore_errors=True)


def measure(top, people):
    hub = Hub(top, people)
    plain_tables(top / "base/files", top / "plain")
    version = base.duckdb(["SELECT 1"])[0]["version"]
    peer = "DuckDB COPY, plain Parquet"
    rows_s = figures.Figure("extract.rows", "rows/s", peer, version, bar=500_000, bar_on_value=True)
    wall = figures.Figure("extract.wall", "s", peer, version, lower=True)
    cpu = figures.Figure("extract.cpu", "CPU s", peer, version, lower=True)
    memory = figures.Figure("extract.memory", "MB", peer, version, bar=1024, bar_on_value=True, lower=True)
    for number in range(figures.ALTERNATIONS):
        hub.permit(f"bench-{number}")
        rows, ours = hub.extract(f"bench-{number}")
        out = top / "copy.parquet"
        _, theirs = base.duckdb(copy(top / "plain", out))
        out.unlink()
        rows_s.add(rows / ours.wall_s, rows / theirs.wall_s)
        wall.add(ours.wall_s, theirs.wall_s)
        cpu.add(ours.cpu_s, theirs.cpu_s)
        memory.add(ours.peak_mb, theirs.peak_mb)
    return [rows_s, wall, cpu, memory]
