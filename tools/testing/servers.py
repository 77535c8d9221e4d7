# SPDX-License-Identifier: Apache-2.0
"""Real servers for tests that talk to one: started once for the run, told by environment, stopped at its end."""
import json
import os
import shutil
import subprocess

from building import BUILD, ROOT
from cases import FAILED, Case, tail


MINIO = BUILD / "tools/bin/minio"


class Running:
    """Servers kept up within it; it gives what failed, and the environment by which tests find them."""

    def __init__(self, folder, names):
        self.folder, self.names = folder, names

    def __enter__(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        done = subprocess.run([ROOT / "tools/servers", "start", self.folder, *self.names], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return [Case(f"tools/servers {' '.join(self.names)}", FAILED, tail(done.stdout + done.stderr))], {}
        return [], json.loads((self.folder / "servers.json").read_text())["environment"]

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        subprocess.run([ROOT / "tools/servers", "stop", self.folder], capture_output=True, check=False)


class Started:
    """Within it, BOUCLIER_TEST_SERVERS names the JSON file that tools/servers wrote, and its environment is in force."""

    def __init__(self, wanted):
        self.running = Running(BUILD / "test/servers", ["azurite", "s3", "softhsm"]) if wanted else None

    def __enter__(self):
        if not self.running:
            return []
        broken, environment = self.running.__enter__()
        if not broken:
            os.environ["BOUCLIER_TEST_SERVERS"] = str(self.running.folder / "servers.json")
            os.environ.update(environment)
        return broken

    def __exit__(self, *_):
        if self.running:
            self.running.stop()
