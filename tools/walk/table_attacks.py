#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a hostile host, and whoever writes into the metadata database, can do to tables; and what a reader answers. All is put back.

    tools/walk/table_attacks.py [FOLDER]     build/demo by default, whose servers must be up (./demo --keep)

At the host, on bodies of three segments or more: cut at a segment boundary, two segments swapped, one bit flipped; on the set of files: a
body dropped, the bodies of two months swapped, the body of the snapshot before put back. In the database, on the list of a snapshot's files,
with right checksums: a file dropped, added, put back to the one of the snapshot before. For each `ingest verify` must refuse. A body that
nobody names is found by `vault check --sweep`. Controls, readers that lack the guard and accept: vault/test (F14*).
"""
import hashlib
import json
import pathlib
import sqlite3

from attacks import CORRUPTION, SEALED, Victim, by_hand, flipped, swapped

BASE, TABLE, SNAPSHOT = "snds", "ER_PRS_F", 2
LIST, CHECKSUM = "vault_snapshot_file", 16  # docs/formats/table-snapshot.md, docs/formats/state-database.md


class Body:
    """A table file's body as it lies in the host's storage."""

    def __init__(self, host, stored):
        self.period, self.object = stored["period"], stored["object"]
        self.file = Victim.at(host, {**stored, "name": f"{stored['table']} {stored['period']}"})
        self.sealed = self.file.read_bytes()

    def put(self, data):
        if data is None:
            return self.file.unlink()
        if self.file.exists():
            with open(self.file, "r+b") as file:
                file.write(data)
                return file.truncate(len(data))
        return self.file.write_bytes(data)


def verify(walk):
    done = walk.start("ingest", "verify", BASE, "--snapshot", SNAPSHOT, "--json", *walk.by("lea"))
    return done, [finding["object"] for finding in json.loads(done.stdout)["findings"]] if done.stdout else []


def at_the_host(walk, files, earlier):
    one, other = sorted(files, key=lambda body: -len(body.sealed))[:2]
    corrected = next(body for body in files if body.object not in {old.object for old in earlier})
    before = next(old for old in earlier if old.period == corrected.period)
    segmented = [
        ("a table file cut at a segment boundary", {one: one.sealed[:2 * SEALED]}),
        ("two segments of a table file swapped", {one: bytes(swapped(one.sealed, 1, 2))}),
    ]
    if len(one.sealed) < 3 * SEALED:
        walk.say("(no table file of so few people has three segments: two attacks are left out)")
        segmented = []
    return segmented + [
        ("one bit of a table file flipped", {one: bytes(flipped(one.sealed, 0))}),
        ("a table file dropped", {one: None}),
        ("the files of two months swapped", {one: other.sealed, other: one.sealed}),
        ("the file of the snapshot before put back", {corrected: before.sealed}),
    ]


class Database:
    """The list of a snapshot's files as rows, and how an attacker writes one: he can make the checksum, too."""

    def __init__(self, walk):
        self.connection = sqlite3.connect(walk.folder / "hub/state/hub.sqlite", isolation_level=None)

    def rows(self, number):
        """Of the base: a project's extracts have lists of their own."""
        rows = self.connection.execute(f'SELECT k, v FROM "{LIST}" ORDER BY k').fetchall()
        numbered = [key[:16] for key, _ in rows if key[16:24] == SNAPSHOT.to_bytes(8, "big")]
        base = max(set(numbered), key=numbered.count)  # an extract of that number has fewer files
        return [(key, value[:-CHECKSUM]) for key, value in rows if key[:24] == base + number.to_bytes(8, "big")]

    def put(self, key, value):
        sizes = len(LIST).to_bytes(4, "little") + len(key).to_bytes(4, "little")
        digest = hashlib.sha256(sizes + LIST.encode() + key + value).digest()[:CHECKSUM]
        self.connection.execute(f'INSERT OR REPLACE INTO "{LIST}" (k, v) VALUES (?, ?)', (key, value + digest))

    def drop(self, key):
        self.connection.execute(f'DELETE FROM "{LIST}" WHERE k = ?', (key,))


def in_the_database(database, place):
    """`place`, in both lists, of a file that the newer snapshot made anew."""
    now, before = database.rows(SNAPSHOT), database.rows(SNAPSHOT - 1)
    if len(now) < 3 or len(now) != len(before):
        raise RuntimeError("no list of files to attack")
    last_key, last = now[-1]
    beyond = last_key[:24] + (len(now)).to_bytes(8, "big")
    return [
        ("a file dropped from a snapshot's list", lambda: database.drop(last_key), lambda: database.put(last_key, last)),
        ("a file added to a snapshot's list", lambda: database.put(beyond, before[0][1]), lambda: database.drop(beyond)),
        ("a file of a snapshot's list put back to an older one", lambda: database.put(now[place][0], before[place][1]),
         lambda: database.put(*now[place])),
    ]


def attack(walk):
    host, tried = walk.servers["s3-final"]["data"], 0

    def listed(number):
        return walk.run("ingest", "files", BASE, "--snapshot", number, "--json", *walk.by("lea"), say=False)["files"]

    def bodies(files):
        return [Body(host, file) for file in files if file["table"] == TABLE and file["bucket"] == 0]

    now, before = listed(SNAPSHOT), listed(SNAPSHOT - 1)
    anew = next(place for place, (new, old) in enumerate(zip(now, before)) if new["object"] != old["object"])
    for what, attacked in at_the_host(walk, bodies(now), bodies(before)):
        try:
            for body, data in attacked.items():
                body.put(data)
            done, named = verify(walk)
        finally:
            for body in attacked:
                body.put(body.sealed)
        entry = walk.recorded("ingest.verify.done", findings=len(named), snapshot=SNAPSHOT)
        walk.claim(f"hostile host, {what}: refused by name, and the log says so",
                   done.returncode == CORRUPTION and sorted(named) == sorted(body.object for body in attacked) and entry is not None,
                   (done.returncode, named, entry), "tools/walk/table_attacks.py DEMO")
        tried += 1
    for what, do, undo in in_the_database(Database(walk), anew):
        try:
            do()
            done, _ = verify(walk)
        finally:
            undo()
        entry = walk.recorded("ingest.verify.failed", code="corruption", snapshot=SNAPSHOT)
        walk.claim(f"metadata database, {what}: refused by the digest that the ledger has, and the log says so",
                   done.returncode == CORRUPTION and b"published" in done.stderr and entry is not None,
                   (done.stderr[-300:], entry), "tools/walk/table_attacks.py DEMO")
        tried += 1
    stray = pathlib.Path(bodies(now)[0].file).parents[1] / ("0" * 32) / "1-0000000000000000"
    stray.parent.mkdir()
    stray.write_bytes(b"stray")
    swept = walk.run("vault", "check", "--quick", "--sweep", "--dry-run", "--json", *walk.by("camille"), code=3, say=False)
    stray.unlink()
    stray.parent.rmdir()
    walk.claim("a stray body at the host is named by the sweep", any("0" * 32 in key for key in swept["sweep"]["keys"]), swept["sweep"],
               "tools/walk/table_attacks.py DEMO")
    done, named = verify(walk)
    walk.claim("after these attacks were undone every table file is as published", done.returncode == 0, named, "tools/walk/table_attacks.py DEMO")
    walk.figures["table_attacks_refused"] = tried


if __name__ == "__main__":
    by_hand(attack, __doc__)
