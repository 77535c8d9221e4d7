#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`migrate run`, `ingest run`, `project extract` and the airlock's commands killed with -9 at a fixed stride over their writes and requests; every point:
./test --all --only every-point."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRIDES = {"migrate": 7, "ingest": 29, "extract": 13, "submit": 17, "review": 17, "release": 5}
sys.exit(max([subprocess.run([sys.executable, ROOT / "tests/kill/run.py", "--job", job, "--stride", str(stride)], check=False).returncode
              for job, stride in STRIDES.items()]))
