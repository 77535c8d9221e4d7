#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches values in every byte, file name and extended attribute below some folders.

    tools/walk/shield.py VALUES_FILE FOLDER…     one value a line; prints where one stands; ends with 1 when one was found

A value is searched as it is written, in UTF-16, hex and base64. First a value is planted, found, and taken away: so one sees that it finds.
"""
import base64
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

AT_ONCE = 100  # files a grep


def forms(value):
    """As written, in UTF-16, in hex, and in base64 wherever it may begin in a longer text."""
    raw = value.encode()
    shifted = [base64.b64encode(b"\0" * shift + raw) for shift in range(3)]
    # The first and last characters of a base64 text also hold bits of its neighbours.
    inside = {text[start:len(text) - 4] for text, start in zip(shifted, (0, 2, 3))}
    return {raw, value.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode()} | inside


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
    # A place may be one file.
    given = [path for place in map(pathlib.Path, folders) for path in ([place] if place.is_file() else place.rglob("*"))]
    files = [path for path in given if path.is_file() and not path.is_symlink()]
    with tempfile.NamedTemporaryFile() as patterns, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        patterns.write(b"\n".join(wanted) + b"\n")
        patterns.flush()

        def grep(some):
            done = subprocess.run(["grep", "-a", "-l", "-F", "-f", patterns.name, "--", *some], capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
            if done.returncode > 1:
                raise RuntimeError(done.stderr.decode(errors="replace"))
            return done.stdout.decode(errors="replace").splitlines()

        found = [path for paths in pool.map(grep, (files[first:first + AT_ONCE] for first in range(0, len(files), AT_ONCE))) for path in paths]
    named = [pair for folder in folders for pair in names(folder)]
    everything = b"\n".join(text for _, text in named)
    seen = [form for form in wanted if form in everything]
    return found + [str(path) for path, text in named if any(form in text for form in seen)]


def control(folder, value):
    """Plants one value in a file, sees that it alone is found, and takes it away."""
    planted = pathlib.Path(folder) / "control.tmp"
    planted.write_bytes(b"\0" * 100 + value.encode() + b"\0")
    try:
        found = search([folder], [value])
    finally:
        planted.unlink()
    return len(found) == 1 and found[0].endswith("control.tmp")


def extent(folders):
    """(bytes, files) below."""
    sizes = [path.stat().st_size for folder in folders for path in pathlib.Path(folder).rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)


def main():
    if len(sys.argv) < 3 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    values, folders = pathlib.Path(sys.argv[1]).read_text().splitlines(), sys.argv[2:]
    if not values or not control(folders[0], values[0]):
        sys.exit("shield: the control failed: a planted value was not found alone")
    found = search(folders, values)
    size, files = extent(folders)
    print(f"{len(values)} values searched in {files} files, {size / 1e6:.0f} MB, their names and attributes: found {len(found)}")
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
