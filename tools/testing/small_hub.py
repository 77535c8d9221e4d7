# SPDX-License-Identifier: Apache-2.0
"""A hub for tests that need the real program: a folder as its old cloud, a real S3 server as its host, real tokens, a person for each role.

What was made can be kept and put back, so that each case begins at the same place.
"""
import json
import os
import pathlib
import shutil
import subprocess

from hub_config import hub_yaml, s3_host, write_secret

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEOPLE = (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher"), ("rita", "reviewer"),
          ("sami", "reviewer"))
PERMIT = "asthma-2026"
# Of the synthetic base: two months of care, a year of stays, who the people are.
PERIODS = ("_201902.csv", "_201903.csv", "MCO19B.csv", "MCO19C.csv", "MCO19D.csv", "IR_BEN_R.csv", "IR_BEN_R_ARC.csv")


class Failed(Exception):
    pass


def by(name="camille"):
    return ["--as", name, "--passphrase-file", "secrets/passphrase"]


class SmallHub:
    def __init__(self, folder, name, people=PEOPLE):
        self.folder, self.name, self.people, self.bucket = folder, name, people, None

    def run(self, *words, code=0, program="bouclier", **environment):
        """Ends with `code` (None: whatever it ends with)."""
        done = subprocess.run([str(ROOT / "build/bin" / program), *map(str, words)], cwd=self.folder, capture_output=True, text=True, check=False,
                              env={**os.environ, "BOUCLIER_CONFIG": "hub.yaml", **environment})
        if code is not None and done.returncode != code:
            raise Failed(f"{' '.join(map(str, words[:2]))} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        return done

    def serve(self, test):
        """What the test returns; servers that it started end with it."""
        try:
            return test()
        finally:
            self.stop()

    def ask(self, *words, code=0):
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def start(self, fill):
        """`fill` writes into the old cloud."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "secrets").mkdir(parents=True)
        write_secret(self.folder / "secrets/passphrase", "a passphrase of this test")
        old = self.folder / "old"
        old.mkdir()
        fill(old)
        subprocess.run([ROOT / "tools/servers", "start", self.folder / "servers", "s3", "softhsm"], check=True, stdout=subprocess.DEVNULL)
        servers = json.loads((self.folder / "servers/servers.json").read_text())["servers"]
        host = servers["s3"]
        self.bucket = pathlib.Path(host["data"]) / host["bucket"]
        (self.folder / "hub.yaml").write_text(hub_yaml(self.name, servers["softhsm"], f"{{id: old, kind: folder, path: {old}}}",
                                                       [s3_host("first", host)], {"files": ""}, (), {"snds": ["files"]}))
        self.run("init", "--vkey-out", "ledger.vkey")
        for name, role in self.people:
            self.run("actor", "add", name, "--role", role, "--new-passphrase-file", "secrets/passphrase")
        self.run("migrate", "inventory", *by())
        self.run("migrate", "plan", *by())

    def stop(self):
        subprocess.run([ROOT / "tools/servers", "stop", self.folder / "servers"], check=False)

    def fill_base(self, old):
        """Two hundred synthetic people."""
        subprocess.run([ROOT / "build/bin/bouclier", "synth", "--out", self.folder / "base", "--people", "200", "--months", "12", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        for file in (self.folder / "base/files").rglob("*.csv"):
            if file.name.endswith(PERIODS):
                shutil.copy(file, old)

    def number(self, name):
        return next(person["number"] for person in self.ask("actor", "list")["people"] if person["name"] == name)

    def draft(self, name="hugo"):
        """A permit for that person that lasts; nothing is signed."""
        self.run("permit", "draft", "--out", "draft.yaml")
        text = (self.folder / "draft.yaml").read_text().replace("actor: 1\n", f"actor: {self.number(name)}\n")
        for old, new in (("2028-", "2098-"), ("2029-", "2099-"), ("2030-", "2099-"), ('regions: ["11", "84"]', "regions: []")):
            text = text.replace(old, new)
        (self.folder / "draft.yaml").unlink()
        return text

    def issue(self, text, name="asthma"):
        (self.folder / f"{name}.yaml").write_text(text)
        self.run("permit", "sign", f"{name}.yaml", *by("noe"))
        self.run("permit", "sign", f"{name}.jws", *by("ines"))
        self.run("permit", "issue", f"{name}.jws", *by("noe"))

    def keep(self, name="kept"):
        """What hub and host hold now."""
        for path in (self.folder / f"hub-{name}", self.folder / f"bucket-{name}"):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.folder / "hub", self.folder / f"hub-{name}")
        shutil.copytree(self.bucket, self.folder / f"bucket-{name}")

    def put_back(self, name="kept"):
        shutil.rmtree(self.folder / "hub")
        shutil.copytree(self.folder / f"hub-{name}", self.folder / "hub")
        for path in self.bucket.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.folder / f"bucket-{name}", self.bucket, dirs_exist_ok=True)
