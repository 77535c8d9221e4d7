#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a hostile host can do, done in its storage, and what the readers answer. Everything is put back afterwards.

    tools/walk/attacks.py [FOLDER]     build/demo by default, whose servers must be up (./demo --keep)

Attacks: a body cut at a segment boundary, two segments swapped, the bodies of two objects swapped, one bit flipped, the true old body of an
overwritten blob put back. For each: whole reads, reads that touch the damage, and `vault check` (which names the object and nothing else) must
refuse; reads beside it must give exactly the recorded bytes. The controls, readers that lack just the guard that stops an attack and accept it,
are in vault/test (./test --only vault:F14*), never in the product.
"""
import argparse
import json
import pathlib
import sys

from walk import ROOT, Walk

OVERWRITTEN = "imaging/scanner-thorax.dcm"
ATTACKED = ("imaging/irm-volume-a.dcm", "imaging/irm-volume-b.dcm")  # of one size, as OVERWRITTEN of several segments

PLAIN, SEALED = 65_536, 65_536 + 28  # a segment, in clear and sealed
CORRUPTION = 19  # exit code: docs/ERRORS.md


class Victim:
    """An object of three segments or more, and its body as it lies in the host's storage."""

    def __init__(self, walk, stored, host):
        self.walk, self.name = walk, stored["name"]
        self.body = self.at(host, stored)
        self.sealed = self.body.read_bytes()
        self.plain = walk.start("object", "get", "imaging", self.name, "--out", "-", *walk.by("lea")).stdout
        self.segments = -(-len(self.plain) // PLAIN)
        if self.segments < 3 or len(self.plain) != stored["bytes"]:
            raise RuntimeError(f"{self.name}: not an object of three segments that reads whole")

    @staticmethod
    def at(host, stored):
        found = list(pathlib.Path(host).glob(f"*/hub/o/*/{stored['object']}/{stored['generation']}-*"))
        if not found:
            raise RuntimeError(f"{stored['name']}: no body in the host's storage")
        return max(found, key=lambda path: path.stat().st_mtime)  # a kill may have left an earlier attempt beside it

    def put(self, data):
        """Same file, same attributes: only its bytes are others."""
        with open(self.body, "r+b") as file:
            file.write(data)
            file.truncate(len(data))

    def get(self, *more):
        return self.walk.start("object", "get", "imaging", self.name, "--out", "-", *more, *self.walk.by("lea"))

    def range(self, segment):
        """Reads 1,000 bytes inside a segment: the answer, and whether it is exactly what is recorded."""
        first = segment * PLAIN + 5
        last = min(first + 1000, len(self.plain)) - 1
        done = self.get("--range", f"{first}-{last}")
        return done, done.returncode == 0 and done.stdout == self.plain[first:last + 1]


def swapped(sealed, one, other):
    data = bytearray(sealed)
    a, b = slice(one * SEALED, (one + 1) * SEALED), slice(other * SEALED, (other + 1) * SEALED)
    data[a], data[b] = sealed[b], sealed[a]
    return data


def flipped(sealed, segment):
    data = bytearray(sealed)
    data[segment * SEALED + 100] ^= 0x10
    return data


def refused(done):
    return done.returncode == CORRUPTION and not done.stdout


def tried(segments, damaged):
    """Segments to read: the first and last that are damaged, and those nearest to them that are not."""
    first, last = min(damaged), max(damaged)
    return sorted({first, last, *(place for place in (first - 1, last + 1) if 0 <= place < segments and place not in damaged)})


def seen(walk, victims, damaged):
    """What differs from what must be, in words; empty when all is as it must be."""
    wrong = []
    for victim in victims:
        whole = victim.get()
        if not refused(whole):
            wrong.append(f"{victim.name} read whole: ended with {whole.returncode}")
        for segment in tried(victim.segments, damaged):
            done, exact = victim.range(segment)
            if not (refused(done) if segment in damaged else exact):
                wrong.append(f"{victim.name} segment {segment}: ended with {done.returncode}")
    check = walk.start("vault", "check", "--json", *walk.by("camille"))
    named = sorted(finding["name"] for finding in json.loads(check.stdout)["findings"])
    if check.returncode != CORRUPTION or named != sorted(victim.name for victim in victims):
        wrong.append(f"vault check: ended with {check.returncode}, names {named}")
    return wrong


def attacks(host, old_body, stored):
    """(what, {victim: bytes put in place of its body}, segments that must be refused)"""
    one, two, over = host[ATTACKED[0]], host[ATTACKED[1]], host[OVERWRITTEN]
    every = set(range(one.segments))
    return [
        ("cut at a segment boundary", {one: one.sealed[:2 * SEALED]}, every - {0, 1}),
        ("two segments swapped", {one: swapped(one.sealed, 1, 2)}, {1, 2}),
        ("the bodies of two objects swapped", {one: two.sealed, two: one.sealed}, every),
        ("one bit flipped", {one: flipped(one.sealed, 1)}, {1}),
        ("the true old body of the overwritten blob put back", {over: old_body}, every),
    ]


def attack(walk):
    stored = {one["name"]: one for one in walk.run("object", "list", "imaging", "--json", *walk.by("lea"), say=False)["objects"]}
    host = {name: Victim(walk, stored[name], walk.servers["s3-final"]["data"]) for name in (*ATTACKED, OVERWRITTEN)}
    old_body = Victim.at(walk.servers["s3-interim"]["data"], {**stored[OVERWRITTEN], "generation": 1}).read_bytes()
    everything = attacks(host, old_body, stored)
    for what, bodies, damaged in everything:
        try:
            for victim, data in bodies.items():
                if len(data) > len(victim.sealed) or bytes(data) == victim.sealed:
                    raise RuntimeError(f"{what}: not an attack")
                victim.put(data)
            wrong = seen(walk, bodies, damaged)
        finally:
            for victim in bodies:
                victim.put(victim.sealed)
        beside = ", reads beside it are exact" if len(damaged) < next(iter(bodies)).segments else ""
        walk.claim(f"hostile host, {what}: refused by name{beside}", not wrong, wrong, "tools/walk/attacks.py DEMO")
    check = walk.start("vault", "check", "--json", *walk.by("camille"))
    walk.claim("after the attacks were undone every body is right", check.returncode == 0, check.stderr.decode(errors="replace")[-300:], "tools/walk/attacks.py DEMO")
    walk.figures["attacks_refused"] = len(everything)


def by_hand(attack, text):
    """The program of attacks that are typed by hand, on a demonstration that is still up."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?", default=ROOT / "build/demo")
    parser.set_defaults(cases=False)
    walk = Walk(parser.parse_args())
    walk.servers = json.loads((walk.folder / "servers/servers.json").read_text())["servers"]
    attack(walk)
    sys.exit(0 if all(claim["seen"] for claim in walk.claims) else 1)


if __name__ == "__main__":
    by_hand(attack, __doc__)
