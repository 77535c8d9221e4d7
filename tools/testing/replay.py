# SPDX-License-Identifier: Apache-2.0
"""`replay.py PROGRAM`: one fuzz target over its seeds and 10,000 fixed mutations, as a case of ./test."""
import os
import pathlib
import sys

from building import ROOT
from cases import run, tail

MUTATIONS = os.environ.get("BOUCLIER_MUTATIONS", "10000")


def main(program):
    name = program.name.removesuffix("_replay")
    done = run([program, ROOT / "fuzz/seeds" / name, MUTATIONS], 600)
    if done.status == 0:
        print(f"ok replay of {name}")
        print(f"note {tail(done.output, 1)}")
    else:
        print(f"not ok replay of {name}: {' / '.join(tail(done.output, 4).splitlines()) or done.status}")
    return done.status


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
