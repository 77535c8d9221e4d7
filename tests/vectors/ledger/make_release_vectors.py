#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes release.json from docs/formats/release.md alone, with no code of this project. Same bytes on every run. Needs PyPI cryptography.

    python3 tests/vectors/ledger/make_release_vectors.py            writes it
    python3 tests/vectors/ledger/make_release_vectors.py --check    compares it with the file that is there

Good releases with their table and chart; bad ones by class. The log's key is the one of make_vectors.py.
"""
import base64
import copy
import hashlib
import json
import sys

from make_vectors import HERE, ORIGIN, canonical, entry, key, public, raw, receipt, vkey

TYP = "bouclier-release+jws"
SALT = bytes(range(16))
QUERY = 'SELECT w, count(DISTINCT NUM_ENQ_IDT) FROM t GROUP BY w'
CSV = 'week,persons\n"W01, first",120\nW02,\nW03,98\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>Épidémie</title></svg>\n'


def digest(data):
    return hashlib.sha256(data).hexdigest()


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw_public(signer):
    return public(signer)[1:]


def fingerprint(signer):
    return "SHA256:" + b64url(hashlib.sha256(public(signer)).digest())


BY_UNIT = ("few_apart", "key_of_few", "record_of_few", "second", "small", "small_complement")


def rules(units, further=()):
    """Of these thresholds (unit: value, origin), and what more judges, where it does."""
    value, origin = units["person"]
    made = [("computable", "person", value - 2, origin), ("near_itself", "person", value, origin), ("near_release", "person", value, origin),
            ("reopens_release", "person", value - 2, origin),
            ("too_many_hidden", "", 200, "hub policy")]
    made += [(rule, unit, *units[unit]) for rule in BY_UNIT for unit in units]
    return [{"rule": rule, "unit": unit, "value": value, "origin": origin} for rule, unit, value, origin in sorted(made + list(further))]


def all_rules():
    return two_units([("dominance", unit, 850, "statistics of firms") for unit in ("person", "establishment")] + [(rule, "person", 0, "the hub's practice") for rule in ("mean_alone", "unanimity")])


def without(*dropped):
    return [rule for rule in all_rules() if (rule["rule"], rule["unit"]) not in dropped]


def document():
    return {
        "type": "release", "v": 2, "release": 3, "base": "0b" * 16, "project": "asthma-2026", "submission": 2, "version": 4, "permit_version": 2,
        "snapshot": 5, "extract": {"number": 7, "digest": "e7" * 32},
        "query": {"entry": 11, "salt": SALT.hex(), "text": QUERY, "digest": digest(SALT + QUERY.encode())},
        "title": "Épidémie", "labels": ["week", "persons"],
        "rules": rules({"person": (11, "producer")}),
        "verdict": "pass_with_hidden_cells", "cells": 3, "hidden": 1,
        "compared": {"cells": 2, "totals": 1, "unions": 2, "releases": 2, "released_groups": 40, "own": [1], "memory": digest(bytes(64))},
        "author": 7, "reviews": [{"reviewer": 12, "entry": 0, "time": "2026-01-01T00:00:00.000Z"},
                                 {"reviewer": 11, "entry": 1, "time": "2026-01-01T00:00:00.000Z"}],
        "output": {"csv": {"sha256": digest(CSV.encode()), "text": CSV}, "svg": {"sha256": digest(SVG.encode()), "text": SVG}},
    }


def two_units(further=()):
    return rules({"person": (11, "producer"), "establishment": (3, "the producer of hospital data")}, further)


def signed(payload, signer, **changes):
    header = {"alg": "EdDSA", "kid": fingerprint(changes.get("kid_of", signer)), "typ": changes.get("typ", TYP)}
    protected = b64url(canonical(header).encode())
    return {"protected": protected, "signature": b64url(signer.sign(f"{protected}.{b64url(payload.encode())}".encode()))}


def jws(payload, signer=None, **changes):
    first = signed(payload, signer or key("certificate"), **changes)
    more = changes.get("more", [])
    return canonical({"payload": changes.get("sent", b64url(payload.encode())), "signatures": [first] * changes.get("signatures", 1) + more})


def release(text, signer=None, action="airlock.released", entry_class="output", items_before=2, body=None, bound=None):
    said = {"base": "0b" * 16, "certificate": digest((bound or text).encode()), "certificate_key": raw_public(signer or key("certificate")).hex(),
            "project": "asthma-2026", "release": 3, "submission": 2}
    said.update(body or {})
    about = raw(entry(1, action=action, **{"class": entry_class}, body={name: value for name, value in said.items() if value is not None}))
    items = [raw(entry(0)) for _ in range(items_before)] + [about]
    return f"bouclier.certificate/v1\n{text}\n\n" + receipt(items_before, items)


def changed(path, value):
    doc = document()
    at = doc
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return release(jws(canonical(doc)))


def bad_documents():
    two_of = document()["reviews"]
    other_csv = CSV.replace("98", "99")
    return {
        "another version": changed(["v"], 3), "an older version": changed(["v"], 1), "no release": changed(["type"], "migration"), "a member more": changed(["more"], 1),
        "a member less": changed(["snapshot"], None), "refused": changed(["verdict"], "refused"),
        "hidden cells that the verdict does not tell": changed(["verdict"], "pass"), "more hidden cells than cells": changed(["hidden"], 4),
        "one reviewer": changed(["reviews"], two_of[:1]), "one reviewer twice": changed(["reviews", 1, "reviewer"], 12),
        "three reviewers": changed(["reviews"], two_of + [{"reviewer": 13, "entry": 2, "time": "2026-01-01T00:00:00.000Z"}]),
        "the author as reviewer": changed(["author"], 11), "a review after the release": changed(["reviews", 1, "entry"], 2),
        "a vote later than the release": changed(["reviews", 1, "time"], "2030-01-01T00:00:00.000Z"),
        "reviews in another order": changed(["reviews"], two_of[::-1]), "a time that is none": changed(["reviews", 0, "time"], "yesterday"),
        "another query text": changed(["query", "text"], QUERY + " "), "another salt": changed(["query", "salt"], bytes(16).hex()),
        "another table": changed(["output", "csv", "text"], other_csv), "another chart": changed(["output", "svg", "text"], SVG + " "),
        "no chart": changed(["output", "svg"], None), "no rules": changed(["rules"], []),
        "a rule without origin": changed(["rules", 1, "origin"], ""), "an unknown rule": changed(["rules", 0, "rule"], "kindness"),
        "a rule more": changed(["rules"], rules({"person": (11, "producer")}, [("threshold", "person", 11, "producer")])),
        **{f"no rule {rule['rule']}": changed(["rules"], [one for one in document()["rules"] if one != rule]) for rule in document()["rules"]},
        "a rule of persons alone": changed(["rules"], without(("second", "establishment"))), "dominance of persons alone": changed(["rules"], without(("dominance", "establishment"))),
        "a rule twice": changed(["rules", 0], document()["rules"][1]), "an unknown unit": changed(["rules"], rules({"person": (11, "producer"), "household": (3, "producer")})),
        "no threshold of persons": changed(["rules"], [rule for rule in two_units() if rule["unit"] != "person" or rule["rule"] not in BY_UNIT]),
        "units in another order": changed(["rules"], two_units()[::-1]), "a unit twice": changed(["rules"], [two_units()[0]] + two_units()),
        "a number that is a text": changed(["release"], "3"), "a digest in capitals": changed(["extract", "digest"], "E7" * 32),
        "a label that is a number": changed(["labels", 0], 1), "nothing compared": changed(["compared"], None),
        "not compared with all before it": changed(["compared", "releases"], 1), "compared with a later release": changed(["compared", "releases"], 3),
        "a later release as its own": changed(["compared", "own"], [1, 3]), "its own releases in another order": changed(["compared", "own"], [2, 1]),
        "an own release twice": changed(["compared", "own"], [1, 1]), "an own release of no number": changed(["compared", "own"], [0]),
        "an own release that is a text": changed(["compared", "own"], ["1"]), "no list of its own releases": changed(["compared", "own"], None),
        "no release memory": changed(["compared", "memory"], None), "a memory that is no digest": changed(["compared", "memory"], "00"),
    }


def bad_files():
    payload = canonical(document())
    good = jws(payload)
    other = key("other")
    edited = jws(payload, sent=b64url(payload.replace("W03,98", "W03,99").encode()))
    return {
        "an edited payload": release(edited), "an edited payload under the old entry": release(edited, bound=good),
        "another key in the entry": release(good, body={"certificate_key": raw_public(other).hex()}),
        "another key that signed": release(jws(payload, other, kid_of=key("certificate"))),
        "another key that signed, and its name": release(jws(payload, other)),
        "no key in the entry": release(good, body={"certificate_key": None}),
        "a key in capitals": release(good, body={"certificate_key": raw_public(key("certificate")).hex().upper()}),
        "two signatures": release(jws(payload, signatures=2)), "signatures of two keys": release(jws(payload, more=[signed(payload, other)])),
        "no signature": release(jws(payload, signatures=0)),
        "another kind of signed text": release(jws(payload, typ="bouclier-permit+jws")), "a payload with spaces": release(jws(json.dumps(document()))),
        "the entry of an intent": release(good, action="airlock.release.intent"), "an entry of another class": release(good, entry_class="query"),
        "an entry of another release": release(good, body={"release": 4}), "an entry of another submission": release(good, body={"submission": 3}),
        "an entry of another project": release(good, body={"project": "other"}), "an entry of another base": release(good, body={"base": "0c" * 16}),
        "an entry that names no release": release(good, body={"release": None}),
        "the payload without signature": release(payload), "a log that is not this one": release(good).replace(ORIGIN, "other.example/ledger"),
    }


def vectors():
    plain = copy.deepcopy(document())
    plain.update(verdict="pass", hidden=0, labels=[])
    units = copy.deepcopy(document())
    units.update(rules=all_rules(), release=1, compared={**units["compared"], "releases": 0, "own": [], "memory": digest(b"")})
    good = [release(jws(canonical(document()))), release(jws(canonical(plain)), items_before=5), release(jws(canonical(units)), body={"release": 1})]
    bad = {**bad_documents(), **bad_files()}
    return json.dumps({"vkey": vkey(ORIGIN, key("log")), "csv": CSV, "svg": SVG, "good": good,
                       "edited": [CSV.replace("98", "99"), CSV + "\n", CSV[:-1], CSV.replace("\n", "\r\n"), SVG.replace("pi", "pí"), ""],
                       "bad": [{"name": name, "release": text} for name, text in bad.items()]}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    made, file = vectors(), HERE / "release.json"
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if file.read_text() == made else "release.json is not what docs/formats/release.md says")
    file.write_text(made)
