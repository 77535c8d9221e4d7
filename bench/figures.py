# SPDX-License-Identifier: Apache-2.0
"""What a bench hands back, when it fails, and how a figure is printed and kept.

A bench is a module with NAME, FIGURES (the list of ids it owes) and run(context) -> [Figure]. It alternates: our side, the peer, our
side, the peer…; so a figure holds as many values of the one as of the other.
"""
import dataclasses
import datetime
import json
import os
import platform
import statistics

ALTERNATIONS = 5


@dataclasses.dataclass
class Figure:
    """`bar` is a limit of the ratio to the peer, or of the value itself when `bar_on_value`; `lower` : less is better."""
    id: str
    unit: str
    peer: str
    peer_version: str
    ours: list = dataclasses.field(default_factory=list)
    theirs: list = dataclasses.field(default_factory=list)
    bar: float | None = None
    bar_on_value: bool = False
    lower: bool = False

    def add(self, ours, theirs):
        self.ours.append(ours)
        self.theirs.append(theirs)

    def value(self):
        return statistics.median(self.ours)

    def peer_value(self):
        return statistics.median(self.theirs)

    def ratio(self):
        """The median of the ratios of the pairs: what disturbs both sides of a pair cancels out."""
        return statistics.median(one / other for one, other in zip(self.ours, self.theirs))

    def met(self):
        if self.bar is None:
            return None
        judged = self.value() if self.bar_on_value else self.ratio()
        return judged <= self.bar if self.lower else judged >= self.bar


def faults(owed, figures):
    """Why this bench fails: one sentence a reason; empty when it does not."""
    found = {figure.id: figure for figure in figures}
    reasons = [f"{name}: not measured" for name in owed if name not in found]
    reasons += [f"{name}: not in the bench's list" for name in found if name not in owed]
    for figure in figures:
        if len(found) != len(figures) and found[figure.id] is not figure:
            reasons.append(f"{figure.id}: given twice")
        if not figure.peer or not figure.peer_version or len(figure.theirs) != len(figure.ours) or not all(figure.theirs):
            reasons.append(f"{figure.id}: lacks its pair")
        if not all(value is not None and value > 0 for value in figure.ours):
            reasons.append(f"{figure.id}: a value is not above zero")
        if len(figure.ours) < ALTERNATIONS:
            reasons.append(f"{figure.id}: {len(figure.ours)} alternations, {ALTERNATIONS} are needed")
    return reasons


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {len(os.sched_getaffinity(0))} cores, Linux {platform.release().split('-')[0]}"


def as_line(figure):
    """The JSON of one figure. `spread` and `peer_spread`: lowest and highest."""
    return json.dumps({
        "id": figure.id, "value": figure.value(), "unit": figure.unit, "peer": figure.peer, "peer_version": figure.peer_version,
        "peer_value": figure.peer_value(), "ratio": figure.ratio(), "bar": figure.bar, "met": figure.met(), "runs": len(figure.ours),
        "machine": machine(), "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "spread": [min(figure.ours), max(figure.ours)], "peer_spread": [min(figure.theirs), max(figure.theirs)]})


def short(number):
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def row(figure):
    bar = "-" if figure.bar is None else f"{'<=' if figure.lower else '>='} {short(figure.bar)}{'' if figure.bar_on_value else 'x'}"
    met = {None: "-", True: "yes", False: "no"}[figure.met()]
    return [figure.id, f"{short(figure.value())} ({short(min(figure.ours))}..{short(max(figure.ours))})", figure.unit,
            f"{short(figure.peer_value())} ({short(min(figure.theirs))}..{short(max(figure.theirs))})",
            f"{figure.peer} {figure.peer_version}", f"{figure.ratio():.2f}x", bar, met]


def table(figures):
    rows = [["figure", "ours (spread)", "unit", "peer (spread)", "peer", "ratio", "bar", "met"], *map(row, figures)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in rows)
