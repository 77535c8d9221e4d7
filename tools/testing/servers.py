# SPDX-License-Identifier: Apache-2.0
"""Real servers for tests that talk to one: started once for the run, told by environment, stopped at its end."""
import json
import os
import shutil
import subprocess

from building import BUILD, ROOT
from cases import FAILED, Case, tail


class Started:
    """Within it, BOUCLIER_TEST_SERVERS names the JSON file that tools/servers wrote, and its env file is in force."""

    def __init__(self, wanted):
        self.wanted = wanted and (ROOT / "tools/servers").exists()
        self.folder = BUILD / "test/servers"

    def __enter__(self):
        if not self.wanted:
            return []
        subprocess.run([ROOT / "tools/servers", "stop", self.folder], capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        done = subprocess.run([ROOT / "tools/servers", "start", self.folder, "azurite", "s3", "softhsm"],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return [Case("tools/servers", FAILED, tail(done.stdout + done.stderr))]
        os.environ["BOUCLIER_TEST_SERVERS"] = str(self.folder / "servers.json")
        os.environ.update(json.loads((self.folder / "servers.json").read_text())["environment"])
        return []

    def __exit__(self, *_):
        if self.wanted:
            subprocess.run([ROOT / "tools/servers", "stop", self.folder], capture_output=True, check=False)
