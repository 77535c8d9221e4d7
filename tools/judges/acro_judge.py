#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyPI acro, another checker of outputs, and ours on the same tables (docs/RED_TEAM.md). Needs `tools/setup all` and acro's two data files; a third table is drawn here.

acro's parameters are set to ours where a rule is the same: fewer than 11 in a cell, the largest share of 85 %. The two must agree on each cell
that has rows; where the rules themselves differ, the difference must be one of REASONS, or the case fails. Prints one line a case.
"""
import logging
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(path) for path in (ROOT / "build/tools/venv/lib").glob("python3*/site-packages")]
PROGRAM = ROOT / "build/tests/judged_table"
GIVEN = os.environ.get("BOUCLIER_TEST_DATA")
DATA = (pathlib.Path(GIVEN) if GIVEN else ROOT.parent / "shared/data") / "acro"
if not (DATA / "test_data.dta").exists():
    print("skip acro: no third-party data: set BOUCLIER_TEST_DATA to a folder that holds acro")
    sys.exit(0)
try:
    import acro
except ImportError:
    print("skip acro: it is not installed: tools/setup all")
    sys.exit(0)
import numpy  # noqa: E402
import pandas  # noqa: E402

THRESHOLD, SHARE = 11, 0.85
REASONS = {
    "rows": "acro counts rows, ours persons: several rows are of one person",
    "zeros": "acro counts an amount of zero as a contributor, ours does not: it adds nothing",
    "missing": "acro counts rows without an amount, ours does not: they add nothing",
    "blank": "ours says nothing more of a cell that it hides already",
}


def judge_with_acro(table, threshold):
    """By cell, the names of acro's checks that fail."""
    logging.disable(logging.CRITICAL)
    session = acro.ACRO(suppress=False)
    session.config.update(safe_threshold=threshold, safe_nk_n=1, safe_nk_k=SHARE)
    found = {}
    for values in (None, table.amount):
        extra = {} if values is None else {"values": values, "aggfunc": "sum"}
        session.crosstab(table.cell, pandas.Series("all", index=table.index, name="all"), **extra)
        outcome = session.results.get_index(len(session.results.results) - 1).outcome
        for cell, row in outcome.iterrows():
            checks = {check.strip() for check in str(row.iloc[0]).split(";")} - {"", "ok"}
            found.setdefault(str(cell), set()).update(check + ("" if values is None else ".sum") for check in checks)
    return found


