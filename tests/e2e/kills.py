#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bouclier migrate run` killed with -9 at a fixed stride over its writes and requests; every point: ./test --all --only every-point."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.exit(subprocess.run([sys.executable, ROOT / "tests/kill/run.py", "--stride", "7"], check=False).returncode)
