# SPDX-License-Identifier: Apache-2.0
"""The build behind ./test: one gcc build in build/, and the clang presets in build/<preset>."""
import pathlib
import re
import subprocess

from cases import FAILED, Case, tail

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"


def ninja_targets(folder):
    listing = subprocess.run(["ninja", "-C", folder, "-t", "targets", "all"], capture_output=True, text=True, check=False)
    return {line.split(":")[0] for line in listing.stdout.splitlines()}


def wanted_targets(folder, only):
    """When every part asked for is a program of its own, only these are built; otherwise everything is."""
    known = ninja_targets(folder)
    parts = [name.split(":")[0] for name in only]
    # `migrate` names a room's tests, not its library.
    wanted = [part + "_test" if part + "_test" in known else part for part in parts]
    return wanted if wanted and all(name in known for name in wanted) else []


def what_broke(output):
    """The compiler's errors when there are any: what else a long build says stands in their way."""
    errors = [line for line in output.splitlines() if re.search(r"(^|: )(fatal )?error: |^FAILED: |undefined reference", line)]
    return "\n".join(dict.fromkeys(errors[:40])) or tail(output, 40)


def run(command, what, show=False):
    done = subprocess.run([str(word) for word in command], stdout=None if show else subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, cwd=ROOT, check=False)
    return None if done.returncode == 0 else Case(what, FAILED, what_broke(done.stdout or ""))


def build_gcc(only):
    broken = run(["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja"], "configure")
    return broken or run(["ninja", "-C", BUILD, *wanted_targets(BUILD, only)], "build")


def build_preset(preset, targets=()):
    """Builds `targets` (none: everything) of a clang preset; goes on after the first error, to show all of them."""
    broken = run(["cmake", "--preset", preset], f"configure {preset}")
    chosen = ["--target", *targets] if targets else []
    return broken or run(["cmake", "--build", "--preset", preset, *chosen, "--", "-k", "0"], f"build {preset}")
