#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Faults that need a real process and real servers: F1, F5, F7, F12, F15, F24, and a storage key with few rights.

A hub on an S3 server whose key may first only get, put and list. The process that copies is aborted in mid-work, its
source is overwritten, orphans are left, rights are added one by one. One case a claim; `# ` lines are commands.
"""
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/test/faults"
BIN = ROOT / "build/bin"
sys.path[:0] = [str(ROOT / "tools/walk"), str(ROOT / "tools/testing"), str(ROOT / "build/tools/venv/lib/python3.11/site-packages")]
import shield  # noqa: E402
from azure.storage.blob import BlobServiceClient, StandardBlobTier  # noqa: E402
from hub_config import azure_source, hub_yaml, s3_host, write_secret  # noqa: E402

ACCESS = "limited"
PLANTED = {"passphrase": "planted-passphrase-4b1d", "limited-key": "planted-storage-secret-91c7", "wrong-pin": "planted-wrong-pin-77aa",
           "wrong-key": "planted-wrong-secret-c0de"}
ARCHIVE = 48 << 20
GET_PUT_LIST = ["GetObject", "PutObject", "ListBucket", "ListBucketMultipartUploads", "ListMultipartUploadParts"]
failed = []


def claim(name, holds, why=""):
    if not holds:
        failed.append(name)
    print(("ok " if holds else "not ok ") + name + ("" if holds else f": {str(why)[:600]}"), flush=True)


def outputs():
    return FOLDER / "outputs"


def bouclier(*words, code=0, config="hub.yaml", program="bouclier"):
    """Runs a command and keeps all it says; its JSON when --json is among the words."""
    command = [str(BIN / program), *map(str, words)]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, check=False, env={**os.environ, "BOUCLIER_CONFIG": config})
    count = len(list(outputs().iterdir()))
    (outputs() / f"{count:03d}").write_bytes(" ".join(command).encode() + b"\n" + done.stdout + done.stderr)
    print("# " + " ".join([program, *map(str, words)]), flush=True)
    if done.returncode != code:
        claim(f"{words[0]} ends with {code}", False, f"{done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
        raise SystemExit(1)
    return json.loads(done.stdout) if "--json" in words else done.stdout.decode() + done.stderr.decode()


def by(name):
    return ["--as", name, "--passphrase-file", "secrets/passphrase"]


def signed_put(server, path, query, body):
    """One S3 request by the server's own administrator (Signature Version 4)."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    host, scope = server["url"].split("//")[1], f"{now[:8]}/us-east-1/s3/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": now}
    names = ";".join(sorted(headers))
    canonical = "\n".join(["PUT", path, query + "=", *[f"{name}:{headers[name]}" for name in sorted(headers)], "", names, digest])
    key = ("AWS4" + pathlib.Path(server["secret_key_file"]).read_text()).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={server['access_key']}/{scope}, SignedHeaders={names}, "
                                f"Signature={hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}")
    urllib.request.urlopen(urllib.request.Request(f"{server['url']}{path}?{query}", body, headers, method="PUT"), timeout=30).read()


def grant(server, rights):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": [ACCESS]}, "Action": ["s3:" + right for right in rights],
                                                      "Resource": [f"arn:aws:s3:::{server['bucket']}", f"arn:aws:s3:::{server['bucket']}/*"]}]}
    print("# the key may: " + " ".join(rights), flush=True)
    signed_put(server, "/" + server["bucket"], "policy", json.dumps(policy).encode())


def write_config(servers, name="hub.yaml", key="limited-key", pins=()):
    limited = s3_host("first", servers["s3-first"], access_key=ACCESS, secret_key_file=f"secrets/{key}")
    (FOLDER / name).write_text(hub_yaml("Faults", servers["softhsm"], azure_source("old", servers["azurite"]),
                                        [limited, s3_host("final", servers["s3-final"])], {"files": ""}, pins))


def prepare():
    subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in ("secrets", "outputs", "cores"):
        (FOLDER / name).mkdir(parents=True)
    for name, text in PLANTED.items():
        write_secret(FOLDER / "secrets" / name, text)
    subprocess.run([ROOT / "tools/servers", "start", FOLDER / "servers", "azurite", "s3-first", "s3-final", "softhsm"], check=True,
                   stdout=subprocess.DEVNULL)
    servers = json.loads((FOLDER / "servers/servers.json").read_text())["servers"]
    write_config(servers)
    first = servers["s3-first"]
    subprocess.run([ROOT / "build/tools/bin/versitygw", "admin", "--endpoint-url", first["url"], "create-user", "--access", ACCESS, "--secret",
                    PLANTED["limited-key"], "--role", "user"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "ADMIN_ACCESS_KEY_ID": first["access_key"],
                        "ADMIN_SECRET_ACCESS_KEY": pathlib.Path(first["secret_key_file"]).read_text()})
    return servers


