# SPDX-License-Identifier: Apache-2.0
"""Each tests/compile_fail/*.cc compiles as it is and must not with -DBOUCLIER_BAD, for the reason it says.

The file says it in a line `// expect: REGEX`, searched in the compiler's output. Headers are found as in the gcc build; a
case about a room's private header names its folder in a line `// folder: ROOM/src`.

    compile_fail.py [FOLDER [COMPILER WORD…]]     another compiler, and what it is told beside the usual
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys

from building import BUILD, ROOT

COMPILER = ["g++"]
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror=unused-result", "-fdiagnostics-color=never"]


def include_folders():
    public = [path for path in ROOT.glob("*/include") if path.is_dir()]
    return [*(f"-I{path}" for path in [*public, *BUILD.glob("*/gen")]), f"-isystem{BUILD / 'tools/arrow/include'}"]


def compiled(source, *more):
    done = subprocess.run([*COMPILER, *FLAGS, *include_folders(), *more, source], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def judge(source):
    name = source.stem
    text = source.read_text()
    expected = re.search(r"^// expect: (.+)$", text, re.M)
    if not expected or not re.search(r"^#ifn?def BOUCLIER_BAD$", text, re.M):
        return False, f"not ok {name}: needs a line `// expect: REGEX` and an #ifdef BOUCLIER_BAD"
    folders = [f"-I{ROOT / folder}" for folder in re.findall(r"^// folder: (\S+)$", text, re.M)]
    good, errors = compiled(source, *folders)
    if not good:
        return False, f"not ok {name}: does not compile without the bad line: {errors.strip().splitlines()[0]}"
    accepted, errors = compiled(source, *folders, "-DBOUCLIER_BAD")
    if accepted:
        return False, f"not ok {name}: compiles with the bad line"
    if not re.search(expected[1], errors):
        return False, f"not ok {name}: fails for another reason: {errors.strip().splitlines()[0]}"
    return True, f"ok {name}"


def main(folder):
    sources = sorted(folder.glob("*.cc"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(judge, sources))
    print("\n".join(line for _, line in results))
    return 0 if results and all(good for good, _ in results) else 1


if __name__ == "__main__":
    COMPILER = sys.argv[2:] or COMPILER
    sys.exit(main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/compile_fail"))
