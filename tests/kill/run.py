#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F1 and F27 with a real process: a job killed with -9 before each write, sync, rename, removal and request.

A hub with a folder as its old cloud and a real S3 server as its host. Before each kill, hub and host are put back as they were; after
it, the same command must finish the job, and nothing may be half-visible or lost. A case for each command's fate.

    tests/kill/run.py                      every point of `migrate run`
    tests/kill/run.py --job ingest         … of `ingest run`; extract: of `project extract`; submit, review, release: of the airlock
    tests/kill/run.py --from 40 --stride 7
"""
import argparse
import json
import pathlib
import random
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/testing"))
from small_hub import PERMIT, Failed, SmallHub, by  # noqa: E402

FOLDER = ROOT / "build/test/kill"
SHIM = FOLDER / "kill_at.so"
LARGE = (32 << 20) + 1000  # three parts
HUB = SmallHub(FOLDER, "Kills")


class Job:
    """What is killed, and what must hold when the same command was typed again."""

    case, command = "", ()

    def fill(self, old):
        """What the old cloud holds."""

    def before(self):
        """Commands that come first."""

    def killed(self):
        """What is looked at, or taken away, before the command is typed again."""

    def again(self):
        """The command typed again; its report."""
        return HUB.ask(*self.command)

    def check(self, report):
        """Raises Failed when the finished job is not as it must be."""


class Migrate(Job):
    case, command = "F1 killed before each call the same command finishes the job", ("migrate", "run", "--workers", "1", *by())

    def fill(self, old):
        (old / "archive.bin").write_bytes(random.Random(1).randbytes(LARGE))
        for number in range(4):
            (old / f"small-{number}.bin").write_bytes(random.Random(number + 10).randbytes(5000))

    def check(self, report):
        if report["orphan_uploads"]["left"] != 0:
            raise Failed(f"uploads are left at the host: {report['orphan_uploads']}")
        HUB.run("migrate", "verify", *by(), "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl")
        status = HUB.ask("migrate", "status", *by())
        if status["moved"]["units"] != 5 or status["listed"]["units"] != 5:
            raise Failed(f"not every unit is moved: {status['moved']}")
        for path in ("migration.cert", "manifest.jsonl"):
            (FOLDER / path).unlink()


class Ingest(Job):
    case, command = "F27 killed before each call ingest finishes, nothing half-visible", ("ingest", "run", "snds", "--threads", "1", *by("lea"))

    def fill(self, old):
        HUB.fill_base(old)

    def before(self):
        HUB.run("migrate", "run", *by())

    def check(self, report):
        listed = HUB.ask("ingest", "list", "snds", *by("lea"))["snapshots"]
        if len(listed) != 1 or report["snapshot"] != 1:
            raise Failed(f"not one snapshot: {listed}")
        rows = {table["table"]: (table["read"], table["rows"]) for table in report["tables"]}
        self.rows = getattr(self, "rows", rows)
        if rows != self.rows:
            raise Failed(f"other rows than before: {rows}")
        HUB.run("ingest", "verify", "snds", *by("lea"))
        HUB.run("vault", "check", "--sweep", *by())


class Extract(Ingest):
    case, command = "F27 killed before each call an extract finishes, nothing half-visible", ("project", "extract", PERMIT, "--threads", "1", *by("hugo"))

    def before(self):
        super().before()
        HUB.run(*Ingest.command)
        HUB.issue(HUB.draft())

    def check(self, report):
        again = HUB.ask(*self.command)
        if not again["nothing_new"]:
            raise Failed("typed once more it makes another extract")
        query = "SELECT (SELECT count(*) FROM er_prs_f), (SELECT count(*) FROM er_pha_f), (SELECT count(*) FROM ir_ben_r)"
        counts = HUB.ask("workspace", "sql", PERMIT, query, *by("hugo"))["rows"]
        self.counts = getattr(self, "counts", counts)
        if counts != self.counts or "0" in counts[0]:
            raise Failed(f"other rows than before: {counts}")
        HUB.run("vault", "check", "--sweep", *by())


class Submit(Extract):
    case, command = "F27 killed before each call a submission is made, whole and once", ("airlock", "submit", PERMIT, "--title", "People", *by("hugo"))
    there = "this author has an open one in this project"

    def before(self):
        super().before()
        HUB.run(*Extract.command)
        HUB.run("workspace", "sql", PERMIT, "SELECT count(DISTINCT NUM_ENQ_IDT) AS people FROM ir_ben_r", *by("hugo"))

    def again(self):
        """Killed after its change was in, the command is told that it is there."""
        done = HUB.run(*self.command, code=None)
        if done.returncode != 0 and self.there not in done.stderr:
            raise Failed(f"typed again: {done.stderr}")

    def check(self, report):
        self.must_be(["submit"], [])

    def must_be(self, changes, approvals):
        listed = HUB.ask("airlock", "list", *by("sami"))["submissions"]
        told = HUB.ask("airlock", "history", f"{PERMIT}/1", *by("sami"))
        steps = [step["change"] for step in told["steps"]]
        if len(listed) != 1 or steps != changes or listed[0]["approvals"] != approvals or listed[0]["unsettled"]:
            raise Failed(f"not {changes} by {approvals}: {listed}, {steps}")


class Review(Submit):
    case, command = "F27 killed before each call a vote is in once", ("airlock", "review", f"{PERMIT}/1", "--approve", *by("rita"))
    there = "this reviewer approved it already"

    def before(self):
        super().before()
        HUB.run(*Submit.command)

    def check(self, report):
        self.must_be(["submit", "approve"], [HUB.number("rita")])


class Release(Review):
    case, command = "F27 killed before each call a release finishes, whole and once", (
        "airlock", "release", f"{PERMIT}/1", "--out", "out.release", "--csv", "out.csv", "--svg", "out.svg", *by("hugo"))

    def before(self):
        super().before()
        for reviewer in ("rita", "sami"):
            HUB.run("airlock", "review", f"{PERMIT}/1", "--approve", *by(reviewer))

    again = Job.again

    def killed(self):
        """Each file appears whole or not at all."""
        outputs = [("--output", path) for path in ("out.csv", "out.svg") if (FOLDER / path).exists()]
        for output in outputs or [()]:
            if outputs or (FOLDER / "out.release").exists():
                HUB.run("certificate", "out.release", "--vkey", "ledger.vkey", *output, program="bouclier-verify")

    def check(self, report):
        self.killed()
        for path in ("out.release", "out.csv", "out.svg"):
            (FOLDER / path).unlink()
        told = HUB.ask("airlock", "history", f"{PERMIT}/1", *by("rita"))
        if [step["change"] for step in told["steps"]].count("release") != 1 or told["submission"]["release"] != 1:
            raise Failed(f"not released once: {told['steps']}")
        compared = HUB.ask("airlock", "check", PERMIT, *by("hugo"))["compared"]
        if compared["releases"] != 1:
            raise Failed(f"it is not remembered once: {compared}")


JOBS = {"migrate": Migrate, "ingest": Ingest, "extract": Extract, "submit": Submit, "review": Review, "release": Release}


def prepare(job):
    HUB.start(job.fill)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", SHIM, ROOT / "tests/kill/kill_at.c", "-ldl"], check=True)
    job.before()
    HUB.keep()


def count_calls(job):
    HUB.put_back()
    job.check(json.loads(HUB.run(*job.command, "--json", LD_PRELOAD=str(SHIM), KILL_COUNT="calls").stdout))
    return int((FOLDER / "calls").read_text())


def judge(job, at):
    """False: this run had no call of that number."""
    HUB.put_back()
    killed = HUB.run(*job.command, code=None, LD_PRELOAD=str(SHIM), KILL_AT=str(at))
    if killed.returncode == 0:
        return False
    if killed.returncode != -signal.SIGKILL:
        raise Failed(f"the killed run ended with {killed.returncode}: {killed.stderr.strip()[-300:]}")
    job.killed()
    job.check(job.again())
    return True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--job", choices=JOBS, default="migrate")
    options.add_argument("--from", dest="first", type=int, default=1)
    options.add_argument("--stride", type=int, default=1)
    options = options.parse_args()
    job = JOBS[options.job]()
    prepare(job)
    calls = count_calls(job)
    killed, failed = 0, 0
    for at in range(options.first, calls + 1, options.stride):
        try:
            killed += judge(job, at)
        except Failed as why:
            failed += 1
            print(f"not ok {job.case}: before call {at} of {calls}: {why}".replace("\n", " / "), flush=True)
    # The last calls may not come again: requests in flight end in another order.
    enough = killed >= 0.9 * len(range(options.first, calls + 1, options.stride)) - failed
    print(f"{'ok' if enough and not failed else 'not ok'} {job.case}"
          + ("" if enough and not failed else f": {failed} failed, {killed} of {calls} killed"), flush=True)
    print(f"note {options.job}: killed {killed} times, of {calls} calls")
    return 1 if failed or not enough else 0


if __name__ == "__main__":
    sys.exit(HUB.serve(main))
