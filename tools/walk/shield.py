# SPDX-License-Identifier: Apache-2.0
"""Searches planted values in every byte, file name and extended attribute below some folders. A positive control shows that it finds."""
import base64
import os
import pathlib
import subprocess
import tempfile


def forms(value):
    """As written, and as the usual ways of writing bytes as text would show it."""
    raw = value.encode()
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")[:-1]}


def names(folder):
    """Every file name and extended attribute below, as bytes."""
    for path in pathlib.Path(folder).rglob("*"):
        yield path, str(path.relative_to(folder)).encode()
        if not path.is_symlink():
            for name in os.listxattr(path):
                yield path, name.encode() + b"\0" + os.getxattr(path, name)


def search(folders, values):
    """Where one of the values stands: in bytes (by grep, all values at once), in names and attributes."""
    wanted = sorted({form for value in values for form in forms(value)})
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(wanted) + b"\n")
        patterns.flush()
        done = subprocess.run(["grep", "-r", "-a", "-l", "-F", "-f", patterns.name, *map(str, folders)], capture_output=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    found = done.stdout.decode(errors="replace").splitlines()
    return found + [str(path) for folder in folders for path, text in names(folder) if any(form in text for form in wanted)]


def control(folder, value):
    """Plants one value in a file, sees that it alone is found, and takes it away."""
    planted = pathlib.Path(folder) / "control.tmp"
    planted.write_bytes(b"\0" * 100 + value.encode() + b"\0")
    try:
        found = search([folder], [value])
    finally:
        planted.unlink()
    return len(found) == 1 and found[0].endswith("control.tmp")
