#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/BY_HAND.md typed as it stands: every line behind a `$`, in one shell, each with the exit code the page says."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/test/by-hand"


def main():
    lines = re.findall(r"^    \$ (.*?)(?: → (\d+))?$", (ROOT / "docs/BY_HAND.md").read_text(), re.M)
    script = [f". {FOLDER}/env.sh"]
    for number, (line, _) in enumerate(lines):
        script.append(f"{line}\necho \"@{number} $?\" >&3")
    try:
        subprocess.run([ROOT / "tools/walk/walk.py", "--prepare", "--folder", FOLDER], check=True, stdout=subprocess.DEVNULL)
        (FOLDER / "script.sh").write_text("\n".join(script) + "\n")
        with open(FOLDER / "codes", "w") as codes, open(FOLDER / "output", "w") as output:
            subprocess.run(["bash", "-c", f"exec 3>&1 1>&2; . {FOLDER}/script.sh"], stdout=codes, stderr=output, check=False, timeout=600)
    finally:
        subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    seen = dict(re.findall(r"^@(\d+) (\d+)$", (FOLDER / "codes").read_text(), re.M))
    failed = len(lines) < 40
    for number, (line, code) in enumerate(lines):
        same = seen.get(str(number)) == (code or "0")
        failed |= not same
        name = line.replace(":", " ")
        print(f"ok {name}" if same else f"not ok {name}: ended with {seen.get(str(number))}, not {code or 0}; see build/test/by-hand/output")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
