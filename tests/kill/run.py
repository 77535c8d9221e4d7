#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F1 with a real process: `bouclier migrate run` killed with -9 before each write, sync, rename, removal and request.

A hub with a folder as its old cloud and a real S3 server as its host. Before each kill, hub and host are put back as they were; after
it, the same command must finish the job, and `migrate verify` must find every unit whole. A case for each command's fate.

    tests/kill/run.py             every point
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


def by():
    return ["--as", "camille", "--passphrase-file", "secrets/passphrase"]


def prepare():
    subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "secrets").mkdir(parents=True)
    write_secret(FOLDER / "secrets/passphrase", "a passphrase of this test")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", SHIM, ROOT / "tests/kill/kill_at.c", "-ldl"], check=True)
    old = FOLDER / "old"
    old.mkdir()
    (old / "archive.bin").write_bytes(random.Random(1).randbytes(LARGE))
    for number in range(4):
        (old / f"small-{number}.bin").write_bytes(random.Random(number + 10).randbytes(5000))
    subprocess.run([ROOT / "tools/servers", "start", FOLDER / "servers", "s3", "softhsm"], check=True, stdout=subprocess.DEVNULL)
    servers = json.loads((FOLDER / "servers/servers.json").read_text())["servers"]
    host = servers["s3"]
    (FOLDER / "hub.yaml").write_text(hub_yaml("Kills", servers["softhsm"], f"{{id: old, kind: folder, path: {old}}}", [s3_host("first", host)],
                                              {"files": ""}))
    bouclier("init", "--vkey-out", "ledger.vkey")
    bouclier("actor", "add", "camille", "--role", "operator", "--new-passphrase-file", "secrets/passphrase")
    bouclier("migrate", "inventory", *by())
    bouclier("migrate", "plan", *by())
    shutil.copytree(FOLDER / "hub", FOLDER / "hub-kept")
    return pathlib.Path(host["data"]) / host["bucket"]


def put_back(bucket):
    shutil.rmtree(FOLDER / "hub")
    shutil.copytree(FOLDER / "hub-kept", FOLDER / "hub")
    for path in bucket.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def count_calls(bucket):
    put_back(bucket)
    bouclier("migrate", "run", "--workers", "1", *by(), LD_PRELOAD=str(SHIM), KILL_COUNT="calls")
    return int((FOLDER / "calls").read_text())


def judge(bucket, at):
    """False: this run had no call of that number."""
    put_back(bucket)
    killed = bouclier("migrate", "run", "--workers", "1", *by(), code=None, LD_PRELOAD=str(SHIM), KILL_AT=str(at))
    if killed.returncode == 0:
        return False
    if killed.returncode != -signal.SIGKILL:
        raise Failed(f"the killed run ended with {killed.returncode}: {killed.stderr.strip()[-300:]}")
    run = json.loads(bouclier("migrate", "run", "--workers", "1", *by(), "--json").stdout)
    orphans = run["orphan_uploads"]
    if orphans["left"] != 0:
        raise Failed(f"uploads are left at the host: {orphans}")
    bouclier("migrate", "verify", *by(), "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl")
    status = json.loads(bouclier("migrate", "status", *by(), "--json").stdout)
    if status["moved"]["units"] != 5 or status["listed"]["units"] != 5:
        raise Failed(f"not every unit is moved: {status['moved']}")
    for path in ("migration.cert", "manifest.jsonl"):
        (FOLDER / path).unlink()
    return True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--from", dest="first", type=int, default=1)
    options.add_argument("--stride", type=int, default=1)
    options = options.parse_args()
    bucket = prepare()
    calls = count_calls(bucket)
    killed, failed = 0, 0
    for at in range(options.first, calls + 1, options.stride):
        try:
            killed += judge(bucket, at)
        except Failed as why:
            failed += 1
            print(f"not ok F1 killed before call {at} of {calls}: {why}".replace("\n", " / "), flush=True)
    # The last calls may not come again: requests in flight end in another order.
    enough = killed >= 0.9 * len(range(options.first, calls + 1, options.stride)) - failed
    print(f"{'ok' if enough and not failed else 'not ok'} F1 killed before each call the same command finishes the job"
          + ("" if enough and not failed else f": {failed} failed, {killed} of {calls} killed"), flush=True)
    print(f"note killed {killed} times, of {calls} calls")
    return 1 if failed or not enough else 0


if __name__ == "__main__":
    status = 1
    try:
        status = main()
    finally:
        subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    sys.exit(status)
