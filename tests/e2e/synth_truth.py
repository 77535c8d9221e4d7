#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A synthetic base agrees with its truth; and the judge that says so sees each of the small lies told below."""
import contextlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/judges"))
from synth_truth import judge  # noqa: E402

PEOPLE, CONTROL_PEOPLE = 2000, 600
failed = False


def case(name, why=""):
    global failed
    failed |= bool(why)
    print(f"not ok {name}: {why}" if why else f"ok {name}")


def make(folder, people):
    subprocess.run([ROOT / "build/bin/bouclier", "synth", "--out", folder, "--people", str(people), "--seed", "1", "--json"],
                   check=True, capture_output=True)
    return folder


def verdicts(base):
    """What the judge says: the names of checks that hold, and {name: why} of those that do not."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        count = judge(base, full=False)
    wrong = dict(re.findall(r"^not ok ([^:]+): (.*)$", said.getvalue(), re.M))
    assert count == len(wrong), said.getvalue()
    return re.findall(r"^ok (.+)$", said.getvalue(), re.M), wrong


# Each lie takes the text of a file and gives it back altered.
def without_last_row(text):
    return text[:text.rindex("\n", 0, -1) + 1]


def other_cell(column, old, new):
    """In the first row that holds `old` in the column."""
    def alter(text):
        lines = text.split("\n")
        place = lines[0].split(";").index(column)
        for number, line in enumerate(lines[1:], 1):
            cells = line.split(";")
            if len(cells) > place and re.fullmatch(old, cells[place]):
                cells[place] = new(cells[place]) if callable(new) else new
                lines[number] = ";".join(cells)
                return "\n".join(lines)
        raise AssertionError(f"no {old} in {column}")
    return alter


def first_row_twice(text):
    lines = text.split("\n")
    lines[2] = lines[1]
    return "\n".join(lines)


def one_more_ill(text):
    truth = json.loads(text)
    truth["winters"][0]["protective_drug_illness"]["exposed_with_outcome"] += 1
    return json.dumps(truth)


def next_digit(text):
    return text[:-1] + str((int(text[-1]) + 1) % 10)


CARE = "files/dcir/ER_PRS_F_201902.csv"
LIES = (
    ("a row of a file is removed", CARE, without_last_row, "rows of each file"),
    ("a diagnosis is altered", "files/pmsi_mco/T_MCO19B.csv", other_cell("DGN_PAL", "J101", "J189"),
     "every event of the truth is in the files, and no other"),
    ("a sound row is damaged", CARE, other_cell("EXE_SOI_DTD", r"2019-01-\d\d", "2019-02-30"),
     "damaged rows, each by file, line, kind and column"),
    ("a damaged row is mended", "files/dcir/ER_PHA_F_201902.csv", other_cell("PHA_ACT_QSN", "12,5x", "1"),
     "damaged rows, each by file, line, kind and column"),
    ("a detail loses its line", "files/dcir/ER_PHA_F_201902.csv", other_cell("DCT_ORD_NUM", r"\d+", next_digit),
     "orphans, each by file and line"),
    ("a line occurs twice", CARE, first_row_twice, "nine keys are unique in ER_PRS_F"),
    ("a cancelling line takes back another amount", "files/dcir/ER_PRS_F_201904.csv", other_cell("BSE_REM_BSE", r"-\d.*", next_digit),
     "each cancelling line undoes a line of an earlier month"),
    ("the truth counts one person more", "truth/truth.json", one_more_ill, "2018-2019 protective drug illness from the files"),
)


def controls(folder):
    base = make(folder / "small", CONTROL_PEOPLE)
    _, wrong = verdicts(base)
    case(f"{CONTROL_PEOPLE} people agree before any lie", " | ".join(wrong))
    for name, path, lie, expected in LIES:
        true = (base / path).read_bytes()
        altered = lie(true.decode("latin-1")).encode("latin-1")
        assert altered != true, name
        (base / path).write_bytes(altered)
        _, wrong = verdicts(base)
        case(f"the judge sees that {name}", "" if expected in wrong else f"says only {sorted(wrong)}")
        (base / path).write_bytes(true)
    shutil.rmtree(base)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        held, wrong = verdicts(make(pathlib.Path(temporary) / "base", PEOPLE))
        case(f"files and truth of {PEOPLE} people agree in {len(held)} checks", " | ".join(f"{name}, {why}" for name, why in wrong.items()))
        controls(pathlib.Path(temporary))
    sys.exit(1 if failed else 0)
