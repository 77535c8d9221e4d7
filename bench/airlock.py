# SPDX-License-Identifier: Apache-2.0
"""What asks to leave, judged: a query of 500 cells over 2 million rows, beside the same query without checks.

airlock.judged: with the persons of each cell found, numbered as in the base, and judged by the rules. airlock.remembered: compared
with 200 releases of 500 cells too, sealed rows in SQLite. Milliseconds of wall time from the query to its verdict, as many threads
as cores; .cpu of these; .memory the peak of the whole process. Table and memory are made once; the files stay in the page cache.
"""
import shutil
import tempfile

import base
import figures
import programs

NAME = "airlock"
PEER = "the same query without checks"
BARS = {"judged": 1000, "remembered": 2000}
UNITS = {"": "ms", ".cpu": "ms CPU", ".memory": "MB"}
FIGURES = [f"airlock.{mode}{part}" for mode in BARS for part in UNITS]


def measure(mode, folder):
    found, _ = programs.run_json([programs.BENCH / "airlock_bench", mode, folder])
    return {"": found["ms"], ".cpu": found["cpu_ms"], ".memory": found["peak_mb"]}, found


def run(quick):
    programs.build("airlock_bench", "duck_bench")
    version = base.duckdb(["SELECT 1"])[0]["version"]
    rows, persons, releases = (200_000, 10_000, 4) if quick else (2_000_000, 100_000, 200)
    taken = {f"airlock.{mode}{part}": figures.Figure(f"airlock.{mode}{part}", unit, PEER, version, bar=None if part else bar, lower=True,
                                                    bar_on_value=True)
             for mode, bar in BARS.items() for part, unit in UNITS.items()}
    folder = tempfile.mkdtemp(prefix="airlock-", dir=programs.BENCH)
    try:
        programs.run([programs.BENCH / "airlock_bench", "make", folder, rows, persons, releases])
        for _ in range(figures.ALTERNATIONS):
            for mode in BARS:
                ours, found = measure(mode, folder)
                theirs, _ = measure("plain", folder)
                if found["verdict"] != "pass" or found["cells"] != 500 or (found["released_groups"] > 0) != (mode == "remembered"):
                    raise programs.Failed(f"{mode} judged something else: {found}")
                for part in UNITS:
                    taken[f"airlock.{mode}{part}"].add(ours[part], theirs[part])
    finally:
        shutil.rmtree(folder)
    return list(taken.values())
