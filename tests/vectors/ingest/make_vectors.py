#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of docs/formats/quarantine.md from that page alone, with no code of this project. Same bytes on every run.

    python3 tests/vectors/ingest/make_vectors.py

Also writes the seeds of fuzz/quarantine_record_fuzz.cc: the good lines.
"""
import base64
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = HERE.parent.parent.parent / "fuzz/seeds/quarantine_record"


def canonical(value):
    """RFC 8785 for what stands here: no floats, keys of ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def record(file, line, lines, column, reason, row, size=None):
    return {"file": file, "line": line, "lines": lines, "column": column, "reason": reason,
            "row": base64.b64encode(row).decode(), "size": len(row) if size is None else size}


GOOD = [
    record("dcir/ER_PRS_F_201902.csv", 2, 1, "EXE_SOI_DTD", "bad_date", b"1;2019-02-30"),
    record("été \"1\".csv", 17, 3, "", "ragged", b'a;"\xc3\xa9\r\nb\nc"'),
    record("x", 1, 1, "ORG_AFF_BEN", "bad_encoding", b"01C\xe9;2"),
    record("x", 9007199254740991, 1, "", "cell_too_long", b"abc", 104857600),
    record("x", 3, 1, "", "ragged", b""),
]


def bad():
    base = GOOD[0]
    text = canonical(base)
    yield "white space", text.replace(",", ", ", 1)
    yield "newline at the end", text + "\n"
    yield "members out of order", '{"file":"x",' + canonical({k: v for k, v in base.items() if k != "file"})[1:]
    for member in base:
        yield f"no {member}", canonical({k: v for k, v in base.items() if k != member})
    yield "a member more", canonical(base | {"note": ""})
    yield "unknown reason", canonical(base | {"reason": "strange"})
    yield "empty reason", canonical(base | {"reason": ""})
    yield "line zero", canonical(base | {"line": 0})
    yield "lines zero", canonical(base | {"lines": 0})
    yield "negative line", canonical(base | {"line": -1})
    yield "line beyond 2^53", canonical(base | {"line": 2**53})
    yield "line as text", canonical(base | {"line": "2"})
    yield "row longer than size", canonical(base | {"size": 3})
    yield "row without padding", canonical(base | {"row": "YQ"})
    yield "row with trailing bits", canonical(base | {"row": "YR=="})
    yield "row not base64", canonical(base | {"row": "%%%%"})
    yield "file empty", canonical(base | {"file": ""})
    yield "file with NUL", canonical(base | {"file": "a\0"}).replace("\0", "\\u0000")
    yield "not an object", "[]"
    yield "empty", ""


def main():
    vectors = {"good": [item | {"text": canonical(item)} for item in GOOD],
               "bad": [{"name": name, "text": text} for name, text in bad()]}
    (HERE / "quarantine.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    SEEDS.mkdir(parents=True, exist_ok=True)
    for number, item in enumerate(GOOD):
        (SEEDS / f"good{number}").write_text(canonical(item), encoding="utf-8")


if __name__ == "__main__":
    main()
