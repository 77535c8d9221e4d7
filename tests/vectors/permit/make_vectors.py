#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of docs/formats/permit.md from that document alone, with no code of this project. Same bytes on every run. Needs PyPI
cryptography.

    build/tools/venv/bin/python tests/vectors/permit/make_vectors.py

document.json: good documents, bad ones by class. signed.json: a directory of actors with its history; good permits, bad ones by class.
"""
import base64
import copy
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
TYP = "bouclier-permit+jws"

SMALL = {
    "v": 1, "id": "asthma-2026", "version": 1,
    "project": {"id": "asthma", "title": "Asthma and inhaled drugs"},
    "controller": "Institut d'exemple",
    "legal": {"basis": "mr_00x", "convention": "C-2026-7", "references": [
        {"kind": "reference_methodology", "number": "MR-004", "date": "2018-07-13"},
        {"kind": "conformity_declaration", "number": "2210001", "date": "2025-11-03"}]},
    "purposes": [{"rule": "CSP L.1461-1 III 6°", "text": "research"}],
    "prohibited_uses": [],
    "people": [{"issuer": "local", "actor": 7, "roles": ["lead"], "terms_signed": "2026-01-05", "training": "2026-01-06",
                "habilitation_until": "2027-12-31"}],
    "base": "snds", "snapshot": "newest",
    "tables": {"ER_PHA_F": ["PHA_PRS_C13"]},
    "rows": {"regions": [], "codes": []},
    "pseudonyms": "one_way",
    "generalisation": {"residence": "none", "birth": "year", "death": "year", "care_date": "month"},
    "output": {"threshold": 11, "origin": "publication rules of the producer"},
    "export_recipients": [],
    "opposition": {"scope": "all"},
    "start": "2026-02-01", "end": "2027-12-31", "deletion": "2028-03-31", "publication_due": "2029-06-30",
}


def large():
    doc = copy.deepcopy(SMALL)
    doc.update(id="fever_2026.b", version=2, predecessor="a1" * 32, population_cap=500000, snapshot=4)
    doc["legal"] = {"basis": "cnil_authorisation", "convention": "C-2026-9", "valid_until": "2030-12-31", "references": [
        {"kind": "cesrees_opinion", "number": "12345 bis", "date": "2025-09-18"},
        {"kind": "cnil_decision", "number": "DR-2025-300", "date": "2025-12-02"}]}
    doc["prohibited_uses"] = [{"rule": "CSP L.1461-1 V 1°", "text": "promotion of health products"},
                              {"rule": "CSP L.1461-1 V 2°", "text": "exclusion from insurance"}]
    doc["people"].append({"issuer": "https://id.example.eu", "actor": 12, "roles": ["analyst", "lead"]})
    doc["tables"] = {"ER_PRS_F": ["EXE_SOI_DTD", "BEN_RES_DPT", "BEN_NIR_PSA"], "T_MCOaaB": ["DGN_PAL", "SOR_ANN", "SOR_MOI"],
                     "IR_BEN_R": ["BEN_NAI_ANN", "BEN_SEX_COD"]}
    doc["rows"] = {"care_dates": {"from": "2019-01-01", "to": "2021-12-31", "settlement_cutoff": "2024-04", "tables": ["ER_PRS_F", "T_MCOaaB"]},
                   "regions": ["11", "84"],
                   "codes": [{"table": "T_MCOaaB", "column": "DGN_PAL", "values": ["J450"], "starts_with": ["J46"]}]}
    doc["export_recipients"] = ["SHA256:" + b64url(bytes(range(32)))]
    doc["opposition"] = {"scope": "named", "lists": ["national", "cohort-x"]}
    return doc


def units():
    doc = copy.deepcopy(SMALL)
    doc["output"]["protect"] = [{"unit": "establishment", "threshold": 3, "origin": "rules for hospitals"},
                                {"unit": "professional", "threshold": 5, "origin": "convention C-2026-7"}]
    return doc


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    """RFC 8785 for what stands here: no floats, keys of ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


REMOVE = object()


def changed(doc, path, value):
    doc = copy.deepcopy(doc)
    at = doc
    for step in path[:-1]:
        at = at[step]
    if value is REMOVE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return doc


