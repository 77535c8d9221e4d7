# SPDX-License-Identifier: Apache-2.0
"""Servers, configuration, hub, people."""
import json
import pathlib
import shutil
import subprocess
import sys

from walk import BIN, PASSPHRASE, ROOT

sys.path.insert(0, str(ROOT / "tools/testing"))
from hub_config import azure_source, hub_yaml, s3_host, write_secret  # noqa: E402

TOOLS = ROOT / "build/tools/venv/bin"

PEOPLE = (("camille", "operator"), ("lea", "steward"), ("noe", "permit_officer"), ("ines", "controller"), ("hugo", "researcher"),
          ("rita", "reviewer"), ("sami", "reviewer"), ("zoe", "auditor"))


def prepare(walk):
    folder = walk.folder
    if folder.exists():
        subprocess.run([ROOT / "tools/servers", "stop", folder / "servers"], check=False)
        shutil.rmtree(folder)
    (folder / "secrets").mkdir(parents=True)
    write_secret(folder / "secrets/passphrase", PASSPHRASE)
    subprocess.run([ROOT / "tools/servers", "start", folder / "servers", "azurite", "s3-interim", "s3-final", "s3-copy", "softhsm"], check=True,
                   stdout=subprocess.DEVNULL)
    walk.servers = json.loads((folder / "servers/servers.json").read_text())["servers"]
    write_config(walk)


def write_config(walk):
    def here(record):
        """A server's record with paths as seen from the configuration."""
        return {key: str(pathlib.Path(value).relative_to(walk.folder)) if key in ("config", "key_file", "secret_key_file") else value
                for key, value in record.items()}

    servers = {name: here(record) for name, record in walk.servers.items()}
    pins = {token: pathlib.Path(pin).relative_to(walk.folder) for token, pin in walk.servers["softhsm"]["pins"].items()}
    (walk.folder / "hub.yaml").write_text(hub_yaml(
        "Demonstration hub", servers["softhsm"], azure_source("old-cloud", servers["azurite"]),
        [s3_host(name, servers["s3-" + name]) for name in ("interim", "final", "copy")],
        {"snds": "snds/", "imaging": "imaging/", "project-nord": "projets/nord/"}, pins, {"snds": ["snds"]}))


def hand_over(walk):
    """What a person needs in the environment to type the steps."""
    env, azurite = walk.folder / "env.sh", walk.servers["azurite"]
    env.write_text(f"""export PATH={BIN}:{TOOLS}:$PATH
export BOUCLIER_CONFIG={walk.folder}/hub.yaml
export RCLONE_CONFIG_OLD_TYPE=azureblob RCLONE_CONFIG_OLD_USE_EMULATOR=true RCLONE_CONFIG_OLD_ENDPOINT={azurite['url']}
cd {walk.folder}
""")
    print(f"The servers are up; {walk.shown(walk.folder / 'hub.yaml')} tells the hub of them. Go on with docs/BY_HAND.md and the guides it names:\n"
          f"  . {walk.shown(env)}")


def make(walk):
    walk.run("init", "--dry-run")
    walk.run("init", "--vkey-out", "ledger.vkey", "--checkpoint-out", "first.checkpoint")
    again = walk.run("init", "--json")
    walk.claim("init typed again changes nothing", again["made"] == [], again["made"],
               "BOUCLIER init --dry-run | grep 'would change nothing'")
    for name, role in PEOPLE:
        walk.run("actor", "add", name, "--role", role, "--new-passphrase-file", "secrets/passphrase", say=name == "camille")
    walk.run("actor", "list")
    walk.run("doctor", "--write")
