# SPDX-License-Identifier: Apache-2.0
"""A test case and what came of it; how a program is run under a deadline."""
import dataclasses
import os
import pathlib
import signal
import subprocess

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclasses.dataclass
class Case:
    name: str
    state: str
    reason: str = ""


@dataclasses.dataclass
class Finished:
    status: int
    output: str
    late: bool = False


def run(command, deadline_s, log=None, **more):
    """Runs `command`; after the deadline its whole process group ends. Output is kept in `log` when given."""
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True, text=True, errors="replace", **more)
    late = False
    try:
        output, _ = process.communicate(timeout=deadline_s)
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    if log:
        pathlib.Path(log).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(log).write_text(output)
    return Finished(process.returncode, output, late)


def tail(text, lines=25):
    return "\n".join(text.strip().splitlines()[-lines:])
