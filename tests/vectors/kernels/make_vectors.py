#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of project pseudonyms from docs/formats/pseudonym.md alone, with no code of this project and nothing but
Python's own hashlib and hmac. Same bytes on every run.

    python3 tests/vectors/kernels/make_vectors.py
"""
import hashlib
import hmac
import json
import pathlib
import struct

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CLASSES = {"person": 1, "psa": 2, "insured": 3, "mother_child": 4, "care_line": 5, "stay": 6, "death_certificate": 7,
           "professional": 8, "employer": 9, "case": 10}
ORDINALS = [0, 1, 2, 255, 256, 65_535, 1 << 24, 69_999_999, (1 << 32) - 1]
WIDE = [1 << 32, 1_200_000_000_000, (1 << 63) + 5, (1 << 64) - 1]


def some(label, size):
    """Bytes that stand for random ones."""
    return hashlib.sha512(label.encode()).digest()[:size]


def hkdf(secret, salt, info):
    """RFC 5869, one block of 32 bytes."""
    extracted = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def project_key(secret, salt, label):
    return hkdf(secret, salt, b"bouclier/project-key/v1\x00" + label.encode())


def pseudonym(key, number, ordinal):
    return hmac.new(key, struct.pack("<BBQ", 1, number, ordinal), hashlib.sha256).digest()[:16]


def text(value):
    number = int.from_bytes(value, "big")
    return "P1" + "".join(DIGITS[number >> shift & 31] for shift in range(125, -1, -5))


def keys():
    secret, salt = some("hub secret", 32), some("salt of a project", 32)
    for name, one_salt, label in [("a project", salt, "project/7"), ("its next round", some("another salt", 32), "project/7"),
                                  ("another project", salt, "project/8"), ("a longer secret", salt, "é" * 128)]:
        one_secret = some("long secret", 64) if name == "a longer secret" else secret
        yield {"name": name, "hub_secret": one_secret.hex(), "salt": one_salt.hex(), "label": label,
               "project_key": project_key(one_secret, one_salt, label).hex()}


def good(key):
    for name, number in CLASSES.items():
        for ordinal in ORDINALS + (WIDE if name == "care_line" else []):
            value = pseudonym(key, number, ordinal)
            yield {"class": name, "number": number, "ordinal": str(ordinal), "bytes": value.hex(), "text": text(value)}


def bad(right):
    digits = right[2:]
    return [
        ("empty", "", "invalid_argument"), ("only the tag", "P1", "invalid_argument"), ("no tag", digits, "invalid_argument"),
        ("another algorithm", "R1" + digits, "unsupported"), ("another version", "P2" + digits, "unsupported"),
        ("version 0", "P0" + digits, "unsupported"), ("tag in lower case", "p1" + digits, "invalid_argument"),
        ("digits in lower case", "P1" + digits.lower(), "invalid_argument"), ("one digit less", right[:-1], "invalid_argument"),
        ("one digit more", right + "0", "invalid_argument"), ("beyond 128 bits", "P18" + digits[1:], "invalid_argument"),
        ("far beyond 128 bits", "P1Z" + digits[1:], "invalid_argument"), *((f"letter {letter}", right[:9] + letter + right[10:],
                                                                           "invalid_argument") for letter in "ILOUilou*=-_"),
        ("hexadecimal", bytes(14).hex(), "invalid_argument"), ("a number", "1" * 28, "invalid_argument"),
        ("a blank in front", " " + right[:-1], "invalid_argument"), ("a line's end behind", right[:-1] + "\n", "invalid_argument"),
        ("a hyphen inside", right[:10] + "-" + right[10:-1], "invalid_argument"), ("a NUL inside", right[:10] + "\0" + right[11:], "invalid_argument"),
        ("not ASCII", right[:-2] + "é", "invalid_argument"), ("wide digits", right[:2] + "\uff11" + right[5:], "invalid_argument"),
    ]


def main():
    made = list(keys())
    key = bytes.fromhex(made[0]["project_key"])
    edges = [{"bytes": value.hex(), "text": text(value)} for value in
             (bytes(16), b"\xff" * 16, bytes(15) + b"\x01", b"\x80" + bytes(15), bytes(7) + b"\x01" + bytes(8), bytes(8) + b"\x80" + bytes(7))]
    vectors = {"keys": made, "project_key": key.hex(), "good": list(good(key)), "texts": edges,
               "bad": [{"name": name, "text": wrong, "expect": code} for name, wrong, code in bad(text(pseudonym(key, 1, 1)))]}
    (pathlib.Path(__file__).parent / "pseudonym.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
