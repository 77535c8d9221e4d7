# SPDX-License-Identifier: Apache-2.0
"""Servers, configuration, hub, people."""
import json
import os
import pathlib
import shutil
import subprocess

from walk import BIN, PASSPHRASE, ROOT

TOOLS = ROOT / "build/tools/venv/bin"

PEOPLE = (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher"),
          ("rita", "reviewer"), ("sami", "reviewer"), ("zoe", "auditor"))


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

    def here(path):
        return pathlib.Path(path).relative_to(walk.folder)

    token = {name: "{label: %s, pin_file: %s}" % (name, here(pin)) for name, pin in tokens["pins"].items()}
    hosts = "".join(f"""  - {{id: {name}, profile: loopback, url: "{servers[server]['url']}", region: us-east-1, bucket: sealed, prefix: hub/,
     access_key: {servers[server]['access_key']}, secret_key_file: {here(servers[server]['secret_key_file'])}}}
""" for name, server in (("interim", "s3-interim"), ("final", "s3-final"), ("copy", "s3-copy")))
    (walk.folder / "hub.yaml").write_text(f"""version: 1
hub: {{name: Demonstration hub, folder: hub}}
ledger: {{origin: hub.example.eu/ledger}}
processing: {{place: own_machines, statement: this machine}}
tokens:
  module: /usr/lib/softhsm/libsofthsm2.so
  softhsm_config: {here(tokens['config'])}
  custodian_a: {token['custodian-a']}
  custodian_b: {token['custodian-b']}
  hub: {token['hub']}
sources:
  - {{id: old-cloud, kind: azure, profile: loopback, url: "{servers['azurite']['url']}", account: {servers['azurite']['account']},
     container: hub, key_file: {here(servers['azurite']['key_file'])}}}
hosts:
{hosts}first_host: interim
datasets:
  - {{name: snds, source: old-cloud, prefix: snds/}}
  - {{name: imaging, source: old-cloud, prefix: imaging/}}
  - {{name: project-nord, source: old-cloud, prefix: projets/nord/}}
""")


def hand_over(walk):
    """What a person needs in the environment to type the steps."""
    env, azurite = walk.folder / "env.sh", walk.servers["azurite"]
    env.write_text(f"""export PATH={BIN}:{TOOLS}:$PATH
export BOUCLIER_CONFIG={walk.folder}/hub.yaml
export RCLONE_CONFIG_OLD_TYPE=azureblob RCLONE_CONFIG_OLD_USE_EMULATOR=true RCLONE_CONFIG_OLD_ENDPOINT={azurite['url']}
cd {walk.folder}
""")
    print(f"The servers are up; {walk.shown(walk.folder / 'hub.yaml')} tells the hub of them. Go on with docs/BY_HAND.md:\n"
          f"  . {walk.shown(env)}")


def make(walk):
    walk.run("init", "--dry-run")
    walk.run("init", "--vkey-out", "ledger.vkey", "--checkpoint-out", "first.checkpoint")
    again = walk.run("init", "--json")
    walk.claim("init typed again changes nothing", again["made"] == [], again["made"])
    for name, role in PEOPLE:
        walk.run("actor", "add", name, "--role", role, "--new-passphrase-file", "secrets/passphrase", say=name == "camille")
    walk.run("actor", "list")
    walk.run("doctor", "--write")
