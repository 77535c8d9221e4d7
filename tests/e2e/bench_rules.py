#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When a bench fails, and what a figure's line holds. Nothing is timed here."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import exit_azure  # noqa: E402
import programs  # noqa: E402
from exit_sides import Spent  # noqa: E402
from figures import ALTERNATIONS, Figure, as_line, faults, table  # noqa: E402


def figure(pairs=ALTERNATIONS, **more):
    made = Figure("a.b", "GB/s", "peer", "1.0", **more)
    for n in range(pairs):
        made.add(2.0 + n, 1.0 + n / 2)
    return made


def unpaired():
    made = figure()
    made.theirs.pop()
    return made


def add_to_exit(peak_mb):
    """Whether the bench `exit` takes a client of that peak; it fills no cloud and starts nothing here."""
    work = exit_azure.work_sets(True)[0]
    try:
        work.add(Spent(cpu_s=1.0, peak_mb=peak_mb, wall_s=1.0), Spent(cpu_s=2.0, peak_mb=1e6, wall_s=1.0))
    except programs.Failed:
        return False
    return work.cpu.ratio() == 0.5


KEYS = set("id value unit peer peer_version peer_value ratio bar met runs machine date".split())
CASES = {
    "a complete bench does not fail": faults(["a.b"], [figure()]) == [],
    "a missing figure fails": faults(["a.b", "a.c"], [figure()]) == ["a.c: not measured"],
    "a bench without figures fails": faults(["a.b"], []) == ["a.b: not measured"],
    "a figure outside of the list fails": faults([], [figure()]) == ["a.b: not in the bench's list"],
    "a figure without its pair fails": faults(["a.b"], [unpaired()]) == ["a.b: lacks its pair"],
    "four alternations fail": faults(["a.b"], [figure(4)]) == ["a.b: 4 alternations, 5 are needed"],
    "a line holds every key": KEYS <= set(json.loads(as_line(figure()))),
    "the value is the median": json.loads(as_line(figure()))["value"] == 4.0,
    "the ratio is that of the pairs": json.loads(as_line(figure()))["ratio"] == 2.0,
    "without a bar nothing is met or missed": figure().met() is None,
    "a bar on the ratio": figure(bar=2.0).met() is True and figure(bar=2.1).met() is False,
    "a bar on the value, less being better": figure(bar=4.0, bar_on_value=True, lower=True).met() is True,
    "a bar on the ratio, less being better": figure(bar=2.0, lower=True).met() is True and figure(bar=1.9, lower=True).met() is False,
    "a client's peak above the bench's own is taken": add_to_exit(1e6),
    "a client's peak hidden behind the bench's own fails": not add_to_exit(0.1),
    "the table names figure and peer": "a.b" in table([figure()]) and "peer 1.0" in table([figure()]),
}
for name, holds in CASES.items():
    print(f"ok {name}" if holds else f"not ok {name}: does not hold")
sys.exit(0 if all(CASES.values()) else 1)
