#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F1 and F27 with a real process: a job killed with -9 before each write, sync, rename, removal and request.

A hub with a folder as its old cloud and a real S3 server as its host. Before each kill, hub and host are put back as they were; after
it, the same command must finish the job, and nothing may be half-visible or lost. A case for each command's fate.

    tests/kill/run.py                      every point of `migrate run`
    tests/kill/run.py --job ingest         … of `ingest run`; --job extract: of `project extract`; --job release: of `airlock release`
    tests/kill/run.py --from 40 --stride 7
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/testing"))
from hub_config import hub_yaml, s3_host, write_secret  # noqa: E402

FOLDER = ROOT / "build/test/kill"
SHIM = FOLDER / "kill_at.so"
LARGE = (32 << 20) + 1000  # three parts


def bouclier(*words, code=0, **environment):
    done = subprocess.run([str(ROOT / "build/bin/bouclier"), *map(str, words)], cwd=FOLDER, capture_output=True, text=True, check=False,
                          env={**os.environ, "BOUCLIER_CONFIG": "hub.yaml", **environment})
    if code is not None and done.returncode != code:
        raise Failed(f"{' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done


class Failed(Exception):
    pass


def by(name="camille"):
    return ["--as", name, "--passphrase-file", "secrets/passphrase"]


class Job:
    """What is killed, and what must hold when the same command was typed again."""

    case, command = "", ()

    def fill(self, old):
        """What the old cloud holds."""

    def before(self):
        """Commands that come first."""

    def killed(self):
        """What is looked at, or taken away, before the command is typed again."""

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
        bouclier("migrate", "verify", *by(), "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl")
        status = json.loads(bouclier("migrate", "status", *by(), "--json").stdout)
        if status["moved"]["units"] != 5 or status["listed"]["units"] != 5:
            raise Failed(f"not every unit is moved: {status['moved']}")
        for path in ("migration.cert", "manifest.jsonl"):
            (FOLDER / path).unlink()


class Ingest(Job):
    case, command = "F27 killed before each call ingest finishes, nothing half-visible", ("ingest", "run", "snds", "--threads", "1", *by("lea"))

    def fill(self, old):
        subprocess.run([ROOT / "build/bin/bouclier", "synth", "--out", FOLDER / "base", "--people", "200", "--months", "12", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        periods = ("_201902.csv", "_201903.csv", "MCO19B.csv", "MCO19C.csv", "MCO19D.csv", "IR_BEN_R.csv", "IR_BEN_R_ARC.csv")
        for file in (FOLDER / "base/files").rglob("*.csv"):
            if file.name.endswith(periods):
                shutil.copy(file, old)

    def before(self):
        bouclier("migrate", "run", *by())

    def check(self, report):
        listed = json.loads(bouclier("ingest", "list", "snds", *by("lea"), "--json").stdout)["snapshots"]
        if len(listed) != 1 or report["snapshot"] != 1:
            raise Failed(f"not one snapshot: {listed}")
        rows = {table["table"]: (table["read"], table["rows"]) for table in report["tables"]}
        self.rows = getattr(self, "rows", rows)
        if rows != self.rows:
            raise Failed(f"other rows than before: {rows}")
        bouclier("ingest", "verify", "snds", *by("lea"))
        bouclier("vault", "check", "--sweep", *by())


class Extract(Ingest):
    case, command = "F27 killed before each call an extract finishes, nothing half-visible", ("project", "extract", "asthma-2026", "--threads", "1", *by("hugo"))

    def before(self):
        super().before()
        bouclier(*Ingest.command)
        bouclier("permit", "draft", "--out", "asthma.yaml")
        people = json.loads(bouclier("actor", "list", "--json").stdout)["people"]
        hugo = next(person["number"] for person in people if person["name"] == "hugo")
        draft = (FOLDER / "asthma.yaml").read_text().replace("actor: 1\n", f"actor: {hugo}\n")
        for old, new in (("2028-", "2098-"), ("2029-", "2099-"), ("2030-", "2099-"), ('regions: ["11", "84"]', "regions: []")):
            draft = draft.replace(old, new)
        (FOLDER / "asthma.yaml").write_text(draft)
        bouclier("permit", "sign", "asthma.yaml", *by("noe"))
        bouclier("permit", "sign", "asthma.jws", *by("ines"))
        bouclier("permit", "issue", "asthma.jws", *by("noe"))

    def check(self, report):
        again = json.loads(bouclier(*self.command, "--json").stdout)
        if not again["nothing_new"]:
            raise Failed("typed once more it makes another extract")
        query = "SELECT (SELECT count(*) FROM er_prs_f), (SELECT count(*) FROM er_pha_f), (SELECT count(*) FROM ir_ben_r)"
        counts = json.loads(bouclier("workspace", "sql", "asthma-2026", query, *by("hugo"), "--json").stdout)["rows"]
        self.counts = getattr(self, "counts", counts)
        if counts != self.counts or "0" in counts[0]:
            raise Failed(f"other rows than before: {counts}")
        bouclier("vault", "check", "--sweep", *by())


class Release(Extract):
    case, command = "F27 killed before each call a release finishes, whole and once", ("airlock", "release", "asthma-2026/1", "--out", "out.release", *by("hugo"))

    def before(self):
        super().before()
        bouclier(*Extract.command)
        bouclier("workspace", "sql", "asthma-2026", "SELECT count(DISTINCT NUM_ENQ_IDT) AS people FROM ir_ben_r", *by("hugo"))
        bouclier("airlock", "submit", "asthma-2026", "--title", "People", *by("hugo"))
        for reviewer in ("rita", "sami"):
            bouclier("airlock", "review", "asthma-2026/1", "--approve", *by(reviewer))

    def killed(self):
        """The file appears whole or not at all; it is not written over."""
        out = FOLDER / "out.release"
        if out.exists():
            self.verify()
            out.unlink()

    def verify(self):
        done = subprocess.run([ROOT / "build/bin/bouclier-verify", "certificate", "out.release", "--vkey", "ledger.vkey"], cwd=FOLDER, capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"the file is not accepted: {done.stderr[-300:]}")

    def check(self, report):
        self.killed()
        told = json.loads(bouclier("airlock", "history", "asthma-2026/1", *by("rita"), "--json").stdout)
        if [step["change"] for step in told["steps"]].count("release") != 1 or told["submission"]["release"] != 1:
            raise Failed(f"not released once: {told['steps']}")
        compared = json.loads(bouclier("airlock", "check", "asthma-2026", *by("hugo"), "--json").stdout)["compared"]
        if compared["releases"] != 1:
            raise Failed(f"it is not remembered once: {compared}")


JOBS = {"migrate": Migrate, "ingest": Ingest, "extract": Extract, "release": Release}


def prepare(job):
    subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "secrets").mkdir(parents=True)
    write_secret(FOLDER / "secrets/passphrase", "a passphrase of this test")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", SHIM, ROOT / "tests/kill/kill_at.c", "-ldl"], check=True)
    old = FOLDER / "old"
    old.mkdir()
    job.fill(old)
    subprocess.run([ROOT / "tools/servers", "start", FOLDER / "servers", "s3", "softhsm"], check=True, stdout=subprocess.DEVNULL)
    servers = json.loads((FOLDER / "servers/servers.json").read_text())["servers"]
    host = servers["s3"]
    (FOLDER / "hub.yaml").write_text(hub_yaml("Kills", servers["softhsm"], f"{{id: old, kind: folder, path: {old}}}", [s3_host("first", host)],
                                              {"files": ""}, (), {"snds": ["files"]}))
    bouclier("init", "--vkey-out", "ledger.vkey")
    for name, role in (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher"),
                       ("rita", "reviewer"), ("sami", "reviewer")):
        bouclier("actor", "add", name, "--role", role, "--new-passphrase-file", "secrets/passphrase")
    bouclier("migrate", "inventory", *by())
    bouclier("migrate", "plan", *by())
    job.before()
    bucket = pathlib.Path(host["data"]) / host["bucket"]
    shutil.copytree(FOLDER / "hub", FOLDER / "hub-kept")
    shutil.copytree(bucket, FOLDER / "bucket-kept")
    return bucket


def put_back(bucket):
    shutil.rmtree(FOLDER / "hub")
    shutil.copytree(FOLDER / "hub-kept", FOLDER / "hub")
    for path in bucket.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(FOLDER / "bucket-kept", bucket, dirs_exist_ok=True)


def count_calls(job, bucket):
    put_back(bucket)
    job.check(json.loads(bouclier(*job.command, "--json", LD_PRELOAD=str(SHIM), KILL_COUNT="calls").stdout))
    return int((FOLDER / "calls").read_text())


def judge(job, bucket, at):
    """False: this run had no call of that number."""
    put_back(bucket)
    killed = bouclier(*job.command, code=None, LD_PRELOAD=str(SHIM), KILL_AT=str(at))
    if killed.returncode == 0:
        return False
    if killed.returncode != -signal.SIGKILL:
        raise Failed(f"the killed run ended with {killed.returncode}: {killed.stderr.strip()[-300:]}")
    job.killed()
    job.check(json.loads(bouclier(*job.command, "--json").stdout))
    return True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--job", choices=JOBS, default="migrate")
    options.add_argument("--from", dest="first", type=int, default=1)
    options.add_argument("--stride", type=int, default=1)
    options = options.parse_args()
    job = JOBS[options.job]()
    bucket = prepare(job)
    calls = count_calls(job, bucket)
    killed, failed = 0, 0
    for at in range(options.first, calls + 1, options.stride):
        try:
            killed += judge(job, bucket, at)
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
    status = 1
    try:
        status = main()
    finally:
        subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    sys.exit(status)
