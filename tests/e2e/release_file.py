#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bouclier-verify and an independent reader (tools/judges/release_judge.py) on release files: exit 0 for right ones and their table and chart, 1 for others and for edited outputs, 2 for what is not there.
The files are those of tests/vectors/ledger/release.json, made by a second implementation."""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/judges"))
from release_judge import Refused, judge  # noqa: E402

VERIFY = ROOT / "build/bin/bouclier-verify"
failed = False


def run(*words):
    return subprocess.run([VERIFY, "certificate", *words], capture_output=True, text=True, check=False)


def verify(*words):
    return run(*words).returncode


def case(name, good, why=""):
    global failed
    failed |= not good
    print(f"ok {name}" if good else f"not ok {name}: {why}")


def judged(text, vkey, output=None):
    try:
        return bool(judge(text, vkey, output))
    except Refused:
        return False


def second_reader(vectors):
    """Who agrees with the product by its own reading."""
    vkey, good = vectors["vkey"], vectors["good"]
    case("judge accepts releases and their outputs", all(judged(text, vkey) for text in good) and
         all(judged(good[0], vkey, vectors[name].encode()) for name in ("csv", "svg")))
    accepted = [bad["name"] for bad in vectors["bad"] if judged(bad["release"], vkey)]
    case("judge refuses bad releases", not accepted, accepted)
    case("judge refuses edited outputs", not any(judged(good[0], vkey, text.encode()) for text in vectors["edited"]))


def all_rules(said):
    """A certificate repeats every rule: those of the table of disclosure.md, each by its code."""
    table = (ROOT / "docs/formats/disclosure.md").read_text().split("## What is judged of it")[1].split("\n\n- ")[0]
    listed = {code for line in table.splitlines() if line.startswith("| ") for code in re.findall("`([a-z_]+)`", line.split("|")[1])}
    told = set(re.findall(r"^  rule ([a-z_]+) ", said, re.MULTILINE))
    case("it repeats every rule of the page", listed == told and len(told) == 14, (listed ^ told, told))


def main(folder):
    vectors = json.loads((ROOT / "tests/vectors/ledger/release.json").read_text())

    def put(name, text):
        (folder / name).write_bytes(text.encode())
        return folder / name

    second_reader(vectors)
    vkey = ("--vkey", put("vkey", vectors["vkey"] + "\n"))
    good = put("good", vectors["good"][0])
    case("release is accepted", verify(good, *vkey) == 0)
    said = run(good, *vkey).stdout
    case("it says what was compared with what", "compared: cells 2, totals 1, unions 2; with those released before: groups 40, releases 2" in said, said)
    memory = hashlib.sha256(bytes(64)).hexdigest()
    case("it names its project's releases and the memory", f"of these releases, of this project: 1; the memory of them: {memory}" in said, said)
    all_rules(run(put("units", vectors["good"][2]), *vkey).stdout)
    for name in ("csv", "svg"):
        case(f"released {name} is accepted", verify(good, *vkey, "--output", put(name, vectors[name])) == 0)
    codes = [verify(good, *vkey, "--output", put("edited", text)) for text in vectors["edited"]]
    case("edited output is exit 1", set(codes) == {1} and len(codes) >= 5, codes)
    case("absent output is exit 2", verify(good, *vkey, "--output", folder / "absent") == 2)
    case("release has no manifest", verify(good, *vkey, "--manifest", good) == 1)
    other = json.loads((ROOT / "tests/vectors/ledger/certificate.json").read_text())
    migration = put("migration", other["good"][0])
    case("another certificate has no output",
         (verify(migration, *vkey), verify(migration, *vkey, "--output", folder / "csv")) == (0, 1))
    accepted = [bad["name"] for bad in vectors["bad"] if verify(put("bad", bad["release"]), *vkey) != 1]
    case("bad releases are exit 1", not accepted and len(vectors["bad"]) >= 70, accepted)
    text = vectors["good"][0]
    flipped = [at for at in range(0, len(text.encode()), 97)
               if verify(put("flipped", text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1:]), *vkey) != 1]
    case("F5 a bit flipped in a release is refused", not flipped, flipped)


with tempfile.TemporaryDirectory() as name:
    main(pathlib.Path(name))
sys.exit(1 if failed else 0)
