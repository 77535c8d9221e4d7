#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent judge (the Go project's transparency-log packages) and bouclier-verify look at the same logs and proofs, right ones and
altered ones, and must agree."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERIFY = ROOT / "build/bin/bouclier-verify"
JUDGE = ROOT / "build/tools/bin/tlog-judge"
WRITE = ROOT / "build/tests/write_log"
failed = False


def code(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode


def case(name, good, why=""):
    global failed
    failed |= not good
    print(f"ok {name}" if good else f"not ok {name}: {why}")


def both(name, folder, expected):
    ours = code(VERIFY, "log", folder / "log", "--vkey", folder / "vkey")
    theirs = code(JUDGE, "log", folder / "log", folder / "vkey")
    case(name, (ours, theirs) == expected, f"bouclier-verify {ours}, judge {theirs}")


def logs(folder):
    for count in (1, 255, 256, 257, 700):
        own = folder / str(count)
        own.mkdir()
        subprocess.run([WRITE, own, str(count)], check=True)
        both(f"log of {count} entries is accepted by both", own, (0, 0))
    own = folder / "700"
    case("receipt is accepted", code(VERIFY, "receipt", own / "receipt", "--vkey", own / "vkey") == 0)
    case("certificate is accepted", code(VERIFY, "certificate", own / "certificate", "--vkey", own / "vkey") == 0)
    case("log continues a kept checkpoint", code(VERIFY, "log", own / "log", "--vkey", own / "vkey", "--since", own / "old.checkpoint") == 0)
    case("another log's checkpoint is refused",
         code(VERIFY, "log", folder / "257/log", "--vkey", own / "vkey", "--since", own / "receipt") == 1)
    case("absent log is exit 2", code(VERIFY, "log", own / "absent", "--vkey", own / "vkey") == 2)
    for path in ("checkpoint", "tile/0/001", "tile/entries/001", "tile/1/000.p/2"):
        copy = folder / "altered"
        shutil.copytree(own, copy)
        data = bytearray((copy / "log" / path).read_bytes())
        data[len(data) // 2] ^= 4
        (copy / "log" / path).write_bytes(data)
        both(f"altered {path} is refused by both", copy, (1, 1))
        shutil.rmtree(copy)


def proofs(folder):
    lines = subprocess.run([JUDGE, "prove", "40"], capture_output=True, text=True, check=True).stdout.splitlines()
    wrong = []
    for number, line in enumerate(lines):
        proof = json.loads(line)
        kind = "consistency" if "old_size" in proof else "inclusion"
        names = ("old_size", "old_root", "size", "root") if kind == "consistency" else ("index", "size", "leaf", "root")
        values = {name: proof[name] for name in names} | {"proof": proof["proof"]}
        file = folder / "proof.json"
        file.write_text(json.dumps(values))
        options = [word for name in names for word in ("--" + name.replace("_", "-"), values[name])]
        if code(VERIFY, kind, "--json", file) != 0 or code(VERIFY, kind, *options, "--proof", ",".join(values["proof"])) != 0:
            wrong.append(f"{number} refused")
        if number % 7 == 0 and values["proof"]:
            values["proof"][0] = values["proof"][0][:-1] + ("0" if values["proof"][0][-1] != "0" else "1")
            file.write_text(json.dumps(values))
            if code(VERIFY, kind, "--json", file) != 1:
                wrong.append(f"{number} altered, accepted")
    case(f"{len(lines)} foreign proofs are accepted, altered ones refused", lines and not wrong, ", ".join(wrong[:5]))


if __name__ == "__main__":
    if not JUDGE.exists():
        print("skip tlog_judge: build/tools/bin/tlog-judge is absent (tools/setup servers)")
        sys.exit(0)
    with tempfile.TemporaryDirectory() as temporary:
        logs(pathlib.Path(temporary))
        proofs(pathlib.Path(temporary))
    sys.exit(1 if failed else 0)