class OldCloud:
    def __init__(self, azure):
        key = pathlib.Path(azure["key_file"]).read_text()
        service = BlobServiceClient(azure["url"], credential={"account_name": azure["account"], "account_key": key})
        self.container = service.get_container_client("hub")
        self.container.create_container()
        self.digests = {}

    def put(self, name, body):
        self.container.upload_blob(name, body, overwrite=True, max_concurrency=2)
        self.digests[name] = hashlib.sha256(body).hexdigest()

    def fill(self):
        self.put("archive.bin", random.Random(1).randbytes(ARCHIVE))
        for number in range(5):
            self.put(f"small-{number}.bin", random.Random(number + 10).randbytes(5000))
        self.put("cold.bin", b"cold" * 100)
        self.container.get_blob_client("cold.bin").set_standard_blob_tier(StandardBlobTier.ARCHIVE)
        del self.digests["cold.bin"]
        self.put("with-snapshot.bin", b"before" * 100)
        self.container.get_blob_client("with-snapshot.bin").create_snapshot()


def secrets_of(servers):
    paths = [*servers["softhsm"]["pins"].values(), servers["azurite"]["key_file"], servers["s3-final"]["secret_key_file"]]
    return list(PLANTED.values()) + [pathlib.Path(path).read_text() for path in paths]


