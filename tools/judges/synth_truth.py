#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a synthetic base (`bouclier synth`) with its truth: `synth_truth.py BASE_DIR [--full]`.

Knows the files, the public schema and docs/formats/truth.md; nothing of the generator. Counts are made anew from the CSV files. With
--full also what is promised of the base as made without options: 20,000 people, two winters, size, 30 persons in every cell. One line
a check; exit code 1 when one fails."""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from synth.care import Care  # noqa: E402
from synth.inventory import Inventory  # noqa: E402
from synth.people import People  # noqa: E402
from synth.stays import Stays  # noqa: E402
from synth.study import Study  # noqa: E402
from synth.truth import Truth  # noqa: E402
from synth.verdicts import Verdicts  # noqa: E402

FULL_PEOPLE, FULL_MONTHS, SMALLEST_MB, LARGEST_MB = 20_000, 24, 280, 320


def judge(base, full):
    verdicts = Verdicts()
    truth = Truth(base)
    inventory = Inventory(base, truth)
    inventory.check_names(verdicts)
    people = People(inventory, truth)
    care = Care(inventory, people, truth)
    care.read()
    stays = Stays(inventory, people, truth)
    inventory.check(verdicts)
    people.check(verdicts, care.unknown_psas)
    care.check(verdicts)
    stays.check(verdicts)
    verdicts.equal("orphans, each by file and line", care.orphans | stays.orphans, truth.orphans)
    Study(people, care, stays, truth).check(verdicts, full)
    if full:
        verdicts.equal("people and months as promised", (truth.json["people"], truth.json["months"]), (FULL_PEOPLE, FULL_MONTHS))
        size = sum(seen["bytes"] for seen in inventory.seen.values()) / 1e6
        verdicts.case("the files hold 280 to 320 MB", [] if SMALLEST_MB <= size <= LARGEST_MB else [f"{size:.1f} MB"])
    return verdicts.failed


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("base", type=pathlib.Path, metavar="BASE_DIR")
    arguments.add_argument("--full", action="store_true", help="also what only the base of 20,000 people promises")
    options = arguments.parse_args()
    return 1 if judge(options.base, options.full) else 0


if __name__ == "__main__":
    sys.exit(main())
