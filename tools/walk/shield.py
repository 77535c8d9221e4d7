# SPDX-License-Identifier: Apache-2.0
"""Searches planted values in every byte, file name and extended attribute below some folders. A positive control shows that it finds."""
import base64
import os
import pathlib
import re


def forms(value):
    """As written, and as the usual ways of writing bytes as text would show it."""
    raw = value.encode()
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")[:-1]}


def haystacks(folder):
    for path in pathlib.Path(folder).rglob("*"):
        yield path, str(path.relative_to(folder)).encode()
        if path.is_symlink():
            continue
        for name in os.listxattr(path):
            yield path, name.encode() + b"\0" + os.getxattr(path, name)
        if path.is_file():
            yield path, path.read_bytes()


def search(folders, values):
    """The values found and where; one pass over the bytes."""
    pattern = re.compile(b"|".join(re.escape(form) for value in values for form in sorted(forms(value))))
    return [(str(path), match.group(0)[:40].decode(errors="replace")) for folder in folders for path, data in haystacks(folder)
            for match in [pattern.search(data)] if match]


def control(folder, value):
    """Plants one value in a file and one in an attribute, sees that both are found, and takes them away."""
    planted = pathlib.Path(folder) / "control.tmp"
    planted.write_bytes(b"\0" * 100 + value.encode() + b"\0")
    try:
        found = search([folder], [value])
    finally:
        planted.unlink()
    return len(found) == 1 and found[0][0].endswith("control.tmp")