def judge_with_ours(table):
    cents = (table.amount * 100).round()
    lines = [f"P{person}\t{cell}\t{'' if pandas.isna(cent) else int(cent)}" for person, cell, cent in zip(table.person, table.cell, cents)]
    done = subprocess.run([PROGRAM], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return {cell: set(rules.split()) for cell, rules in (line.split("\t") for line in done.stdout.splitlines())}


def reason(rule, ours, theirs, hidden, rows):
    """Why the two may differ in this cell; none: they may not."""
    if hidden and theirs and not ours and rule != "threshold":
        return "blank"
    small_rows = len(rows) < THRESHOLD
    if rule == "threshold":
        return "rows" if ours and not small_rows and rows.person.nunique() < THRESHOLD else None
    if rule == "contributors" and ours and not small_rows:
        amounts = rows.amount.dropna()
        if len(amounts) < THRESHOLD:
            return "missing"
        if (amounts != 0).sum() < THRESHOLD:
            return "zeros"
        return "rows" if (rows.groupby("person").amount.sum() != 0).sum() < THRESHOLD else None
    if rule == "dominance" and ours:
        shares = rows.groupby("person").amount.sum()
        return "rows" if not rows.person.is_unique and shares.max() > SHARE * shares.sum() else None
    return None


def compare(table, threshold=THRESHOLD):
    """(verdicts that agree, by rule those of them that find something, differences by reason, what nothing explains)."""
    theirs, ours = judge_with_acro(table, threshold), judge_with_ours(table)
    same, found, reasons, wrong = 0, {}, {}, []
    for cell, rows in table.groupby("cell", observed=True):
        a, b = theirs[str(cell)], ours[str(cell)]
        hidden = not b <= {"dominance_sum", "dominance"}
        pairs = {"threshold": ("small" in b, "MinimumThresholdCheck" in a)}
        if rows.amount.notna().any():
            pairs["contributors"] = ("small_sum" in b, "MinimumThresholdCheck.sum" in a)
        if rows.amount.sum() > 0:
            pairs["dominance"] = ("dominance_sum" in b, "NKCheck.sum" in a)
        for rule, (our, their) in pairs.items():
            why = reason(rule, our, their, hidden, rows)
            if our == their:
                same += 1
                found[rule] = found.get(rule, 0) + our
            elif why:
                reasons[why] = reasons.get(why, 0) + 1
            else:
                wrong.append(f"{cell} {rule}: ours {our}, acro {their}, {len(rows)} rows")
    return same, found, reasons, wrong


def tables():
    charities = pandas.read_stata(DATA / "test_data.dta")
    numbers = {name: i for i, name in enumerate(sorted(charities.charity.astype(str).unique()))}
    charities["person"] = charities.charity.astype(str).map(numbers)
    for amount in ("inc_total", "inc_grants", "inc_donations", "inc_activity", "staff_costs", "grants_given"):
        for keys in (["year", "grant_type"], ["grant_type", "survivor"], ["year"], ["year", "status", "grant_type"]):
            yield f"test_data {amount} by {' '.join(keys)}", charities, keys, charities[amount].where(charities[amount] >= 0)
    nursery = pandas.read_stata(DATA / "nursery_dataset.dta").rename(columns={"index": "person"})
    children = pandas.to_numeric(nursery.children, errors="coerce")
    for keys in (["parents", "recommend"], ["finance", "recommend"], ["has_nurs", "form", "recommend"], ["social", "health", "housing", "recommend"]):
        yield f"nursery children by {' '.join(keys)}", nursery, keys, children
    care = drawn_care()
    for keys in (["zone"], ["zone", "week"], ["week"]):
        yield f"drawn cost by {' '.join(keys)}", care, keys, care.cost


def drawn_care():
    """Care as it is paid: amounts in cents, some persons with several lines, and in each third zone one who costs more than all the others."""
    random = numpy.random.default_rng(20)
    lines = pandas.DataFrame({"person": random.integers(0, 3000, 4000), "week": random.integers(1, 5, 4000), "cost": random.lognormal(3.2, 0.9, 4000).round(2)})
    lines["zone"] = (lines.person % 97) ** 2 % 41  # zones of very different sizes
    dear = lines.groupby("zone").head(1).query("zone % 3 == 0").index
    lines.loc[dear, "cost"] = (lines.cost.sum() * random.uniform(0.1, 0.9, len(dear))).round(2)
    return lines


def main():
    both, of_six = {}, []
    for name, data, keys, amount in tables():
        cell = data[keys].astype(str).agg("/".join, axis=1)
        table = pandas.DataFrame({"person": data.person, "cell": cell, "amount": amount.astype("float64")})
        table = table[data[keys].notna().all(axis=1)]
        same, found, reasons, wrong = compare(table)
        both = {rule: both.get(rule, 0) + found.get(rule, 0) for rule in ("threshold", "contributors", "dominance")}
        if len(of_six) < 2:  # the twin: another threshold has to show
            of_six += compare(table, threshold=6)[3]
        print(f"not ok {name}: {'; '.join(wrong[:5])}" if wrong else f"ok {name}")
        print(f"note acro: {name}: {same} verdicts agree" + "".join(f"; {count} differ: {REASONS[why]}" for why, count in sorted(reasons.items())))
    print("ok both find small cells, small sums and dominance" if all(both.values()) else f"not ok both find: {both}")
    print(f"note acro: both find {both}")
    print("ok an acro that hides fewer than 6 is seen to differ" if of_six else "not ok an acro that hides fewer than 6 does not differ")


if __name__ == "__main__":
    main()
