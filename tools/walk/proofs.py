#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a stranger checks: nothing readable at the hosts nor in our logs, and proofs that no byte can be changed in.

    tools/walk/proofs.py [FOLDER]     changes a few bytes of each proof again, and puts them back
"""
import pathlib

import shield as search
from attacks import by_hand

LOG = ("log", "hub/ledger", "--since", "first.checkpoint")
CERTIFICATES = (("certificate", "migration.cert", "--manifest", "manifest.jsonl"), ("certificate", "move.cert"))
RECEIPTS = (("receipt", "0.receipt"), ("receipt", "get.receipt"), ("receipt", "export.receipt"), ("receipt", "import.receipt"))
MOST_OF_THE_BASE = 600
CHANGES, CHANGES_BY_HAND = 40, 4  # of each proof


def spread(values, count):
    """`count` of them, evenly over the list."""
    return values if len(values) <= count else [values[index * len(values) // count] for index in range(count)]


def shield(walk):
    canaries = (walk.folder / "base/truth/canaries.txt").read_text().splitlines()
    values = spread(canaries, MOST_OF_THE_BASE) + walk.cloud.planted
    (walk.folder / "canaries.txt").write_text("\n".join(values) + "\n")
    walk.searched = [walk.folder / "servers" / name for name in ("s3-interim", "s3-final", "s3-copy")] + [walk.folder / "hub"]
    [people] = (walk.folder / "base/files/beneficiaires").glob("IR_BEN_R.*")
    text = people.read_bytes()  # damaged rows are not UTF-8
    there = [value for value in values if value.encode() in text][:5]
    walk.claim("values of the base are found where they lie in clear (control)",
               len(there) == 5 and all(search.search([people], [value]) for value in there), "",
               "tools/walk/shield.py DEMO/canaries.txt DEMO/base/files/beneficiaires", 1)
    folders = " ".join("DEMO/" + str(path.relative_to(walk.folder)) for path in walk.searched)
    walk.claim("a planted value is found, and taken away (control)", search.control(walk.searched[0], values[0]), "",
               f"tools/walk/shield.py DEMO/canaries.txt {folders}")
    found = search.search(walk.searched, values)
    walk.claim(f"{len(values)} values searched in the hosts, their access logs and the hub's folder: found 0", not found and len(values) >= 500,
               found[:5] or len(values), f"tools/walk/shield.py DEMO/canaries.txt {folders}")
    bytes_searched, files_searched = search.extent(walk.searched)
    walk.figures |= {"values_searched": len(values), "values_found": len(found), "files_searched": files_searched, "bytes_searched": bytes_searched}


def altered(data, count):
    """Copies of `data`, each with one bit flipped, spread over it: the lowest, or the one that makes a letter small or large."""
    for number, place in enumerate(range(0, len(data), max(1, len(data) // count))):
        copy = bytearray(data)
        copy[place] ^= (1, 0x20)[number % 2]
        yield copy


def refuses(walk, words, target, changes):
    """bouclier-verify refuses (1) or cannot read (never accepts) the file after any change of a byte; it is put back."""
    file = pathlib.Path(walk.folder / target)
    data, tried, refused = file.read_bytes(), 0, 0
    try:
        for copy in altered(data, changes):
            file.write_bytes(copy)
            tried += 1
            refused += walk.start(*words, "--vkey", "ledger.vkey", program="bouclier-verify").returncode == 1
    finally:
        file.write_bytes(data)
    return tried == refused and tried > 0, f"{refused} of {tried}"


def command(words):
    shown = " ".join(word if word.startswith("--") or word == words[0] else "DEMO/" + word for word in words)
    return f"build/bin/bouclier-verify {shown} --vkey DEMO/ledger.vkey"


def change_each(walk, changes):
    log = sorted(path for path in (walk.folder / "hub/ledger").rglob("*") if path.is_file())
    targets = [(words, words[1]) for words in (*CERTIFICATES, RECEIPTS[1])] + [(CERTIFICATES[0], "manifest.jsonl")]
    targets += [(LOG, path.relative_to(walk.folder)) for path in log]
    for words, target in targets:
        holds, why = refuses(walk, words, target, changes)
        walk.claim(f"bouclier-verify refuses {target} after a changed byte", holds, why, "tools/walk/proofs.py DEMO")


def prove(walk):
    walk.run("ledger", "tail", "--count", "5")
    walk.run("ledger", "proof", "0", "--out", "0.receipt")
    for words in (LOG, *CERTIFICATES, *RECEIPTS):
        walk.run(*words, "--vkey", "ledger.vkey", program="bouclier-verify")
        walk.claim("bouclier-verify accepts " + " ".join(words), True, "", command(words))
    change_each(walk, CHANGES)
    walk.figures["ledger_entries"] = walk.run("status", "--json", say=False)["ledger"]["entries"]


if __name__ == "__main__":
    by_hand(lambda walk: change_each(walk, CHANGES_BY_HAND), __doc__)
