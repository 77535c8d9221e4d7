# SPDX-License-Identifier: Apache-2.0
"""A query of 500 cells over 2 million rows with the persons of each cell found, beside the same query as it is.

Both are asked in turn of one session, on one thread, over a table of 100,000 persons in memory. Milliseconds of wall time.
"""
import base
import figures
import programs

NAME = "output"
FIGURES = ["output.persons"]


def run(quick):
    programs.build("output_bench", "duck_bench")
    version = base.duckdb(["SELECT 1"])[0]["version"]
    took = figures.Figure("output.persons", "ms", "the same query without persons", version, bar=1000, lower=True,
                          bar_on_value=True)
    rows, persons = (20_000, 1000) if quick else (2_000_000, 100_000)
    for _ in range(figures.ALTERNATIONS):
        ours, _ = programs.run_json([programs.BENCH / "output_bench", rows, persons, 3, 1])
        took.add(ours["checked_ms"], ours["plain_ms"])
    return [took]
