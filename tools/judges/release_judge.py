#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent reader of release files (docs/formats/release.md, receipt.md, certificate.md): shares no code with the product.

    release_judge.py FILE VKEY [OUTPUT]      VKEY: the log's verifier key, a file

Prints `accepted` or `refused: WHY`. Needs PyPI cryptography, from build/tools/venv.
"""
import base64
import datetime
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(path) for path in (ROOT / "build/tools/venv/lib").glob("python3*/site-packages")]
from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: E402

MEMBERS = {"author", "base", "cells", "compared", "extract", "hidden", "labels", "output", "permit_version", "project", "query", "release",
           "reviews", "rules", "snapshot", "submission", "title", "type", "v", "verdict", "version"}
COUNTS = ("author", "cells", "hidden", "permit_version", "release", "snapshot", "submission", "v", "version")
COMPARED = {"cells", "released_groups", "releases", "totals", "unions"}
UNITS = {"person", "professional", "establishment"}
OF_EACH_UNIT = {"few_apart", "key_of_few", "record_of_few", "second", "small", "small_complement"}
OF_PERSONS = {"computable", "near_itself", "near_release", "reopens_release"}


class Refused(Exception):
    pass


def demand(holds, why):
    if not holds:
        raise Refused(why)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def canonical(text):
    """The value, when the text is its one canonical form (RFC 8785; no floats, and names of ASCII, stand here)."""
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else None)
    except ValueError as error:
        raise Refused("not JSON") from error
    demand(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text, "not canonical")
    return value


def b64(text, url):
    text_in = text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4) if url else text
    try:
        data = base64.b64decode(text_in, validate=True)
    except ValueError as error:
        raise Refused("not base64") from error
    again = base64.urlsafe_b64encode(data).rstrip(b"=") if url else base64.b64encode(data)
    demand(again.decode() == text, "not canonical base64")
    return data


def verify(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Refused("a signature does not verify") from error


def root_from(index, size, leaf, proof):
    """RFC 9162 §2.1.3.2."""
    demand(index < size, "an index beyond the log")
    at, last, root = index, size - 1, leaf
    for node in proof:
        demand(last > 0, "a proof that is too long")
        if at & 1 or at == last:
            root = hashlib.sha256(b"\1" + node + root).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\1" + root + node).digest()
        at, last = at >> 1, last >> 1
    demand(last == 0, "a proof that is too short")
    return root


def read_receipt(text, vkey):
    """(index, entry) of a receipt that the log's key signed."""
    name, _, key = vkey.strip().split("+", 2)
    key = b64(key, False)[1:]
    shape = re.fullmatch(r"bouclier\.receipt/v1\n(.*)\n\nc2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]*)\n((?:\S+\n)*)\n"
                         r"(([^\n]+)\n(0|[1-9][0-9]*)\n(\S+)\n)\n— (\S+) (\S+)\n", text)
    demand(shape, "no receipt")
    entry, index, proof, note, origin, size, root, signer, signature = shape.groups()
    demand(origin == name and signer == name, "another log")
    mark = hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
    signature = b64(signature, False)
    demand(signature[:4] == mark, "another log's key")
    verify(key, note.encode(), signature[4:])
    leaf = hashlib.sha256(b"\0" + entry.encode()).digest()
    found = root_from(int(index), int(size), leaf, [b64(line, False) for line in proof.split()])
    demand(found == b64(root, False), "the entry is not in the log")
    return int(index), canonical(entry)


def time_of(text):
    demand(isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text), "no time")
    return datetime.datetime.fromisoformat(text[:-1])


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_hex(value, size):
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value)


def read_rules(rules):
    names = [(rule.get("rule"), rule.get("unit")) for rule in rules]
    demand(names == sorted(set(names)), "rules twice, or in another order")
    units = {unit for rule, unit in names if rule == "small"}
    demand("person" in units and units <= UNITS, "no threshold of persons, or an unknown unit")
    asked = {rule for rule, _ in names}
    by_unit = OF_EACH_UNIT | ({"dominance"} & asked)
    there = {(rule, unit) for rule in by_unit for unit in units} | {(rule, "person") for rule in OF_PERSONS | ({"mean_alone", "unanimity"} & asked)}
    demand(set(names) == there | {("too_many_hidden", "")}, "a rule that is unknown, or one that is not there")
    for rule in rules:
        demand(set(rule) == {"origin", "rule", "unit", "value"} and is_count(rule["value"]) and rule["origin"], "a rule's members")


