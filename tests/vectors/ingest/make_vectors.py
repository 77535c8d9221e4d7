#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of docs/formats/quarantine.md and delivery-report.md from those pages alone, with no code of this project. Same
bytes on every run.

    python3 tests/vectors/ingest/make_vectors.py

Also writes the seeds of fuzz/quarantine_record_fuzz.cc and fuzz/delivery_report_fuzz.cc: the good ones.
"""
import base64
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
FUZZ_SEEDS = HERE.parent.parent.parent / "fuzz/seeds"


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


EMPTY = {"ambiguous_numbers": 0, "changed_numbers": 0, "periods_kept": 0, "codes_checked": False, "files": [], "lifelong_twice": 0, "merged": 0, "moved_numbers": 0, "persons": 0,
         "rows_without_id": 0, "periods": {}}
CODES = {"codes": {"01C": 5, "été": 2}, "many": False, "nulls": 1}
TABLE = {"read": 11, "rows": 8, "files": 2, "refused": {"bad_date": 2, "ragged": 1}, "flagged": {"orphan": 3, "person_unknown": 8},
         "columns": {"ORG_AFF_BEN": CODES, "PRS_PAI_MNT": {"codes": {}, "many": False, "nulls": 0}, "ETA_NUM": {"codes": {}, "many": True, "nulls": 8},
                     "PSE_SPE_COD": {"checked": 7, "codes": {}, "many": False, "nulls": 1}}}
FULL = EMPTY | {"persons": 3, "merged": 1, "codes_checked": True, "periods": {"201901": {"ER_PRS_F": TABLE}},
                "files": [{"name": "dossier/été \"1\".csv", "reason": "not_a_table", "detail": ""},
                          {"name": "ER_PHA_F_201901.csv", "reason": "column_unknown", "detail": "NOUVELLE"}]}


def bad_reports():
    text = canonical(FULL)
    yield "white space", text.replace(",", ", ", 1)
    yield "newline at the end", text + "\n"
    yield "cut", text[:-1]
    yield "empty", ""
    yield "not an object", "[]"
    for member in EMPTY:
        yield f"no {member}", canonical({k: v for k, v in EMPTY.items() if k != member})
        yield f"{member} as text", canonical(EMPTY | {member: "1"})
    yield "a member more", canonical(EMPTY | {"note": ""})
    yield "negative persons", canonical(EMPTY | {"persons": -1})
    with_table = lambda **more: canonical(EMPTY | {"periods": {"": {"T": TABLE | more}}})
    yield "accepted and refused are not those read", with_table(read=12)
    yield "more accepted than read", with_table(read=3)
    yield "unknown reason", with_table(refused={"strange": 3})
    yield "empty reason", with_table(refused={"": 3})
    yield "a reason without rows", with_table(refused={"bad_date": 2, "ragged": 1, "bad_number": 0})
    yield "unknown flag", with_table(flagged={"strange": 3})
    yield "a flag of negative rows", with_table(flagged={"orphan": -3})
    yield "a table's member more", with_table(note="")
    with_column = lambda **more: with_table(columns={"C": CODES | more})
    yield "a code of no rows", with_column(codes={"1": 0})
    yield "a code of negative rows", with_column(codes={"1": -1})
    yield "nothing checked, and said", with_column(checked=0)
    yield "checked as text", with_column(checked="1")
    yield "codes of many", with_column(many=True)
    yield "more codes than are listed", with_column(codes={str(i): 1 for i in range(1001)})
    yield "no nulls", with_table(columns={"C": {"codes": {}, "many": False}})
    yield "columns as a list", with_table(columns=[])
    yield "a file without a reason", canonical(EMPTY | {"files": [{"name": "x", "detail": ""}]})


def reports():
    good = [EMPTY, FULL]
    vectors = {"good": [canonical(item) for item in good], "bad": [{"name": name, "text": text} for name, text in bad_reports()]}
    (HERE / "delivery_report.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    seeds("delivery_report", good)


def seeds(target, good):
    (FUZZ_SEEDS / target).mkdir(parents=True, exist_ok=True)
    for number, item in enumerate(good):
        (FUZZ_SEEDS / target / f"good{number}").write_text(canonical(item), encoding="utf-8")


def main():
    vectors = {"good": [item | {"text": canonical(item)} for item in GOOD],
               "bad": [{"name": name, "text": text} for name, text in bad()]}
    (HERE / "quarantine.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    seeds("quarantine_record", GOOD)
    reports()


if __name__ == "__main__":
    main()