def allow_cores():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def die_and_look(command, **more):
    """Starts it where cores are allowed; returns the process and what lists the cores it left."""
    process = subprocess.Popen([str(word) for word in command], preexec_fn=allow_cores, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    return process, lambda: sorted(path.name for path in FOLDER.rglob("core*") if path.is_file())


def abort_in_mid_work(servers):
    """SIGABRT while the archive's parts are on their way; before it, what /proc shows of the process."""
    words = [BIN / "bouclier", "migrate", "run", "--workers", "1", *by("camille")]
    process, cores = die_and_look(words, cwd=FOLDER, env={**os.environ, "BOUCLIER_CONFIG": "hub.yaml"})
    data, began = pathlib.Path(servers["s3-first"]["data"]), time.monotonic()
    while process.poll() is None and time.monotonic() - began < 120:
        if any(path.is_file() and path.stat().st_size > 16 << 20 for path in data.rglob("*")):
            break
        time.sleep(0.002)
    if process.poll() is not None:
        claim("F24 the process is aborted in mid-work", False, f"it ended before, with {process.returncode}")
        raise SystemExit(1)
    shown = b"".join(pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
    limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
    process.send_signal(signal.SIGABRT)
    process.wait()
    claim("F24 the process is aborted in mid-work", process.returncode == -signal.SIGABRT, process.returncode)
    claim("F24 /proc shows the command and none of its secrets",
          b"migrate" in shown and not [1 for text in secrets_of(servers) if text.encode() in shown])
    claim("F24 its limit for cores is 0", [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]])
    left = cores()
    control, cores = die_and_look([sys.executable, "-c", "import os; os.abort()"], cwd=FOLDER / "cores")
    control.wait()
    if not cores():
        print("skip F24 it leaves no core: this machine writes none into the working folder", flush=True)
        return
    claim("F24 it leaves no core, where another process leaves one", left == [], left)
    shutil.rmtree(FOLDER / "cores")


def copy_under_seal(servers, cloud):
    plan = bouclier("migrate", "inventory", *by("camille")) and bouclier("migrate", "plan", *by("camille"), "--json")
    claim("F12 the plan refuses the archived blob and counts the snapshot as lost",
          {why: tally["units"] for why, tally in plan["to_refuse"].items()} == {"archived": 1}
          and {why: tally["units"] for why, tally in plan["to_lose"].items()} == {"snapshot": 1}, plan)
    abort_in_mid_work(servers)
    cloud.put("archive.bin", random.Random(2).randbytes(ARCHIVE))  # the same size, another ETag
    run = bouclier("migrate", "run", *by("camille"), "--json", code=3)
    claim("F12 moved + refused + lost = listed", run["status"]["listed"]["units"] == run["status"]["moved"]["units"] + 2, run["status"])
    orphans = run["orphan_uploads"]
    claim("F15 without the right to abort the orphan upload is counted with its bytes",
          orphans["left"] == 1 and orphans["aborted"] == 0 and orphans["bytes_left"] >= 16 << 20, orphans)
    page = bouclier("migrate", "run", *by("camille"), code=3)
    claim("F15 the page of a run tells what is left and why", "1 left" in page and "may not abort" in page, page)
    bouclier("migrate", "verify", *by("camille"), "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl", "--sums-out", "SHA256SUMS",
             code=3)
    sums = dict(line.split("  ", 1)[::-1] for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    claim("F7 overwritten between abort and resume, the archive is the new one and whole", sums == cloud.digests, sums)


def sweep_with_few_rights(servers):
    first = servers["s3-first"]
    orphan = pathlib.Path(first["data"]) / first["bucket"] / "hub/o/zz/foreign"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"nobody's")
    sweep = bouclier("vault", "check", "--sweep", *by("camille"), "--json", code=3)["sweep"]
    claim("F15 without Delete and Abort a sweep lists and deletes nothing",
          (sweep["orphans"], sweep["deleted"], sweep["orphan_uploads"], sweep["aborted"]) == (1, 0, 1, 0) and orphan.exists(), sweep)
    page = bouclier("vault", "check", "--sweep", *by("camille"), code=3)
    claim("F15 and says so", "may not delete" in page and "may not abort" in page, page)
    grant(first, [right for right in GET_PUT_LIST if right != "ListBucketMultipartUploads"])
    unseen = bouclier("migrate", "run", *by("camille"), "--json", code=3)["orphan_uploads"]
    page = bouclier("migrate", "run", *by("camille"), code=3)
    claim("F15 a key that may not list uploads is told to count none", not unseen["may_list"] and "may not list uploads" in page, unseen)
    grant(first, [*GET_PUT_LIST, "AbortMultipartUpload"])
    run = bouclier("migrate", "run", *by("camille"), "--json", code=3)["orphan_uploads"]
    sweep = bouclier("vault", "check", "--sweep", *by("camille"), "--json", code=3)["sweep"]
    claim("F15 with the right to abort the orphan upload is gone at the end of a run",
          run["aborted"] == 1 and run["left"] == 0 and sweep["orphan_uploads"] == 0 and sweep["orphans"] == 1, (run, sweep))


def leave_the_host(servers):
    first = servers["s3-first"]
    bouclier("host", "move", "final", *by("camille"))
    page = bouclier("host", "empty", "first", *by("camille"), code=3)
    claim("without Delete emptying a host only lists, and says so", "no right to delete" in page, page)
    emptied = bouclier("host", "empty", "first", *by("camille"), "--json", code=3)
    claim("without Delete nothing is gone", emptied["before"]["objects"] == emptied["after"]["objects"] > 0, emptied)
    grant(first, [*GET_PUT_LIST, "AbortMultipartUpload", "DeleteObject"])
    emptied = bouclier("host", "empty", "first", *by("camille"), "--json")
    claim("with Delete the host left behind is empty", emptied["after"]["objects"] == 0 and emptied["before"]["objects"] > 0, emptied)


def flip_the_manifest():
    check = ["certificate", "migration.cert", "--vkey", "ledger.vkey", "--manifest"]
    bouclier(*check, "manifest.jsonl", program="bouclier-verify")
    whole = (FOLDER / "manifest.jsonl").read_bytes()
    places = range(0, len(whole), max(1, len(whole) // 60))
    accepted = []
    for place in places:
        altered = bytearray(whole)
        altered[place] ^= 1
        (FOLDER / "altered.jsonl").write_bytes(altered)
        done = subprocess.run([BIN / "bouclier-verify", *check, "altered.jsonl"], cwd=FOLDER, capture_output=True, check=False)
        accepted += [place] if done.returncode != 1 else []
    claim("F5 a bit flipped in the exported manifest is refused by bouclier-verify", not accepted and len(places) > 50, accepted)


def refuse_wrong_secrets(servers):
    """Errors are where secrets like to show."""
    write_config(servers, "wrong-key.yaml", key="wrong-key")
    write_config(servers, "wrong-pin.yaml", pins={"hub": "secrets/wrong-pin"})
    bouclier("migrate", "status", "--as", "camille", "--passphrase-file", "secrets/wrong-key", code=10)
    bouclier("status", config="wrong-key.yaml")
    doctor = bouclier("doctor", config="wrong-key.yaml", code=3)
    claim("F24 a wrong storage key is told without it", "first" in doctor and PLANTED["wrong-key"] not in doctor, doctor)
    bouclier("migrate", "status", *by("camille"), config="wrong-pin.yaml", code=10)


def search_secrets(servers):
    secrets = secrets_of(servers)
    places = [FOLDER / "hub", outputs()] + [pathlib.Path(servers[name]["data"]) for name in ("azurite", "s3-first", "s3-final")]
    places += [pathlib.Path(servers[name]["log"]) for name in ("azurite", "s3-first", "s3-final")]
    places += [FOLDER / name for name in ("migration.cert", "manifest.jsonl", "SHA256SUMS", "ledger.vkey")]
    claim("F24 a planted secret is found (control)", shield.control(outputs(), secrets[0]))
    found = shield.search(places, secrets)
    claim("F24 planted secrets stand in no log, error, report, database, ledger or body", not found and len(secrets) == 9, found or len(secrets))


def main():
    servers = prepare()
    grant(servers["s3-first"], GET_PUT_LIST)
    cloud = OldCloud(servers["azurite"])
    cloud.fill()
    bouclier("init", "--vkey-out", "ledger.vkey")
    bouclier("actor", "add", "camille", "--role", "operator", "--new-passphrase-file", "secrets/passphrase")
    copy_under_seal(servers, cloud)
    flip_the_manifest()
    sweep_with_few_rights(servers)
    refuse_wrong_secrets(servers)
    leave_the_host(servers)
    search_secrets(servers)


if __name__ == "__main__":
    try:
        main()
    finally:
        subprocess.run([ROOT / "tools/servers", "stop", FOLDER / "servers"], check=False)
    sys.exit(1 if failed else 0)
