#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent reader of signed permits (docs/formats/permit.md, spec/permit.schema.json): shares no code with the product.

    permit_judge.py FILE [--actors FOLDER]      FOLDER holds the key files of the hub's actors, by number

Prints `accepted` or `refused: CLASS`. With key files alone it cannot know who held which role when: it then looks at form and signatures.
Needs PyPI cryptography, from build/tools/venv.
"""
import base64
import datetime
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(path) for path in (ROOT / "build/tools/venv/lib").glob("python3*/site-packages")]
from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: E402

SCHEMA = json.loads((ROOT / "spec/permit.schema.json").read_text())
REFERENCES = {"cnil_authorisation": {"cesrees_opinion", "cnil_decision"}, "mr_00x": {"conformity_declaration", "reference_methodology"},
              "permanent_access": {"decree"}, "ehds_68": {"data_permit"}, "other": set()}
UNSUPPORTED = {"archive", "cohort", "destroy", "duo_codes", "freeze"}


class Refused(Exception):
    pass


def canonical(text):
    """The value, when the text is its one canonical form (RFC 8785; no floats stand in permits)."""
    def no_doubles(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise Refused("not_canonical")
        return dict(pairs)
    try:
        value = json.loads(text, object_pairs_hook=no_doubles, parse_float=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError) as error:
        raise Refused("not_canonical") from error
    if json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) != text:
        raise Refused("not_canonical")
    return value


def unb64(text):
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise Refused("not_canonical")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Refused("not_canonical") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise Refused("not_canonical")
    return data


# --- the document, by the schema and by what a schema cannot say

def fits(value, schema):
    """The part of JSON Schema draft 4 that spec/permit.schema.json uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]])
    kinds = {"object": dict, "array": list, "string": str, "integer": int}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or isinstance(value, bool)):
        return False
    if "enum" in schema and not any(value == one and type(value) is type(one) for one in schema["enum"]):
        return False
    if isinstance(value, str) and not (schema.get("minLength", 0) <= len(value) and len(value.encode()) <= schema.get("maxLength", 1 << 20)
                                       and re.search(schema.get("pattern", ""), value)):
        return False
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return False
    if isinstance(value, list):
        seen = [json.dumps(item, sort_keys=True) for item in value]
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)) or \
                (schema.get("uniqueItems") and len(set(seen)) != len(seen)) or not all(fits(item, schema.get("items", {})) for item in value):
            return False
    if isinstance(value, dict) and not fits_object(value, schema):
        return False
    return (all(fits(value, one) for one in schema.get("allOf", [])) and
            ("anyOf" not in schema or any(fits(value, one) for one in schema["anyOf"])) and
            ("oneOf" not in schema or sum(fits(value, one) for one in schema["oneOf"]) == 1) and
            ("not" not in schema or not fits(value, schema["not"])))


def fits_object(value, schema):
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        return False
    if not set(schema.get("required", [])) <= set(value):
        return False
    for key, item in value.items():
        matching = [properties[key]] if key in properties else [one for pattern, one in patterns.items() if re.search(pattern, key)]
        if not matching and schema.get("additionalProperties") is False:
            return False
        if not all(fits(item, one) for one in matching):
            return False
    return True


def strings(value):
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from strings(item)