# class → (document, path, value): what is wrong there
def bad_documents():
    big = large()
    cases = []

    def bad(name, doc, path, value):
        cases.append({"class": name, "document": canonical(changed(doc, path, value))})

    for member in SMALL:
        bad("missing_member", SMALL, [member], REMOVE)
    for path in (["note"], ["legal", "note2"], ["project", "name"], ["people", 0, "email"], ["rows", "drop"], ["output", "k"],
                 ["generalisation", "sex"], ["opposition", "until"], ["purposes", 0, "more"], ["legal", "references", 0, "url"]):
        bad("unknown_member", SMALL, path, "x")
    bad("unknown_member", big, ["rows", "care_dates", "flow"], "x")
    bad("unknown_member", big, ["rows", "codes", 0, "not"], [])
    for member in ("cohort", "freeze", "archive", "destroy", "duo_codes"):
        bad("unsupported", SMALL, [member], "x")
    bad("unsupported", SMALL, ["rows", "cohort"], {"id": "c", "digest": "00"})
    for mode in ("reversible", "no_link"):
        bad("unsupported", SMALL, ["pseudonyms"], mode)
    bad("other_format_version", SMALL, ["v"], 2)
    for path, value in ((["pseudonyms"], "twice"), (["legal", "basis"], "none"), (["generalisation", "residence"], "town"),
                        (["generalisation", "birth"], "none"), (["opposition", "scope"], "some"), (["people", 0, "roles"], ["owner"])):
        bad("unknown_word", SMALL, path, value)
    for path, value in ((["version"], "1"), (["version"], 0), (["version"], -1), (["tables"], []), (["people"], {}), (["id"], None), (["rows", "regions"], "11"), (["rows", "regions"], [84]), (["output", "threshold"], 0),
                        (["people", 0, "actor"], 0), (["snapshot"], "oldest"), (["snapshot"], 0), (["population_cap"], 0),
                        (["project"], "asthma"), (["legal", "references"], {}), (["export_recipients"], [True])):
        bad("wrong_type", SMALL, path, value)
    bad("wrong_type", SMALL, ["output", "threshold"], 1)
    bad("too_large", SMALL, ["output", "threshold"], 17)
    for path, value in ((["protect"], {}), (["protect", 0, "threshold"], 1), (["protect", 0, "threshold"], "3")):
        bad("wrong_type", units(), ["output"] + path, value)
    bad("too_large", units(), ["output", "protect", 1, "threshold"], 1000001)
    for value in ("person", "household", 3):
        bad("unknown_word", units(), ["output", "protect", 0, "unit"], value)
    bad("unknown_member", units(), ["output", "protect", 0, "column"], "ETA_NUM")
    for member in ("unit", "threshold", "origin"):
        bad("missing_member", units(), ["output", "protect", 0, member], REMOVE)
    bad("empty_list", units(), ["output", "protect"], [])
    bad("twice", units(), ["output", "protect", 1, "unit"], "establishment")
    for path, value in ((["start"], "2026-02-30"), (["start"], "2026-2-01"), (["end"], "31/12/2027"), (["deletion"], 20280331),
                        (["legal", "references", 0, "date"], "2018")):
        bad("not_a_date", SMALL, path, value)
    bad("not_a_date", big, ["rows", "care_dates", "settlement_cutoff"], "2024-13")
    bad("wrong_order", SMALL, ["end"], "2026-01-31")
    bad("wrong_order", SMALL, ["deletion"], "2027-12-30")
    bad("wrong_order", SMALL, ["publication_due"], "2026-01-31")
    bad("wrong_order", big, ["rows", "care_dates", "to"], "2018-12-31")
    bad("missing_reference", SMALL, ["legal", "references"], SMALL["legal"]["references"][:1])
    bad("missing_reference", SMALL, ["legal", "basis"], "permanent_access")
    bad("missing_reference", big, ["legal", "references", 1, "kind"], "decree")
    bad("needs_valid_until", changed(SMALL, ["legal", "references", 0, "kind"], "data_permit"), ["legal", "basis"], "ehds_68")
    bad("note_and_basis", SMALL, ["legal", "basis"], "other")
    bad("note_and_basis", SMALL, ["legal", "note"], "why")
    bad("predecessor_and_version", SMALL, ["predecessor"], "a1" * 32)
    bad("predecessor_and_version", big, ["predecessor"], REMOVE)
    bad("predecessor_and_version", big, ["version"], 1)
    bad("not_a_digest", big, ["predecessor"], "A1" * 32)
    bad("not_a_digest", big, ["predecessor"], "a1" * 31)
    bad("not_a_fingerprint", SMALL, ["export_recipients"], ["SHA256:abc"])
    bad("not_a_fingerprint", SMALL, ["export_recipients"], ["MD5:" + b64url(bytes(32))])
    for path, value in ((["id"], "two words"), (["id"], ""), (["id"], "a" * 65), (["base"], "snds/1"), (["tables"], {"ER PRS": ["A"]}),
                        (["tables"], {"ER_PRS_F": ["A B"]}), (["controller"], ""), (["controller"], "line\nbreak"), (["controller"], "x" * 501)):
        bad("malformed_text", SMALL, path, value)
    for path, value in ((["tables"], {"ER_PRS_F": []}), (["tables"], {}), (["people"], []), (["purposes"], []), (["legal", "references"], [])):
        bad("empty_list", SMALL, path, value)
    bad("empty_list", big, ["rows", "care_dates", "tables"], [])
    bad("lets_no_code_through", big, ["rows", "codes", 0], {"table": "T_MCOaaB", "column": "DGN_PAL", "values": [], "starts_with": []})
    bad("twice", SMALL, ["tables"], {"ER_PRS_F": ["A", "B", "A"]})
    bad("twice", SMALL, ["people"], [SMALL["people"][0], SMALL["people"][0]])
    bad("twice", SMALL, ["people", 0, "roles"], ["lead", "lead"])
    bad("twice", SMALL, ["rows", "regions"], ["11", "11"])
    bad("twice", big, ["rows", "codes"], big["rows"]["codes"] * 2)
    bad("lists_and_scope", SMALL, ["opposition"], {"scope": "named"})
    bad("lists_and_scope", SMALL, ["opposition"], {"scope": "all", "lists": ["a"]})
    bad("lists_and_scope", SMALL, ["opposition"], {"scope": "none"})
    bad("lists_and_scope", SMALL, ["opposition"], {"scope": "all", "reason": "r"})
    good = canonical(SMALL)
    for text in (good + "\n", " " + good, json.dumps(SMALL), good.replace('"v":1', '"v":1.0'), good[:-1], good.replace('"v":1', '"v":1,"v":1'),
                 "[]", "", "null", good.replace("Asthma", "\\u0041sthma")):
        cases.append({"class": "not_canonical", "document": text})
    return cases


