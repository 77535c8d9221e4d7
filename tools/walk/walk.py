#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walks the main job on real servers: a base in the old cloud, a hub, the migration under seal, the move to another host, proofs.

    tools/walk/walk.py [--folder DIR] [--people N] [--archive-mib N] [--keep] [--cases]

Each step is a command that a person could type; it is printed before it runs. --cases: one `ok`/`not ok` line a claim, as ./test reads it.
"""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/bin"
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(ROOT / "build/tools/venv/lib/python3.11/site-packages")]
PASSPHRASE = "demonstration passphrase"


class Walk:
    def __init__(self, options):
        self.options, self.folder = options, options.folder.resolve()
        self.failed = False
        self.environment = {**os.environ, "BOUCLIER_CONFIG": str(self.folder / "hub.yaml")}

    def say(self, text):
        print(f"# {text}" if self.options.cases else text, flush=True)

    def claim(self, name, holds, why=""):
        self.failed |= not holds
        mark = ("ok" if holds else "not ok") if self.options.cases else ("  seen: " if holds else "  NOT SEEN: ")
        print(f"{mark} {name}" + ("" if holds else f": {why}"), flush=True)

    def run(self, *words, code=0, program="bouclier", say=True):
        """Runs a command, expects its exit code; its JSON when --json is among the words."""
        if say:
            self.say("$ " + " ".join([program, *[str(word) for word in words]]))
        done = subprocess.run([BIN / program, *[str(word) for word in words]], env=self.environment, cwd=self.folder, capture_output=True,
                              check=False)
        if done.returncode != code:
            self.claim(f"{program} {words[0]} ends with {code}", False,
                       f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-1500:]}{done.stdout.decode(errors='replace')[-300:]}")
            raise SystemExit(1)
        if not self.options.cases and say and "--json" not in words:
            for line in done.stdout.decode(errors="replace").splitlines()[:40]:
                print("    " + line[:140])
        return json.loads(done.stdout) if "--json" in words else done

    def by(self, name):
        return ["--as", name, "--passphrase-file", self.folder / "secrets/passphrase"]


def prepare(walk):
    folder = walk.folder
    if folder.exists():
        subprocess.run([ROOT / "tools/servers", "stop", folder / "servers"], check=False)
        shutil.rmtree(folder)
    (folder / "secrets").mkdir(parents=True)
    with open(os.open(folder / "secrets/passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(PASSPHRASE)
    subprocess.run([ROOT / "tools/servers", "start", folder / "servers", "azurite", "s3-interim", "s3-final", "s3-copy", "softhsm"], check=True,
                   stdout=subprocess.DEVNULL)
    walk.servers = json.loads((folder / "servers/servers.json").read_text())["servers"]
    write_config(walk)


def write_config(walk):
    servers = walk.servers
    tokens = servers["softhsm"]
    token = {name: "{label: %s, pin_file: %s}" % (name, tokens["pins"][name]) for name in tokens["pins"]}
    hosts = "".join(f"""  - {{id: {name}, profile: loopback, url: "{servers[server]['url']}", region: us-east-1, bucket: sealed, prefix: hub/,
     access_key: {servers[server]['access_key']}, secret_key_file: {servers[server]['secret_key_file']}}}
""" for name, server in (("interim", "s3-interim"), ("final", "s3-final"), ("copy", "s3-copy")))
    (walk.folder / "hub.yaml").write_text(f"""version: 1
hub: {{name: Demonstration hub, folder: hub}}
ledger: {{origin: hub.example.eu/ledger}}
processing: {{place: own_machines, statement: this machine}}
tokens:
  module: /usr/lib/softhsm/libsofthsm2.so
  softhsm_config: {tokens['config']}
  custodian_a: {token['custodian-a']}
  custodian_b: {token['custodian-b']}
  hub: {token['hub']}
sources:
  - {{id: old-cloud, kind: azure, profile: loopback, url: "{servers['azurite']['url']}", account: {servers['azurite']['account']},
     container: hub, key_file: {servers['azurite']['key_file']}}}
hosts:
{hosts}first_host: interim
datasets:
  - {{name: snds, source: old-cloud, prefix: ""}}
  - {{name: imaging, source: old-cloud, prefix: imaging/}}