def judge_document(text):
    value = canonical(text)
    if not isinstance(value, dict):
        raise Refused("not_canonical")
    if UNSUPPORTED & set(value) or "cohort" in (value.get("rows") or {}) or value.get("pseudonyms") in ("reversible", "no_link"):
        raise Refused("unsupported")
    if not fits(value, SCHEMA):
        raise Refused("schema")
    if any(re.search(r"[\x00-\x1f\x7f]", one) for one in strings(value)):
        raise Refused("control_character")

    def day(one):
        try:
            return datetime.date.fromisoformat(one)
        except ValueError as error:
            raise Refused("not_a_date") from error
    rows, protect = value["rows"], [one["unit"] for one in value["output"].get("protect", [])]
    if len(set(protect)) != len(protect):
        raise Refused("twice")
    for one in [one["date"] for one in value["legal"]["references"]] + [value["legal"].get("valid_until", "2000-01-01")] + \
            [person.get(key, "2000-01-01") for person in value["people"] for key in ("terms_signed", "training", "habilitation_until")]:
        day(one)
    start, end, deletion, due = (day(value[key]) for key in ("start", "end", "deletion", "publication_due"))
    if end < start or deletion < end or due < start:
        raise Refused("wrong_order")
    if "care_dates" in rows:
        day(rows["care_dates"]["settlement_cutoff"] + "-01")
        if day(rows["care_dates"]["to"]) < day(rows["care_dates"]["from"]):
            raise Refused("wrong_order")
    if (value["version"] > 1) != ("predecessor" in value):
        raise Refused("predecessor_and_version")
    if not REFERENCES[value["legal"]["basis"]] <= {one["kind"] for one in value["legal"]["references"]}:
        raise Refused("missing_reference")
    if any(not one["values"] and not one["starts_with"] for one in rows["codes"]):
        raise Refused("lets_no_code_through")
    for pairs in ([(one["table"], one["column"]) for one in rows["codes"]], [(one["issuer"], one["actor"]) for one in value["people"]]):
        if len(set(pairs)) != len(pairs):
            raise Refused("twice")
    for one in value["export_recipients"]:
        unb64(one.removeprefix("SHA256:"))


# --- the signatures

def person_at(directory, number, changes):
    """Key, status and grants of an actor when the directory had so many changes."""
    for actor in directory:
        said = [one for one in actor["history"] if one["changes"] <= changes]
        if actor["actor"] == number and said:
            return bytes.fromhex(actor["key"]), said[-1]
    raise Refused("unknown_signer")


def holds(said, role):
    return said["status"] == "active" and any(grant["role"] == role and not grant["datasets"] for grant in said["grants"])


def read_signature(one):
    if not isinstance(one, dict) or set(one) != {"protected", "signature"}:
        raise Refused("form")
    header = canonical(unb64(one["protected"]).decode(errors="replace"))
    if not isinstance(header, dict) or "crit" in header:
        raise Refused("crit")
    if set(header) != {"alg", "kid", "typ"} or header["typ"] != "bouclier-permit+jws":
        raise Refused("header")
    if header["alg"] != "ES384":
        raise Refused("alg")
    signature = unb64(one["signature"])
    if len(signature) != 96:
        raise Refused("form")
    match = re.fullmatch(r"([1-9][0-9]*)@(0|[1-9][0-9]*)", str(header["kid"]))
    if not match or max(map(int, match.groups())) >= 1 << 64:
        raise Refused("malformed_signer")
    return int(match[1]), int(match[2]), signature, one["protected"]


def judge(text, directory, with_roles=True):
    """Returns nothing when the permit is right, raises Refused otherwise."""
    value = canonical(text)
    if not isinstance(value, dict) or set(value) != {"payload", "signatures"} or not isinstance(value["signatures"], list):
        raise Refused("form")
    payload = unb64(value["payload"])
    signatures = [read_signature(one) for one in value["signatures"]]
    if len(signatures) != 2:
        raise Refused("number_of_signatures")
    if signatures[0][0] == signatures[1][0]:
        raise Refused("same_person")
    try:
        judge_document(payload.decode())
    except UnicodeDecodeError as error:
        raise Refused("not_canonical") from error
    said = []
    for number, changes, signature, protected in signatures:
        key, what = person_at(directory, number, changes)
        said.append(what)
        r, s = int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big")
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), key).verify(
                encode_dss_signature(r, s), f"{protected}.{value['payload']}".encode(), ec.ECDSA(hashes.SHA384()))
        except InvalidSignature as error:
            raise Refused("bad_signature") from error
    roles = [(holds(said[i], "permit_officer"), holds(said[1 - i], "controller")) for i in (0, 1)]
    if with_roles and (True, True) not in roles:
        raise Refused("wrong_role")


def main():
    file, folder = sys.argv[1], pathlib.Path(sys.argv[sys.argv.index("--actors") + 1])
    directory = [{"actor": int(path.stem), "key": unb64(json.loads(path.read_text())["public_key"]).hex(),
                  "history": [{"changes": 0, "status": "active", "grants": []}]} for path in folder.glob("*.key")]
    try:
        judge(pathlib.Path(file).read_text(), directory, with_roles=False)
    except Refused as error:
        print(f"refused: {error}")
        return 1
    print("accepted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
