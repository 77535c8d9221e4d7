# SPDX-License-Identifier: Apache-2.0
"""SNDS files as a reader must take them: which rows are sound, and what is wrong with the others.

Written from the public schema and its traps, not from the generator. A row is judged by one regular expression; a row that does not
match is looked at cell by cell."""
import re

CARE_KEYS = ("DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP", "FLX_TRT_DTD", "ORG_CLE_NUM", "PRS_ORD_NUM",
             "REM_TYP_AFF")
KEYS = {"IR_BEN_R": ("BEN_NIR_PSA", "BEN_RNG_GEM"), "IR_BEN_R_ARC": ("BEN_NIR_PSA", "BEN_RNG_GEM"), "IR_IMB_R": ("BEN_NIR_PSA", "BEN_RNG_GEM"),
        "ER_PRS_F": CARE_KEYS, "ER_PHA_F": CARE_KEYS, "ER_CAM_F": CARE_KEYS, "KI_CCI_R": ("DCD_IDT_ENC",),
        **{f"T_MCOaa{letter}": ("ETA_NUM", "RSA_NUM") for letter in "BCDA"}}

LEAP = r"(?:(?:16|20|24)00|\d\d(?:0[48]|[2468][048]|[13579][26]))"
MONTH_DAY = r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
ISO_DATE = rf"(?:\d{{4}}-{MONTH_DAY}|{LEAP}-02-29)"
TIGHT_DATE = r"(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{4})"
DATE_TIME = r"(?:(?:0[1-9]|[12]\d|3[01])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\d{4}:\d\d:\d\d:\d\d)"
YEAR_MONTH = r"(?:\d{4}(?:0[1-9]|1[0-2]))"
NUMBER = r"(?:-?\d+(?:\.\d+)?)"
TEXT = r"[^;\x00-\x1f\x7f-\xff]*"

DATES = re.compile(r".*_(DTD|DTF|DTE)$|BEN_DTE_INS$|BEN_DTE_MAJ$|BEN_IDT_MAJ$")
MONTHS = re.compile(r".*_(AMD|AMF|AME)$")
NUMBERS = re.compile(r".*_(MNT|BSE|PRU|TAU|NBR|QTE|CFT|COG|QSN|QSU|NBJ|ANN|DEL)$|(PRS|DCT|PHA|CAM)_ORD_NUM$|FLX_EMT_(NUM|ORD|TYP)$"
                     r"|IMB_ALD_NUM$|DGN_ASS_NUM$|DCD_LIE_COD$|BEN_RNG_GEM$|NBR_(ACT|DGN|RUM)$|SEJ_NUM$|NBR_EXE_ACT$")


def kind_of(table, column):
    """(kind, pattern) of a column: a date, a number or text."""
    if table == "T_MCOaaC" and column in ("ENT_DAT", "SOR_DAT"):
        return "date", TIGHT_DATE
    if DATES.match(column):
        return "date", DATE_TIME if table == "T_MCOaaC" else ISO_DATE
    if MONTHS.match(column):
        return "date", YEAR_MONTH
    if NUMBERS.match(column):
        return "number", NUMBER
    return "text", TEXT


class File:
    """One CSV file: its sound rows (line, cells) and its damaged ones {line: (kind, column)}."""

    def __init__(self, path, table):
        self.table, self.bytes = table, path.stat().st_size
        text = path.read_bytes().decode("latin-1")  # one character a byte: what is not UTF-8 is seen below
        lines = text.split("\n")
        self.ended = lines.pop() == ""
        self.header = lines[0].split(";")
        self.rows = len(lines) - 1
        self.column = {name: place for place, name in enumerate(self.header)}
        self.kinds = [kind_of(table, name) for name in self.header]
        self.keys = KEYS[table]
        self.damaged, self.sound = {}, []
        match = self.pattern().fullmatch
        for number, line in enumerate(lines[1:], 2):
            if match(line):
                self.sound.append((number, line.split(";")))
            else:
                fault = self.fault(line)
                if fault is None:
                    self.sound.append((number, line.split(";")))
                else:
                    self.damaged[number] = fault
        self.legible = {number: self.cells_of_damaged(lines[number - 1]) for number in self.damaged}

    def pattern(self):
        cells = []
        for name, (_, pattern) in zip(self.header, self.kinds):
            filled = pattern if pattern != TEXT else r"[^;\x00-\x1f\x7f-\xff]+"
            cells.append(filled if name in self.keys else pattern if pattern == TEXT else pattern + "?")
        return re.compile(";".join(cells))

    def cells_of_damaged(self, line):
        cells = line.split(";")
        return dict(zip(self.header, cells)) if len(cells) == len(self.header) else {}

    def fault(self, line):
        """What is wrong with a row and in which column, or None."""
        cells = line.split(";")
        if len(cells) != len(self.header):
            return ("cell_missing" if len(cells) < len(self.header) else "cell_too_many", "")
        for name, cell, (kind, pattern) in zip(self.header, cells, self.kinds):
            if "\0" in cell:
                return "nul_byte", name
            try:
                cell.encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                return "bad_encoding", name
            if cell == "" and name in self.keys:
                return "missing_key", name
            if cell and kind != "text" and not re.fullmatch(pattern, cell):
                return "bad_" + kind, name
        return None

    def rows_of(self, *names):
        """Each sound row as (line, the named cells)."""
        places = [self.column[name] for name in names]
        for number, cells in self.sound:
            yield number, [cells[place] for place in places]