# --- signatures

ORDER = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)


class P384:
    alg = "ES384"

    def __init__(self, label):
        scalar = int.from_bytes(hashlib.sha384(label.encode()).digest(), "big") % (ORDER - 1) + 1
        self.private = ec.derive_private_key(scalar, ec.SECP384R1())

    def public(self):
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, data):
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA384(), deterministic_signing=True)))
        return r.to_bytes(48, "big") + s.to_bytes(48, "big")


class Ed25519:
    alg = "EdDSA"

    def __init__(self, label):
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(label.encode()).digest())

    def sign(self, data):
        return self.private.sign(data)


OFFICER, CONTROLLER, BOTH, STEWARD, LATE, GONE = (P384(f"actor {n}") for n in range(1, 7))
NARROW = P384("actor 7")


def directory():
    """Each actor: from which number of changes on the directory said what."""
    def actor(number, key, *history):
        return {"actor": number, "key": key.public().hex(),
                "history": [{"changes": changes, "status": status, "grants": grants} for changes, status, grants in history]}

    def all_of(*roles):
        return [{"role": role, "datasets": []} for role in roles]
    return [
        actor(1, OFFICER, (1, "active", all_of("permit_officer"))),
        actor(2, CONTROLLER, (2, "active", all_of("controller"))),
        actor(3, BOTH, (3, "active", all_of("controller", "permit_officer"))),
        actor(4, STEWARD, (4, "active", all_of("steward"))),
        actor(5, LATE, (5, "active", all_of("steward")), (8, "active", all_of("steward", "controller"))),
        actor(6, GONE, (6, "active", all_of("controller")), (9, "revoked", [])),
        actor(7, NARROW, (7, "active", [{"role": "controller", "datasets": ["0" * 32]}])),
    ]


def one(payload, key, kid, **header):
    protected = {"alg": key.alg, "kid": kid, "typ": TYP} | header
    protected = b64url(canonical({k: v for k, v in protected.items() if v is not None}).encode())
    return {"protected": protected, "signature": b64url(key.sign(f"{protected}.{b64url(payload)}".encode()))}


def permit(payload, *signatures, **more):
    return canonical({"payload": b64url(payload), "signatures": list(signatures)} | more)


