#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes chosen parts out of an archive: `unpack.py ARCHIVE INTO PATTERN=FOLDER…`.

ARCHIVE is a wheel or a .tar.gz. A member whose name begins with a match of PATTERN (a regular expression) is written below
INTO/FOLDER, under what is left of its name; the others are not read. Each PATTERN must find something.
"""
import pathlib
import re
import shutil
import sys
import tarfile
import zipfile


def members(archive):
    """Name and open stream of each file."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for item in wheel.infolist():
                if not item.is_dir():
                    yield item.filename, lambda item=item: wheel.open(item)
    else:
        with tarfile.open(archive, "r|gz") as source:
            for item in source:
                if item.isfile():
                    yield item.name, lambda item=item: source.extractfile(item)


def main(archive, into, *choices):
    chosen = [(re.compile(pattern), folder) for pattern, folder in (choice.rsplit("=", 1) for choice in choices)]
    found = set()
    for name, stream in members(pathlib.Path(archive)):
        for pattern, folder in chosen:
            match = pattern.match(name)
            if match:
                target = pathlib.Path(into, folder, name[match.end():])
                if ".." in target.parts:
                    sys.exit(f"unpack: {name} leaves its folder")
                target.parent.mkdir(parents=True, exist_ok=True)
                with stream() as source, open(target, "wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                found.add(pattern)
                break
    missing = [pattern.pattern for pattern, _ in chosen if pattern not in found]
    if missing:
        sys.exit(f"unpack: {archive} holds nothing named {' or '.join(missing)}")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