""")


def make_old_cloud(walk):
    from oldcloud import OldCloud
    walk.run("synth", "--out", "base", "--people", walk.options.people, "--json")
    walk.cloud = OldCloud(walk.servers["azurite"])
    walk.cloud.fill_base(walk.folder / "base/files")
    walk.cloud.fill_opaque(walk.options.archive_mib)


def make_hub(walk):
    walk.run("init", "--dry-run")
    walk.run("init", "--vkey-out", "ledger.vkey", "--checkpoint-out", "first.checkpoint")
    again = walk.run("init", "--json")
    walk.claim("init typed again changes nothing", again["made"] == [], again["made"])
    for name, role in (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher"),
                       ("rita", "reviewer"), ("sami", "reviewer"), ("zoe", "auditor")):
        walk.run("actor", "add", name, "--role", role, "--new-passphrase-file", "secrets/passphrase", say=name == "camille")
    walk.run("actor", "list")
    walk.run("doctor", "--write")


def kill_in_the_archive(walk):
    """kill -9 while the archive's parts are on their way."""
    words = [BIN / "bouclier", "migrate", "run", "--workers", "2", *map(str, walk.by("camille"))]
    walk.say("$ bouclier migrate run      (killed with -9 in the middle)")
    body = pathlib.Path(walk.servers["s3-interim"]["data"])
    process = subprocess.Popen([str(word) for word in words], env=walk.environment, cwd=walk.folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    began = time.monotonic()
    while process.poll() is None and time.monotonic() - began < 120:
        parts = sum(1 for path in body.rglob("*") if path.is_file() and path.stat().st_size > 16 << 20)
        if parts >= 2:
            break
        time.sleep(0.002)
    killed = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return killed


def migrate(walk):
    who = walk.by("camille")
    walk.run("migrate", "inventory", *who)
    walk.run("migrate", "plan", *who)
    walk.run("migrate", "run", *walk.by("hugo"), code=11, say=False)
    walk.claim("a researcher may not migrate", True)
    killed = kill_in_the_archive(walk)
    done = walk.run("migrate", "run", *who, "--json", code=3)
    walk.claim("killed with -9 it goes on at part level", killed and done["bytes_resumed"] > 0, f"killed {killed}, resumed {done['bytes_resumed']}")
    walk.cloud.overwrite_one()
    delta = walk.run("migrate", "delta", *who, "--json", code=3)
    walk.claim("the delta round moves the one blob that was overwritten", delta["changed"] == 1 and delta["converged"], delta["named"])
    walk.run("migrate", "verify", *who, "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl", "--sums-out", "SHA256SUMS", code=3)
    status = walk.run("migrate", "status", *who, "--json")
    refused, lost = sum(one["units"] for one in status["refused"].values()), sum(one["units"] for one in status["lost"].values())
    walk.claim("listed = moved + refused + lost", status["listed"]["units"] == status["moved"]["units"] + refused + lost, status)
    walk.claim("refused is the archived blob, lost the snapshot", status["refused"].keys() == {"archived"} and refused == 1
               and status["lost"].keys() == {"snapshot"} and lost == 1, status)
    walk.claim("every moved object was re-read and is right", status["verified"] == status["moved"]["units"], status)
    sums = dict(line.split("  ", 1)[::-1] for line in (walk.folder / "SHA256SUMS").read_text().splitlines() if not line.startswith("\\"))
    wrong = [name for name, digest in walk.cloud.expected.items() if sums.get(name) != digest]
    walk.claim("SHA256SUMS has every name with the digest of what was put there", not wrong and len(sums) == len(walk.cloud.expected), wrong[:5])


def use_objects(walk):
    who = walk.by("lea")
    walk.run("object", "list", "imaging", "--prefix", "imaging/edge", *who)
    name = "imaging/edge-65537.bin"
    walk.run("object", "get", "imaging", name, "--out", "got.bin", "--receipt-out", "get.receipt", *who)
    walk.claim("object get gives the bytes", hashlib.sha256((walk.folder / "got.bin").read_bytes()).hexdigest() == walk.cloud.expected[name])
    part = walk.run("object", "get", "imaging", name, "--range", "65530-65536", "--out", "-", *who).stdout
    walk.claim("a range read gives exactly that range", part == (walk.folder / "got.bin").read_bytes()[65530:65537])
    walk.run("object", "get", "imaging", name, "--out", "no.bin", *walk.by("camille"), code=11, say=False)
    walk.claim("an operator may not open an object", not (walk.folder / "no.bin").exists())
    tools = ROOT / "build/tools/venv/bin"
    recipient = walk.folder / "recipient"
    recipient.mkdir()
    subprocess.run([tools / "crypt4gh-keygen", "--sk", recipient / "lab.sec", "--pk", recipient / "lab.pub", "--nocrypt", "-f"], check=True,
                   capture_output=True)
    walk.run("object", "export", "imaging", name, "--recipient", "recipient/lab.pub", "--out", "recipient/edge.c4gh", "--receipt-out", "export.receipt", *who)
    with open(recipient / "edge.c4gh", "rb") as sealed:
        plain = subprocess.run([tools / "crypt4gh", "decrypt", "--sk", recipient / "lab.sec"], stdin=sealed, capture_output=True, check=False).stdout
    walk.claim("the reference Crypt4GH tool opens the export", hashlib.sha256(plain).hexdigest() == walk.cloud.expected[name])


def move_host(walk):
    who = walk.by("camille")
    walk.run("vault", "check", *who)
    walk.run("host", "move", "final", "--dry-run", *who)
    shutil.copytree(walk.servers["s3-interim"]["data"], walk.servers["s3-copy"]["data"], dirs_exist_ok=True)
    walk.run("host", "move", "final", "--certificate-out", "move.cert", "--json", *who)
    check = walk.run("vault", "check", "--json", *who)
    walk.claim("after the move every body is right at the new host", check["host"] == "final" and not check["findings"], check["findings"])
    walk.run("object", "get", "imaging", "imaging/case.png", "--out", "after-move.bin", *walk.by("lea"))
    walk.claim("after the move an object reads whole",
               hashlib.sha256((walk.folder / "after-move.bin").read_bytes()).hexdigest() == walk.cloud.expected["imaging/case.png"])
    emptied = walk.run("host", "empty", "copy", "--json", *who)
    walk.claim("a copy of the host left behind is emptied", emptied["before"]["objects"] > 0 and emptied["after"]["objects"] == 0, emptied)


def prove(walk):
    walk.run("ledger", "tail", "--count", "5")
    walk.run("ledger", "proof", "0", "--out", "0.receipt")
    accepted = [("log", "hub/ledger", "--since", "first.checkpoint"), ("receipt", "0.receipt"), ("receipt", "get.receipt"),
                ("receipt", "export.receipt"), ("certificate", "migration.cert", "--manifest", "manifest.jsonl"), ("certificate", "move.cert")]
    for words in accepted:
        walk.run(*words, "--vkey", "ledger.vkey", program="bouclier-verify")
        walk.claim("bouclier-verify accepts " + " ".join(words), True)
    for file in ("migration.cert", "move.cert", "get.receipt"):
        data = bytearray((walk.folder / file).read_bytes())
        refused = 0
        places = range(0, len(data), max(1, len(data) // 40))
        for place in places:
            altered = bytearray(data)
            altered[place] ^= 1
            (walk.folder / "altered").write_bytes(altered)
            kind = "certificate" if file.endswith(".cert") else "receipt"
            done = subprocess.run([BIN / "bouclier-verify", kind, "altered", "--vkey", "ledger.vkey"], cwd=walk.folder, capture_output=True, check=False)
            refused += done.returncode == 1
        walk.claim(f"bouclier-verify refuses {file} after a changed byte", refused == len(places), f"{refused} of {len(places)}")


def shield(walk):
    import shield as search
    canaries = (walk.folder / "base/truth/canaries.txt").read_text().splitlines()
    values = canaries[:600] + walk.cloud.planted
    (walk.folder / "canaries.txt").write_text("\n".join(values) + "\n")
    folders = [walk.folder / "servers" / name for name in ("s3-interim", "s3-final", "s3-copy")] + [walk.folder / "hub"]
    walk.claim("a planted value is found (control)", search.control(folders[0], values[0]))
    found = search.search(folders, values)
    walk.claim(f"{len(values)} values searched in both hosts, their logs and the hub's folder: found 0", not found and len(values) >= 500, found[:5] or len(values))


STEPS = [("The old cloud is filled", make_old_cloud), ("A hub is made", make_hub), ("Out of the old cloud, under seal", migrate),
         ("Objects are read and exported", use_objects), ("To another host, with keys alone", move_host), ("The shield", shield), ("Proofs", prove)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/demo")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--archive-mib", type=int, default=96)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--cases", action="store_true")
    walk = Walk(parser.parse_args())
    try:
        prepare(walk)
        for title, step in STEPS:
            began = time.monotonic()
            walk.say(f"\n== {title}")
            step(walk)
            walk.say(f"   ({time.monotonic() - began:.1f} s)")
    finally:
        if not walk.options.keep:
            subprocess.run([ROOT / "tools/servers", "stop", walk.folder / "servers"], check=False)
    sys.exit(1 if walk.failed else 0)


if __name__ == "__main__":
    main()
