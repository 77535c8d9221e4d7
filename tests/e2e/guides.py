#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The guides and docs/BY_HAND.md typed as they stand, in one shell: each command ends with the code and prints the lines that its page says.

    guides.py [PAGE…]     other pages, in an empty folder and without servers, as tools/check_samples does to see lies found
"""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/test/guides"
sys.path.insert(0, str(ROOT / "tools/testing"))
from guide_pages import STORY, commands  # noqa: E402


def type_in(typed, folder):
    """What each command printed and ended with, by its number; a shell that ended early leaves the rest out."""
    script = [f". {folder}/env.sh"]
    for number, command in enumerate(typed):
        script += [command.text, f"printf '\\n@@ {number} %s\\n' $?"]
    (folder / "script.sh").write_text("\n".join(script) + "\n")
    with open(folder / "output", "wb") as output:
        subprocess.run(["bash", folder / "script.sh"], stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, timeout=900)
    pieces = re.split(r"\n@@ (\d+) (\d+)\n", (folder / "output").read_text(errors="replace"))
    return {int(number): (int(ended), printed) for printed, number, ended in zip(pieces[0::3], pieces[1::3], pieces[2::3])}


def judge(command, seen):
    """What the page says that was not so; empty: nothing."""
    if seen is None:
        return "the shell did not come to it"
    ended, printed = seen
    if ended != command.ends:
        return f"ended with {ended}, not {command.ends}: {' / '.join(printed.strip().splitlines()[-3:])}"
    untold = command.untold(printed)
    return f"does not print « {untold} »" if untold else ""


def told(typed, seen):
    failed = False
    for number, command in enumerate(typed):
        wrong = judge(command, seen.get(number))
        failed |= bool(wrong)
        name = f"{command.place} {command.text.splitlines()[0]}".replace(":", " ")
        print(f"not ok {name}: {wrong}" if wrong else f"ok {name}")
    return failed


def without_servers(pages):
    folder = ROOT / "build/test/guide-samples"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "env.sh").write_text(f"cd {folder}\n")
    typed = [command for page in pages for command in commands(page)]
    return told(typed, type_in(typed, folder))


def story():
    typed = [command for page in STORY for command in commands(ROOT / page)]
    try:
        subprocess.run([ROOT / "tools/walk/walk.py", "--prepare", "--folder", FOLDER], check=True, stdout=subprocess.DEVNULL)
        seen = type_in(typed, FOLDER)
    finally:
        subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    if told(typed, seen):
        print(f"# all that was printed: {(FOLDER / 'output').relative_to(ROOT)}")
        return True
    # Pages that lost their commands would pass.
    return len(typed) < 120


if __name__ == "__main__":
    pages_asked = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(1 if (without_servers(pages_asked) if pages_asked else story()) else 0)
