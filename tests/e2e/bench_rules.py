#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When a bench fails, and what a figure's line holds. Nothing is timed here."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
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
    "the table names figure and peer": "a.b" in table([figure()]) and "peer 1.0" in table([figure()]),
}
for name, holds in CASES.items():
    print(f"ok {name}" if holds else f"not ok {name}: does not hold")
sys.exit(0 if all(CASES.values()) else 1)
