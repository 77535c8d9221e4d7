# SPDX-License-Identifier: Apache-2.0
"""The two that leave the old cloud, on the same servers: a new hub each time, and rclone with its crypt remote.

Each answers with what its client used (user and system CPU of its own processes, peak memory) and ends by looking at what arrived.
Bodies are removed at once: the servers' disk holds one copy at a time.
"""
import dataclasses
import json
import pathlib
import re
import shutil
import subprocess
import sys

import programs

sys.path.insert(0, str(programs.ROOT / "tools/testing"))
from hub_config import azure_source, hub_yaml, s3_host, write_secret  # noqa: E402

CONTAINER = "hub"
# One process a job; --transfers as many as the cores are. Other numbers were not compared.
RCLONE_FLAGS = ["--transfers", "2", "--s3-no-check-bucket", "--retries", "1"]
PASSPHRASE = "passphrase of a bench"


@dataclasses.dataclass
class Spent:
    cpu_s: float = 0.0
    peak_mb: float = 0.0
    wall_s: float = 0.0
    startup_cpu_s: float = 0.0  # of all commands together, inside cpu_s; 0: not told apart

    def add(self, used):
        self.cpu_s += used.cpu_s
        self.wall_s += used.wall_s
        self.peak_mb = max(self.peak_mb, used.peak_mb)


def servers(action, folder, *names):
    done = subprocess.run([programs.ROOT / "tools/servers", action, folder, *names], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise programs.Failed(f"tools/servers {action}: {done.stderr.strip()[-300:]}")
    return json.loads((folder / "servers.json").read_text())["servers"] if action == "start" else None


def bucket(s3, name):
    """A folder of the posix backend is a bucket."""
    folder = pathlib.Path(s3["data"]) / name
    folder.mkdir()
    return folder


def arrived(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and ".sgwtmp" not in path.parts]
    return len(files), sum(path.stat().st_size for path in files)


def check_arrived(who, folder, count, size):
    """Sealed bodies are a little longer than what was sealed; padding adds at most 12 %."""
    files, length = arrived(folder)
    if files != count or not size < length < 1.13 * size:
        raise programs.Failed(f"{who}: {files} files of {length} bytes arrived, {count} of {size} were sent")


class Ours:
    """A hub with its own tokens, made before anything is timed."""

    def __init__(self, folder, running, container):
        self.folder, self.bucket = folder, bucket(running["s3"], folder.name)
        (folder / "secrets").mkdir(parents=True)
        self.passphrase = folder / "secrets/passphrase"
        write_secret(self.passphrase, PASSPHRASE)
        tokens = servers("start", folder / "tokens", "softhsm")["softhsm"]
        (folder / "hub.yaml").write_text(hub_yaml("Bench", tokens, azure_source("old-cloud", running["azurite"], container),
                                                  [s3_host("host", running["s3"], bucket=self.bucket.name)], {"base": ""}))
        self.do("init")
        self.do("actor", "add", "camille", "--role", "operator", "--new-passphrase-file", self.passphrase)

    def do(self, *words):
        return programs.run([programs.BUILD / "bin/bouclier", *words], {"BOUCLIER_CONFIG": str(self.folder / "hub.yaml")})

    def migrate(self, *words):
        return self.do("migrate", *words, "--as", "camille", "--passphrase-file", self.passphrase)

    def leave(self, count, size):
        """Inventory, plan and run: all that rclone's one command does, and what it does not do."""
        spent = Spent(startup_cpu_s=3 * self.migrate("status").cpu_s)  # before the inventory it opens the hub and finds nothing
        spent.add(self.migrate("inventory"))
        spent.add(self.migrate("plan"))
        run = self.migrate("run", "--json")
        spent.add(run)
        moved = json.loads(run.output)["moved"]
        if moved != {"units": count, "bytes": size}:
            raise programs.Failed(f"migrate run moved {moved}, not {count} units of {size} bytes")
        check_arrived("migrate run", self.bucket, count, size)
        return spent

    def remove(self):
        servers("stop", self.folder / "tokens")
        shutil.rmtree(self.bucket)
        shutil.rmtree(self.folder)


class Rclone:
    def __init__(self, folder, running, container):
        folder.mkdir()
        self.folder, self.bucket, self.container = folder, bucket(running["s3"], folder.name), container
        azure, s3 = running["azurite"], running["s3"]
        hidden = programs.run([programs.tool("rclone"), "obscure", PASSPHRASE]).output.strip()
        write_secret(folder / "rclone.conf", f"""[old]
type = azureblob
account = {azure["account"]}
key = {pathlib.Path(azure["key_file"]).read_text()}
endpoint = {azure["url"]}
use_emulator = true

[s3]
type = s3
provider = Other
access_key_id = {s3["access_key"]}
secret_access_key = {pathlib.Path(s3["secret_key_file"]).read_text()}
endpoint = {s3["url"]}
region = us-east-1

[crypt]
type = crypt
remote = s3:{self.bucket.name}/hub
password = {hidden}
""")

    def leave(self, count, size):
        spent = Spent()
        spent.add(programs.run([programs.tool("rclone"), "copy", f"old:{self.container}", "crypt:", "--config", self.folder / "rclone.conf",
                                "--cache-dir", self.folder / "cache", *RCLONE_FLAGS], {"HOME": str(self.folder), "AWS_CA_BUNDLE": ""}))
        check_arrived("rclone copy", self.bucket, count, size)
        return spent

    def remove(self):
        shutil.rmtree(self.bucket)
        shutil.rmtree(self.folder)


def rclone_version():
    text = (programs.ROOT / "tools/pins/go/rclone/go.mod").read_text()
    return re.search(r"/rclone v([0-9.]+)", text)[1]
