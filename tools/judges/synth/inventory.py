# SPDX-License-Identifier: Apache-2.0
"""What lies in the folder against what the truth lists: files, rows, bytes, damaged rows, canaries."""
import collections
import re

from .tables import CARE_KEYS, File

NAMES = {"IR_BEN_R": r"IR_BEN_R\.csv", "IR_BEN_R_ARC": r"IR_BEN_R_ARC\.csv", "IR_IMB_R": r"IR_IMB_R\.csv",
         "KI_CCI_R": r"KI_CCI_R_\d{4}\.csv", **{f"ER_{part}_F": rf"ER_{part}_F_\d{{6}}\.csv" for part in ("PRS", "PHA", "CAM")},
         **{f"T_MCOaa{letter}": rf"T_MCO\d\d{letter}\.csv" for letter in "BCDA"}}
REASONS = {"cell_missing": "ragged", "cell_too_many": "ragged"}


class Inventory:
    """Opens every file once and counts; the rows go to whoever asked for them, then are forgotten."""

    def __init__(self, base, truth):
        self.folder, self.truth = base / "files", truth
        self.seen, self.damaged, self.headers = {}, {}, {}
        self.lacking = collections.defaultdict(list)
        self.awaited = collections.defaultdict(set)
        for canary in truth.canaries:
            self.awaited[canary.split(";")[0]].add(canary)

    def open(self, path, table):
        file = File(self.folder / path, table)
        self.seen[path] = {"rows": file.rows, "bytes": file.bytes, "damaged": len(file.damaged)}
        self.headers.setdefault(table, set()).add(tuple(file.header))
        if not file.ended:
            self.lacking[path].append("no line end after the last row")
        for line, (kind, column) in file.damaged.items():
            self.damaged[(path, line)] = (REASONS.get(kind, kind), kind, column)
        self.strike(file)
        return file

    def strike(self, file):
        """Takes off the list the canaries that stand in sound rows, cell beside cell."""
        for _, cells in file.sound:
            hits = self.awaited.keys() & cells
            for first in hits:
                line = ";" + ";".join(cells) + ";"
                left = {canary for canary in self.awaited[first] if f";{canary};" not in line}
                if left:
                    self.awaited[first] = left
                else:
                    del self.awaited[first]

    def check_names(self, verdicts):
        found = {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}
        verdicts.equal("the files are those of the truth", found, {entry["path"] for entry in self.truth.json["files"]})
        verdicts.case("files are named by flux month, by year or once", [
            entry["path"] for entry in self.truth.json["files"]
            if not re.fullmatch(NAMES[entry["table"]], entry["path"].split("/")[-1])])

    def check(self, verdicts):
        listed = {entry["path"]: entry for entry in self.truth.json["files"]}
        for what in ("rows", "bytes", "damaged"):
            verdicts.equal(f"{what} of each file", {path: seen[what] for path, seen in self.seen.items()},
                           {path: entry[what] for path, entry in listed.items()})
        verdicts.case("each file ends with a line end", self.lacking)
        verdicts.case("each table has one header", [table for table, headers in self.headers.items() if len(headers) != 1])
        header = next(iter(self.headers["ER_PRS_F"]))
        verdicts.equal("ER_PRS_F has 123 columns, the nine keys among them",
                       (len(header), len(set(header)), set(CARE_KEYS) <= set(header)), (123, 123, True))
        verdicts.equal("damaged rows, each by file, line, kind and column", self.damaged,
                       {(row["path"], int(row["line"])): (row["reason"], row["kind"], row["column"]) for row in self.truth.damaged})
        verdicts.equal("tables' sums of files, rows, damage and orphans", self.tables(listed), self.truth.json["tables"])
        verdicts.case("each canary stands in a file", [text for left in self.awaited.values() for text in left])

    def tables(self, listed):
        sums = {}
        for path, seen in self.seen.items():
            table = sums.setdefault(listed[path]["table"], {"files": 0, "rows": 0, "damaged": 0, "orphans": 0})
            table["files"] += 1
            table["rows"] += seen["rows"]
            table["damaged"] += seen["damaged"]
        for path, _ in self.truth.orphans:
            sums[listed[path]["table"]]["orphans"] += 1
        for (path, _), (reason, kind, _) in self.damaged.items():
            table = sums[listed[path]["table"]]
            for part, word in (("damaged_by_reason", reason), ("damaged_by_kind", kind)):
                counts = table.setdefault(part, {})
                counts[word] = counts.get(word, 0) + 1
        return sums
