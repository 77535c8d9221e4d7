#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Raw files become checked, pseudonymised, sealed tables; every count is compared with the truth about the synthetic base.

    tools/walk/tables.py [FOLDER]     compares the quarantine with the truth again, on a demonstration that is still up (./demo --keep)
"""
import json
import subprocess

from attacks import by_hand
from objects import TOOLS

BASE, DENIED = "snds", 11
CORRECTED = "dcir/ER_CAM_F_201903.csv"


def ingest(walk):
    who = walk.by("lea")
    walk.run("ingest", "run", BASE, "--dry-run", *who)
    made = walk.run("ingest", "run", BASE, "--json", *who)
    walk.run("ingest", "report", BASE, *who)
    truth = json.loads((walk.folder / "base/truth/truth.json").read_text())
    compare(walk, made, truth)
    again = walk.run("ingest", "run", BASE, "--json", *who)
    walk.claim("the same files make no second snapshot", again["nothing_new"] and again["snapshot"] == 1, again["snapshot"], passed=True)
    walk.run("quarantine", "list", BASE, *who)
    walk.run("quarantine", "show", BASE, "--table", "IR_BEN_R", "--limit", 2, *who, say=False)
    quarantine(walk)
    refused = walk.run("ingest", "run", BASE, *walk.by("hugo"), code=DENIED, say=False).stderr.decode()
    walk.claim("a researcher may not ingest", "roles gives it" in refused, refused, f"BOUCLIER ingest run {BASE} HUGO", DENIED)
    correct(walk)
    walk.run("ingest", "list", BASE, *walk.by("zoe"))
    walk.tables = [{"dataset": BASE, "table": table["table"], "read": table["read"], "rows": table["rows"],
                    "quarantined": table["quarantined"], "files": table["files"]} for table in made["tables"]]
    walk.figures.update(table_rows=sum(table["rows"] for table in made["tables"]), table_files=made["files"], persons=made["persons"],
                        rows_quarantined=sum(table["quarantined"] for table in made["tables"]))


def compare(walk, made, truth):
    tables, accepted = {table["table"]: table for table in made["tables"]}, truth["accepted_rows"]
    check = f"BOUCLIER ingest report {BASE} --json LEA"
    wrong = [name for name, table in truth["tables"].items()
             if (tables[name]["read"], tables[name]["quarantined"], tables[name]["rows"])
             != (table["rows"], table["damaged"], table["rows"] - table["damaged"])]
    walk.claim("accepted and quarantined rows of each table are those of the truth", tables.keys() == truth["tables"].keys() and not wrong,
               wrong, check)
    reasons = [name for name, table in truth["tables"].items() if tables[name]["refused"] != table.get("damaged_by_reason", {})]
    walk.claim("each refused row is refused for the reason that the truth gives", not reasons, reasons, check)
    orphans = [name for name, table in truth["tables"].items() if tables[name]["flagged"].get("orphan", 0) != table["orphans"]]
    walk.claim("rows whose line or stay was refused are kept and flagged", not orphans, orphans, check)
    care, links = tables["ER_PRS_F"]["flagged"], tables["T_MCOaaC"]["flagged"]
    seen = {"unknown_person_lines": care.get("person_unknown", 0), "archived_person_lines": care.get("person_archived", 0),
            "fictitious_person_lines": care.get("person_fictitious", 0)}
    twins = links.get("person_ambiguous", 0) - accepted["ambiguous_stays"]  # the truth leaves orphans out
    walk.claim("people who are unknown, archived, fictitious or ambiguous are told apart as the truth does",
               all(accepted[name] == count for name, count in seen.items()) and 0 <= twins <= links.get("orphan", 0), (seen, twins), check)


def quarantine(walk):
    walk.run("quarantine", "export", BASE, "--out", "quarantine.jsonl", *walk.by("lea"), say=False)
    records = [json.loads(line) for line in (walk.folder / "quarantine.jsonl").read_text().splitlines()]
    (walk.folder / "quarantine.jsonl").unlink()  # rows in clear
    lines = (walk.folder / "base/truth/damaged.csv").read_text().splitlines()[1:]
    damaged = {(path.split("/")[-1], int(line), reason) for path, _, line, reason, *_ in (row.split(";") for row in lines)}
    found = {(record["file"].split("/")[-1], record["line"], record["reason"]) for record in records}
    walk.claim("the quarantine names file, line and reason of exactly the damaged rows", found == damaged and len(records) == len(lines),
               sorted(found ^ damaged)[:5], "tools/walk/tables.py DEMO")


def correct(walk):
    """A producer sends one file again with a row more: that month is made anew, the others are taken over. Taken back later (airlock.py)."""
    who, folder = walk.by("lea"), walk.folder / "recipient"
    lines = (walk.folder / "base/files" / CORRECTED).read_bytes().splitlines(keepends=True)
    with open(folder / "corrected.c4gh", "wb") as sealed:
        subprocess.run([TOOLS / "crypt4gh", "encrypt", "--sk", folder / "lab.sec", "--recipient_pk", folder / "steward.pub"],
                       input=b"".join(lines + lines[1:2]), stdout=sealed, check=True, stderr=subprocess.DEVNULL)
    walk.run("object", "import", BASE, f"snds/{CORRECTED}", "--in", "recipient/corrected.c4gh", "--secret-key", "recipient/steward.sec",
             "--key-passphrase-file", "secrets/passphrase", "--replace", *who)
    again = walk.run("ingest", "run", BASE, "--json", *who)
    before = walk.run("ingest", "report", BASE, "--snapshot", 1, "--json", *who, say=False)
    rows = [next(table["rows"] for table in report["tables"] if table["table"] == "ER_CAM_F") for report in (before, again)]
    walk.claim("a corrected file makes a new snapshot of its month only; the snapshot before is still there",
               again["snapshot"] == 2 and rows[1] == rows[0] + 1 and again["periods_kept"] == again["periods"] - 1, (again["snapshot"], rows, again["periods_kept"]),
               f"BOUCLIER ingest list {BASE} LEA")
    walk.run("ingest", "revoke", BASE, 2, "--dry-run", *who, say=False)


if __name__ == "__main__":
    by_hand(quarantine, __doc__)
