#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole demonstration with the demonstration's base: every step of the main job on real servers, one case a claim."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.exit(subprocess.run([sys.executable, ROOT / "tools/walk/walk.py", "--cases", "--people", "20000", "--archive-mib", "40", "--folder",
                         ROOT / "build/test/main-job"], check=False).returncode)
