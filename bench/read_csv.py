# SPDX-License-Identifier: Apache-2.0
"""Reading delivered CSV into typed columns on one core, beside DuckDB's reader: ER_PRS_F of a synthetic base.

Both sides have the same files and types and keep the columns in memory; ours has them in memory before, DuckDB's come from the page
cache. Ours checks identifiers without keeping them (ingest maps them from the cells) and, in the second figure, also sets quality flags
and watches for plain identities, which DuckDB does not.
"""
import pathlib
import tempfile

import figures
import programs

NAME = "csv"
FIGURES = ["csv.columns", "csv.checked"]


def run(quick):
    programs.build("bouclier", "csv_bench", "duckdb_csv")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder) / "base"
        programs.run([programs.BUILD / "bin/bouclier", "synth", "--out", base, "--people", 1000 if quick else 20000])
        files = sorted((base / "files/dcir").glob("ER_PRS_F_2019*.csv"))
        if not files:
            raise programs.Failed("the synthetic base has no ER_PRS_F of 2019")
        for _ in range(figures.ALTERNATIONS):
            ours, _ = programs.run_json([programs.BENCH / "csv_bench", 0.05 if quick else 1, *files])
            theirs, _ = programs.run_json([programs.BENCH / "duckdb_csv", 0.05 if quick else 1, *files])
            for name in ("columns", "checked"):
                figure = found.setdefault(name, figures.Figure(f"csv.{name}", "MB/s", "DuckDB read_csv, one thread", theirs["version"]))
                figure.add(ours[f"{name}_mb_s"], theirs["columns_mb_s"])
    return list(found.values())
