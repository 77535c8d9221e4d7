# SPDX-License-Identifier: Apache-2.0
"""The test runner behind ./test: build, then every part, two at a time; the last line counts single cases."""
import argparse
import concurrent.futures
import fcntl
import json
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import building  # noqa: E402
import parts as part_list  # noqa: E402
import servers  # noqa: E402
import slow  # noqa: E402
from cases import FAILED, PASSED, SKIPPED, Case  # noqa: E402

ROOT = building.ROOT
BUILD = building.BUILD
WORKERS = 2


def options():
    parser = argparse.ArgumentParser(prog="./test", add_help=False)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--no-setup", action="store_true")
    parser.add_argument("--no-build", action="store_true")
    return parser.parse_args()


def wait_for_setup():
    """./test started the set-up beside the compiler; its process is the parent's child, so look rather than wait."""
    pid = int(os.environ.get("BOUCLIER_SETUP_PID", "0"))
    log = BUILD / "tools/logs/setup.out"
    started = time.monotonic()
    while pid and pathlib.Path(f"/proc/{pid}/stat").exists():
        if pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        if time.monotonic() - started > 1500:
            return Case("setup", FAILED, "not done after 25 minutes: build/tools/logs")
        time.sleep(0.2)
    text = log.read_text() if pid and log.exists() else ""
    if "failed" in text or "stopped" in text:
        return Case("setup", FAILED, text[-2000:])
    return None


def run_part(part, durations):
    started = time.monotonic()
    lacking = part.lacking()
    cases = [Case(part.name, SKIPPED, lacking)] if lacking else part.run()
    seconds = time.monotonic() - started
    durations[part.name] = round(seconds, 2)
    bad = sum(case.state == FAILED for case in cases)
    note = (f", {bad} failed" if bad else "") + (", skipped" if lacking else "")
    print(f"{part.name}: {sum(case.state == PASSED for case in cases)} passed{note} ({seconds:.1f} s)"
          + "".join(f"\n  {line}" for line in part.notes), flush=True)
    return cases


def run_parts(parts):
    """Longest first, by what they took last time; parts that need the machine for themselves run alone, at the end."""
    memory = BUILD / "test/durations.json"
    durations = json.loads(memory.read_text()) if memory.exists() else {}
    cases = []
    beside = sorted((part for part in parts if not part.alone), key=lambda part: -durations.get(part.name, 1e6))
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for result in pool.map(lambda part: run_part(part, durations), beside):
            cases += result
    for part in parts:
        if part.alone:
            cases += run_part(part, durations)
    memory.write_text(json.dumps(durations, indent=1, sort_keys=True) + "\n")
    return cases


def summary(cases):
    count = {state: [case for case in cases if case.state == state] for state in (PASSED, FAILED, SKIPPED)}
    for state in (SKIPPED, FAILED):
        for case in count[state]:
            reason = case.reason.strip()
            print(f"{state}: {case.name}" + (f": {reason}" if reason else ""))
    print(f"{len(count[PASSED])} passed, {len(count[FAILED])} failed, {len(count[SKIPPED])} skipped", flush=True)
    return 0 if not count[FAILED] and count[PASSED] else 1


def main():
    chosen = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    (BUILD / "test").mkdir(parents=True, exist_ok=True)
    lock = open(BUILD / "test/lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("test: another ./test runs in this folder")
    cases = []
    slow_parts = slow.parts() if chosen.all else []
    added = part_list.find(slow_parts, chosen.only)
    building_now = not chosen.no_build and not chosen.list
    if building_now and slow.needs_gcc(slow_parts, chosen.only):
        broken = building.build_gcc(slow.gcc_names(slow_parts, chosen.only))
        if broken:
            return summary([broken])
    parts = part_list.find(part_list.everyday(), chosen.only) + added
    if chosen.list:
        print("\n".join(part.name for part in parts))
        return 0
    if not parts:
        return summary([Case("./test", FAILED, f"no such part: {' '.join(chosen.only)} (./test --list)")])
    if building_now:
        broken, parts = slow.build(parts)
        cases += broken
    late = wait_for_setup()
    if late:
        return summary([*cases, late])
    with servers.Started(any(part.needs_servers for part in parts)) as broken:
        cases += broken
        cases += run_parts(parts)
    return summary(cases)


if __name__ == "__main__":
    sys.exit(main())