def signed():
    doc = canonical(SMALL).encode()
    officer, controller = one(doc, OFFICER, "1@9"), one(doc, CONTROLLER, "2@9")
    good = [permit(doc, officer, controller), permit(doc, controller, officer),
            permit(canonical(large()).encode(), one(canonical(large()).encode(), BOTH, "3@9"), one(canonical(large()).encode(), OFFICER, "1@3")),
            permit(doc, officer, one(doc, LATE, "5@8")), permit(doc, officer, one(doc, GONE, "6@8"))]
    bad = []

    def refuse(name, text):
        bad.append({"class": name, "permit": text})

    refuse("one_signature", permit(doc, officer))
    refuse("no_signature", permit(doc))
    refuse("three_signatures", permit(doc, officer, controller, one(doc, BOTH, "3@9")))
    refuse("same_person", permit(doc, one(doc, BOTH, "3@8"), one(doc, BOTH, "3@9")))
    refuse("same_signer", permit(doc, officer, officer))
    refuse("wrong_role", permit(doc, officer, one(doc, STEWARD, "4@9")))
    refuse("wrong_role", permit(doc, one(doc, GONE, "6@8"), controller))
    refuse("wrong_role", permit(doc, officer, one(doc, LATE, "5@7")))
    refuse("wrong_role", permit(doc, officer, one(doc, GONE, "6@9")))
    refuse("wrong_role", permit(doc, officer, one(doc, NARROW, "7@9")))
    other = canonical(changed(SMALL, ["end"], "2027-12-30")).encode()
    refuse("bad_signature", permit(other, officer, controller))
    refuse("bad_signature", permit(doc, one(doc, CONTROLLER, "1@9"), controller))
    flipped = base64.urlsafe_b64decode(officer["signature"])
    refuse("bad_signature", permit(doc, officer | {"signature": b64url(bytes([flipped[0] ^ 1]) + flipped[1:])}, controller))
    zero = permit(doc, officer | {"signature": b64url(bytes(96))}, controller)
    refuse("bad_signature", zero)
    refuse("unknown_signer", permit(doc, officer, one(doc, CONTROLLER, "8@9")))
    refuse("unknown_signer", permit(doc, officer, one(doc, CONTROLLER, "2@1")))
    for kid in ("2", "2@", "@9", "2@9 ", "02@9", "2@09", "-2@9", "2@9@9", "0@9", "camille", "18446744073709551616@9"):
        refuse("malformed_signer", permit(doc, officer, one(doc, CONTROLLER, kid)))
    refuse("other_alg", permit(doc, officer, one(doc, Ed25519("actor 2"), "2@9")))
    refuse("unknown_alg", permit(doc, officer, one(doc, CONTROLLER, "2@9", alg="RS256")))
    refuse("unknown_alg", permit(doc, officer, one(doc, CONTROLLER, "2@9", alg="none")))
    refuse("crit", permit(doc, officer, one(doc, CONTROLLER, "2@9", crit=["exp"], exp=1)))
    refuse("unknown_header", permit(doc, officer, one(doc, CONTROLLER, "2@9", jku="https://keys.example")))
    refuse("unknown_header", permit(doc, officer, one(doc, CONTROLLER, "2@9", typ=None)))
    refuse("other_type", permit(doc, officer, one(doc, CONTROLLER, "2@9", typ="bouclier-actor-change+jws")))
    refuse("unprotected_header", permit(doc, officer, controller | {"header": {"alg": "ES384"}}))
    refuse("unknown_member", permit(doc, officer, controller, v=1))
    refuse("cut_signature", permit(doc, officer, controller | {"signature": controller["signature"][:-4]}))
    text = permit(doc, officer, controller)
    refuse("not_canonical", text + "\n")
    refuse("not_canonical", json.dumps(json.loads(text)))
    refuse("not_canonical", text.replace('"payload":"', '"payload":"='))
    refuse("not_canonical", text[:-2])
    unsupported = canonical(changed(SMALL, ["pseudonyms"], "reversible")).encode()
    refuse("bad_document", permit(unsupported, one(unsupported, OFFICER, "1@9"), one(unsupported, CONTROLLER, "2@9")))
    spaced = json.dumps(SMALL).encode()
    refuse("bad_document", permit(spaced, one(spaced, OFFICER, "1@9"), one(spaced, CONTROLLER, "2@9")))
    return good, bad


def main():
    (HERE / "document.json").write_text(json.dumps(
        {"good": [canonical(SMALL), canonical(large()), canonical(units())], "bad": bad_documents()}, indent=1, ensure_ascii=False) + "\n")
    good, bad = signed()
    (HERE / "signed.json").write_text(json.dumps({"directory": directory(), "good": good, "bad": bad}, indent=1) + "\n")


if __name__ == "__main__":
    main()