def read_compared(compared, release):
    demand(isinstance(compared, dict) and set(compared) == COMPARED | {"memory", "own"}, "compared")
    demand(all(is_count(compared[name]) for name in COMPARED) and is_hex(compared["memory"], 32), "a number compared is none")
    demand(compared["releases"] == release - 1, "not compared with all before it")
    own = compared["own"]
    demand(isinstance(own, list) and all(map(is_count, own)) and own == sorted(set(own)) and set(own) <= set(range(1, release)), "own releases")


def read_payload(said):
    demand(isinstance(said, dict) and set(said) == MEMBERS and said["type"] == "release" and said["v"] == 2, "members")
    demand(all(is_count(said[name]) for name in COUNTS), "a number is none")
    demand(is_hex(said["base"], 16) and said["project"], "base or project")
    demand(set(said["extract"]) == {"digest", "number"} and is_hex(said["extract"]["digest"], 32) and is_count(said["extract"]["number"]), "extract")
    query = said["query"]
    demand(set(query) == {"digest", "entry", "salt", "text"} and is_hex(query["salt"], 16) and is_count(query["entry"]), "query")
    demand(query["digest"] == digest(bytes.fromhex(query["salt"]) + query["text"].encode()), "another query")
    demand(isinstance(said["title"], str) and all(isinstance(label, str) for label in said["labels"]), "words")
    read_rules(said["rules"])
    demand(said["verdict"] == ("pass_with_hidden_cells" if said["hidden"] else "pass") and said["hidden"] <= said["cells"], "verdict")
    read_compared(said["compared"], said["release"])
    demand(set(said["output"]) == {"csv", "svg"}, "output")
    for part in said["output"].values():
        demand(isinstance(part, dict) and set(part) == {"sha256", "text"} and part["sha256"] == digest(part["text"].encode()), "another output")


def read_reviews(said, index, entry):
    demand(len(said["reviews"]) == 2, "not two reviews")
    for review in said["reviews"]:
        demand(set(review) == {"entry", "reviewer", "time"} and is_count(review["reviewer"]) and is_count(review["entry"]), "a review")
        demand(review["entry"] < index and time_of(review["time"]) <= time_of(entry["time"]), "released before it was reviewed")
    first, second = said["reviews"]
    demand(first["entry"] < second["entry"], "reviews in another order")
    demand(len({said["author"], first["reviewer"], second["reviewer"]}) == 3, "not three persons")


def judge(text, vkey, output=None):
    """The payload. Raises Refused."""
    shape = re.match(r"bouclier\.certificate/v1\n(.*)\n\n", text)
    demand(shape, "no certificate")
    index, entry = read_receipt(text[shape.end():], vkey)
    document, body = shape[1], entry["body"]
    demand(entry["action"] == "airlock.released" and entry["class"] == "output", "no entry of a release")
    demand(body.get("certificate") == digest(document.encode()), "another document")
    demand(is_hex(body.get("certificate_key"), 32), "no certificate key")
    key = bytes.fromhex(body["certificate_key"])
    jws = canonical(document)
    demand(set(jws) == {"payload", "signatures"} and len(jws["signatures"]) == 1, "no signed text")
    signature = jws["signatures"][0]
    header = canonical(b64(signature["protected"], True).decode())
    kid = "SHA256:" + base64.urlsafe_b64encode(hashlib.sha256(b"\1" + key).digest()).rstrip(b"=").decode()
    demand(header == {"alg": "EdDSA", "kid": kid, "typ": "bouclier-release+jws"}, "header")
    verify(key, f"{signature['protected']}.{jws['payload']}".encode(), b64(signature["signature"], True))
    said = canonical(b64(jws["payload"], True).decode())
    read_payload(said)
    read_reviews(said, index, entry)
    demand(all(body.get(name) == said[name] for name in ("base", "project", "release", "submission")), "another release's entry")
    if output is not None:
        demand(output in (part["text"].encode() for part in said["output"].values()), "an output that was not released")
    return said


if __name__ == "__main__":
    file, log_key, *more = (pathlib.Path(argument).read_bytes() for argument in sys.argv[1:])
    try:
        judge(file.decode(), log_key.decode(), *more)
    except (Refused, UnicodeDecodeError) as error:
        sys.exit(f"refused: {error}")
    print("accepted")
