#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads an exported extract with programs of others: `exported_tables.py FOLDER SECRET_KEY`.

FOLDER is what `project export` wrote. Each file is decrypted by PyPI crypt4gh and read by pyarrow and by DuckDB; rows and columns must be
those of the manifest, both readers must agree on every count and on sums of amounts to the cent, no column may be an unsigned 64-bit
integer, and no name may be that of a replaced identifier. Prints one `ok`/`not ok` line each.
"""
import collections
import decimal
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow.compute
import pyarrow.parquet

REPLACED = {"BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_NIR_ANO", "BEN_IDT_ANO", "NIR_ANO_17", "DCT_ORD_NUM", "RSA_NUM"}


def decrypt(file, key):
    tool = pathlib.Path(sys.executable).with_name("crypt4gh")
    with open(file, "rb") as sealed:
        return subprocess.run([tool, "decrypt", "--sk", key], stdin=sealed, capture_output=True, check=True).stdout


def judge(table, files, key):
    """What is wrong with one table, in words."""
    wrong, names = [], [column["name"] for column in table["columns"]]
    rows, paid = 0, {"pyarrow": decimal.Decimal(0), "duckdb": decimal.Decimal(0)}
    for file in files:
        plain = decrypt(file, key)
        read = pyarrow.parquet.read_table(io.BytesIO(plain))
        rows += read.num_rows
        if read.column_names != names:
            wrong.append(f"columns {read.column_names}")
        wrong += [f"{field.name} is {field.type}" for field in read.schema if str(field.type) == "uint64"]
        with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
            copy.write(plain)
            copy.flush()
            counted = duckdb.sql(f"SELECT count(*) FROM read_parquet('{copy.name}')").fetchone()[0]
            if counted != read.num_rows:
                wrong.append(f"DuckDB counts {counted}, pyarrow {read.num_rows}")
            if "PRS_PAI_MNT" in names:
                paid["duckdb"] += duckdb.sql(f"SELECT sum(PRS_PAI_MNT) FROM read_parquet('{copy.name}')").fetchone()[0]
                paid["pyarrow"] += pyarrow.compute.sum(read["PRS_PAI_MNT"]).as_py()
    if paid["duckdb"] != paid["pyarrow"]:
        wrong.append(f"sums of amounts differ: {paid}")
    if rows != table["rows"]:
        wrong.append(f"{rows} rows, the manifest says {table['rows']}")
    return wrong + [f"{name} keeps its source name" for name in names if name in REPLACED]


def main():
    folder, key = map(pathlib.Path, sys.argv[1:])
    manifest = json.loads((folder / "manifest.json").read_text())
    files = collections.defaultdict(list)
    for file in sorted(folder.glob("*.parquet.c4gh")):
        files[file.name.rsplit("-", 1)[0]].append(file)
    bad = {table["table"]: judge(table, files.pop(table["table"], []), key) for table in manifest["tables"]}
    bad["files that no table has"] = sorted(files)
    for name, wrong in bad.items():
        print(f"not ok {name}: {wrong[:5]}" if wrong else f"ok {name} as pyarrow and DuckDB read it")
    sys.stdout.flush()
    os._exit(1 if any(bad.values()) else 0)  # the readers' idle threads can abort an interpreter that ends by itself, after a right answer


if __name__ == "__main__":
    main()
