# SPDX-License-Identifier: Apache-2.0
"""The loud doors: objects read, exported to a laboratory."""
import hashlib
import subprocess

from walk import ROOT

EDGE = "imaging/edge-65537.bin"


def use(walk):
    read(walk)
    export(walk)


def read(walk):
    who = walk.by("lea")
    walk.run("object", "list", "imaging", "--prefix", "imaging/edge", *who)
    walk.run("object", "get", "imaging", EDGE, "--out", "got.bin", "--receipt-out", "get.receipt", *who)
    whole = (walk.folder / "got.bin").read_bytes()
    walk.claim("object get gives the bytes", hashlib.sha256(whole).hexdigest() == walk.cloud.expected[EDGE])
    part = walk.run("object", "get", "imaging", EDGE, "--range", "65530-65536", "--out", "-", *who).stdout
    walk.claim("a range read gives exactly that range", part == whole[65530:65537])
    walk.run("object", "get", "imaging", EDGE, "--out", "no.bin", *walk.by("camille"), code=11, say=False)
    walk.claim("an operator may not open an object", not (walk.folder / "no.bin").exists())


def export(walk):
    tools, lab = ROOT / "build/tools/venv/bin", walk.folder / "recipient"
    lab.mkdir()
    subprocess.run([tools / "crypt4gh-keygen", "--sk", lab / "lab.sec", "--pk", lab / "lab.pub", "--nocrypt", "-f"], check=True, capture_output=True)
    walk.run("object", "export", "imaging", EDGE, "--recipient", "recipient/lab.pub", "--out", "recipient/edge.c4gh", "--receipt-out",
             "export.receipt", *walk.by("lea"))
    with open(lab / "edge.c4gh", "rb") as sealed:
        plain = subprocess.run([tools / "crypt4gh", "decrypt", "--sk", lab / "lab.sec"], stdin=sealed, capture_output=True, check=False).stdout
    walk.claim("the reference Crypt4GH tool opens the export", hashlib.sha256(plain).hexdigest() == walk.cloud.expected[EDGE], "",
               "build/tools/venv/bin/crypt4gh decrypt --sk DEMO/recipient/lab.sec <DEMO/recipient/edge.c4gh | sha256sum")
