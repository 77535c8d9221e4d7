# SPDX-License-Identifier: Apache-2.0
"""Pseudonyms on one core: a column at a time, beside one call of OpenSSL's HMAC() for each.

Both sides make the same pseudonyms (a digest of the first ones is compared). CPU is told for a thousand million of them: the
people, or the care lines of a month. Peak memory is the process's own, column included.
"""
import figures
import programs

NAME = "pseudonyms"
FIGURES = ["pseudonyms.ratio", "pseudonyms.per_core", "pseudonyms.cpu", "pseudonyms.memory"]


def side(name, seconds):
    return programs.run_json([programs.BENCH / "pseudonyms_bench", name, seconds])[0]


def run(quick):
    programs.build("pseudonyms_bench")
    peer = "OpenSSL HMAC(), one call each"
    version = programs.run(["openssl", "version"]).output.split()[1]
    ratio = figures.Figure("pseudonyms.ratio", "1/s", peer, version, bar=10)
    rate = figures.Figure("pseudonyms.per_core", "1/s", peer, version, bar=10_000_000, bar_on_value=True)
    cpu = figures.Figure("pseudonyms.cpu", "CPU s/1e9", peer, version, lower=True)
    memory = figures.Figure("pseudonyms.memory", "MB", peer, version, lower=True)
    for _ in range(figures.ALTERNATIONS):
        ours, theirs = side("batch", 0.05 if quick else 2), side("oneshot", 0.05 if quick else 2)
        if ours["first"] != theirs["first"]:
            raise programs.Failed("the two sides make different pseudonyms")
        ratio.add(ours["per_s"], theirs["per_s"])
        rate.add(ours["per_s"], theirs["per_s"])
        cpu.add(1e9 / ours["per_s"], 1e9 / theirs["per_s"])
        memory.add(ours["peak_mb"], theirs["peak_mb"])
    return [ratio, rate, cpu, memory]
