# SPDX-License-Identifier: Apache-2.0
"""The national base in small: raw sealed CSV to a published snapshot, beside DuckDB's nine-key join of the same files.

Ours: authenticates and opens the files, checks every cell, finds who is who, replaces identifiers by ordinals, joins drugs and acts
to their lines, clusters by person, flags, and seals Parquet files under new keys; both sides of the store are a local folder.
DuckDB: reads the plain CSV (types by its sniffer, unreadable rows passed over), joins drugs and acts of each month to its lines by
the nine keys, orders by beneficiary number, writes plain Parquet with zstd. Two threads both, a process each.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile

import figures
import programs

NAME = "base"
FIGURES = ["base.cpu", "base.wall", "base.memory", "scan.all_cpu", "scan.ten_cpu", "scan.all_duckdb", "scan.ten_duckdb"]
NINE = "DCT_ORD_NUM, FLX_DIS_DTD, FLX_EMT_NUM, FLX_EMT_ORD, FLX_EMT_TYP, FLX_TRT_DTD, ORG_CLE_NUM, PRS_ORD_NUM, REM_TYP_AFF"
TEN = ("person, psa, care_line, care_from, flags, BEN_NAI_ANN, BEN_SEX_COD, BEN_RES_DPT, PRS_NAT_REF, PRS_PAI_MNT")
KEY_TYPES = {key: "DATE" if key.endswith("_DTD") else "VARCHAR" if key == "ORG_CLE_NUM" else "BIGINT" for key in NINE.split(", ")}
SET_UP = ["SET threads = 2", "SET enable_progress_bar = false"]
PEOPLE, QUICK_PEOPLE, MONTHS = 200_000, 20_000, 12


def ours(*words):
    return programs.run_json([programs.BENCH / "base_bench", *words])


def duckdb(statements):
    """JSON of the program and what it used."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(SET_UP + statements) + "\n")
        file.flush()
        return programs.run_json(["sh", "-c", f'exec "{programs.BENCH / "duck_bench"}" < "{file.name}"'])


def csv(path, types=None):
    """`types`: where a damaged cell among the first rows would make a column a text in one file and a number in the other."""
    named = ", types={" + ", ".join(f"'{column}': '{kind}'" for column, kind in types.items()) + "}" if types else ""
    return f"read_csv('{path}', delim=';', header=true, ignore_errors=true{named})"


def join(files, out):
    """Statements: by month, care lines, then their details."""
    statements = []
    for lines in sorted((files / "dcir").glob("ER_PRS_F_*.csv")):
        month = lines.stem[-6:]
        to = lambda table: f"TO '{out}/{table}_{month}.parquet' (FORMAT parquet, COMPRESSION zstd)"
        statements += [f"CREATE OR REPLACE TEMP TABLE prs AS SELECT * FROM {csv(lines, KEY_TYPES)}",
                       f"COPY (SELECT * FROM prs ORDER BY BEN_NIR_PSA, BEN_RNG_GEM) {to('ER_PRS_F')}"]
        for table in ("ER_PHA_F", "ER_CAM_F"):
            details = files / "dcir" / f"{table}_{month}.csv"
            if details.exists():
                statements.append(f"COPY (SELECT d.*, p.BEN_NIR_PSA, p.BEN_RNG_GEM, p.EXE_SOI_DTD FROM {csv(details, KEY_TYPES)} d LEFT JOIN prs p "
                                  f"USING ({NINE}) ORDER BY p.BEN_NIR_PSA, p.BEN_RNG_GEM) {to(table)}")
    for people in sorted((files / "beneficiaires").glob("IR_BEN_R*.csv")):
        statements.append(f"COPY (SELECT * FROM {csv(people)} ORDER BY BEN_NIR_PSA, BEN_RNG_GEM) TO '{out}/{people.stem}.parquet' "
                          "(FORMAT parquet, COMPRESSION zstd)")
    return statements


def scan(plain, ten):
    if ten:
        counts = ", ".join(f"count({column.strip()})" for column in TEN.split(","))
        return [f"SELECT {counts} FROM read_parquet('{plain}/ER_PRS_F/*.parquet')"]
    return [f"SELECT count(COLUMNS(*)) FROM read_parquet('{table}/*.parquet', union_by_name=true)"
            for table in sorted(plain.iterdir())]


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(quick):
    programs.build("base_bench", "duck_bench")
    people = QUICK_PEOPLE if quick else PEOPLE
    top = pathlib.Path(tempfile.mkdtemp(prefix="base.", dir=programs.BENCH))
    try:
        return measure(top, people)
    finally:
        shutil.rmtree(top, ignore_errors=True)


def measure(top, people):
    ours("make", top, people, MONTHS)
    store = top / "store"
    version = duckdb(["SELECT 1"])[0]["version"]
    peer, arrow = "DuckDB join into plain Parquet", "Arrow, plain files"
    cpu = figures.Figure("base.cpu", "CPU s", peer, version, bar=2, lower=True)
    wall = figures.Figure("base.wall", "s", peer, version, lower=True)
    memory = figures.Figure("base.memory", "MB", peer, version, bar=1024, bar_on_value=True, lower=True)
    for _ in range(figures.ALTERNATIONS):
        work = fresh(top / "work")
        shutil.copy(top / "state.db", work)
        # Hard links: what a run adds to the store does not stay for the next one.
        subprocess.run(["cp", "-rl", store, top / "kept"], check=True)
        os.sync()
        told, used = programs.run_json([programs.BENCH / "base_bench", "ingest", top, work, 2])
        theirs_told, theirs = duckdb(join(top / "synth/files", fresh(top / "duck")))
        cpu.add(used.cpu_s, theirs.cpu_s)
        wall.add(told["wall_ms"] / 1000, theirs_told["wall_ms"] / 1000)
        memory.add(used.peak_mb, theirs.peak_mb)
        shutil.rmtree(top / "last", ignore_errors=True)
        store.rename(top / "last")
        (top / "kept").rename(store)
    shutil.rmtree(store)
    (top / "last").rename(store)  # of the last snapshot
    return [cpu, wall, memory, *scans(top, version, arrow)]


def scans(top, version, arrow):
    plain = top / "plain"
    programs.run([programs.BENCH / "base_bench", "plain", top, top / "work", plain])
    found = []
    for which in ("all", "ten"):
        # Arrow: the library that both sides read Parquet with.
        by_arrow = figures.Figure(f"scan.{which}_cpu", "CPU s", arrow, "26.0.1", bar=1.2, lower=True)
        by_duckdb = figures.Figure(f"scan.{which}_duckdb", "CPU s", "DuckDB, plain files", version, lower=True)
        for _ in range(figures.ALTERNATIONS):
            told, used = ours("scan", top, top / "work", which)
            theirs_told, theirs = ours("scan-plain", plain, which)
            if (told["rows"], told["nulls"]) != (theirs_told["rows"], theirs_told["nulls"]):
                raise programs.Failed("the two sides read different rows")
            by_arrow.add(used.cpu_s, theirs.cpu_s)
            by_duckdb.add(used.cpu_s, duckdb(scan(plain, which == "ten"))[1].cpu_s)
        found += [by_arrow, by_duckdb]
    return found
