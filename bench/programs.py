# SPDX-License-Identifier: Apache-2.0
"""Builds and runs the programs that are timed; CPU seconds and peak memory come from the kernel (wait4)."""
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
BENCH = BUILD / "bench"
TOOLS = BUILD / "tools/bin"


class Failed(Exception):
    """A bench cannot go on; the text says why."""


@dataclasses.dataclass
class Used:
    cpu_s: float
    peak_mb: float
    output: str
    wall_s: float


def build(*targets):
    for command in (["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja"], ["ninja", "-C", BUILD, *targets]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"build of {' '.join(targets)}: {(done.stdout + done.stderr)[-800:]}")


def reap(process):
    """Waits; (status, CPU seconds of user and system, peak MB)."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run(command, environment=None):
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        status, cpu_s, peak_mb = reap(process)
        wall_s = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        if status != 0:
            raise Failed(f"{pathlib.Path(words[0]).name} ended with status {status}: {err.read()[-500:].decode(errors='replace')}")
        return Used(cpu_s, peak_mb, out.read().decode(), wall_s)


def run_json(command):
    used = run(command)
    return json.loads(used.output), used


def tool(name):
    if not (TOOLS / name).exists():
        raise Failed(f"{name} is not installed: tools/setup all")
    return TOOLS / name
