# SPDX-License-Identifier: Apache-2.0
"""The loud doors: objects read, exported to a laboratory, imported from one."""
import hashlib
import subprocess

from walk import PASSPHRASE, ROOT

EDGE = "imaging/edge-65537.bin"
TOOLS = ROOT / "build/tools/venv/bin"
DENIED, CONFLICT, CORRUPTION = 11, 13, 19
KEY = "--secret-key DEMO/recipient/steward.sec --key-passphrase-file DEMO/secrets/passphrase"


def use(walk):
    read(walk)
    export(walk)
    import_object(walk)


def read(walk):
    who = walk.by("lea")
    walk.run("object", "list", "imaging", "--prefix", "imaging/edge", *who)
    walk.run("object", "get", "imaging", EDGE, "--out", "got.bin", "--receipt-out", "get.receipt", *who)
    whole = (walk.folder / "got.bin").read_bytes()
    walk.claim("object get gives the bytes", hashlib.sha256(whole).hexdigest() == walk.cloud.expected[EDGE], "",
               f"BOUCLIER object get imaging {EDGE} --out - LEA | sha256sum | grep {walk.cloud.expected[EDGE]}")
    part = walk.run("object", "get", "imaging", EDGE, "--range", "65530-65536", "--out", "-", *who).stdout
    walk.claim("a range read gives exactly that range", part == whole[65530:65537], "",
               f"BOUCLIER object get imaging {EDGE} --range 65530-65536 --out - LEA | cmp - <(tail -c 7 DEMO/got.bin)")
    walk.run("object", "get", "imaging", EDGE, "--out", "no.bin", *walk.by("camille"), code=DENIED, say=False)
    walk.claim("an operator may not open an object", not (walk.folder / "no.bin").exists(), "", f"BOUCLIER object get imaging {EDGE} --out - CAMILLE", DENIED)


def export(walk):
    lab = walk.folder / "recipient"
    lab.mkdir()
    subprocess.run([TOOLS / "crypt4gh-keygen", "--sk", lab / "lab.sec", "--pk", lab / "lab.pub", "--nocrypt", "-f"], check=True, capture_output=True)
    walk.run("object", "export", "imaging", EDGE, "--recipient", "recipient/lab.pub", "--out", "recipient/edge.c4gh", "--receipt-out",
             "export.receipt", *walk.by("lea"))
    with open(lab / "edge.c4gh", "rb") as sealed:
        plain = subprocess.run([TOOLS / "crypt4gh", "decrypt", "--sk", lab / "lab.sec"], stdin=sealed, capture_output=True, check=False).stdout
    walk.claim("the reference Crypt4GH tool opens the export", hashlib.sha256(plain).hexdigest() == walk.cloud.expected[EDGE], "",
               "build/tools/venv/bin/crypt4gh decrypt --sk DEMO/recipient/lab.sec <DEMO/recipient/edge.c4gh | sha256sum")


def import_object(walk):
    """A laboratory encrypts a file for the steward's key with the reference tool; it comes back as an object."""
    from crypt4gh.keys import c4gh
    who, folder = walk.by("lea"), walk.folder / "recipient"
    c4gh.generate(str(folder / "steward.sec"), str(folder / "steward.pub"), PASSPHRASE.encode(), b"")
    with open(walk.folder / "got.bin", "rb") as plain, open(folder / "lab.c4gh", "wb") as sealed:
        subprocess.run([TOOLS / "crypt4gh", "encrypt", "--sk", folder / "lab.sec", "--recipient_pk", folder / "steward.pub"], stdin=plain,
                       stdout=sealed, check=True, stderr=subprocess.DEVNULL)
    command = ["object", "import", "imaging", "imaging/from-the-lab.bin", "--in", "recipient/lab.c4gh"]
    key = ["--secret-key", "recipient/steward.sec", "--key-passphrase-file", "secrets/passphrase"]
    walk.run(*command, *key, "--dry-run", *who)
    refused = walk.run(*command, "--secret-key", "recipient/lab.sec", *who, code=DENIED, say=False).stderr.decode()
    walk.claim("a key that opens none of the file's packets is told so", "opens none of 1 packets" in refused, refused,
               "BOUCLIER object import imaging imaging/other.bin --in DEMO/recipient/lab.c4gh --secret-key DEMO/recipient/lab.sec LEA", DENIED)
    flipped = bytearray((folder / "lab.c4gh").read_bytes())
    flipped[-70] ^= 1
    (folder / "flipped.c4gh").write_bytes(flipped)
    refused = walk.run(*command[:-1], "recipient/flipped.c4gh", *key, *who, code=CORRUPTION, say=False).stderr.decode()
    walk.claim("a damaged body is refused by its segment", "segment 0 of the body is damaged" in refused, refused,
               f"BOUCLIER object import imaging imaging/other.bin --in DEMO/recipient/flipped.c4gh {KEY} LEA", CORRUPTION)
    walk.run(*command, *key, "--receipt-out", "import.receipt", *who)
    walk.run("object", "get", "imaging", "imaging/from-the-lab.bin", "--out", "imported.bin", *who, say=False)
    walk.claim("an imported file reads back", (walk.folder / "imported.bin").read_bytes() == (walk.folder / "got.bin").read_bytes(), "",
               "BOUCLIER object get imaging imaging/from-the-lab.bin --out - LEA | cmp - DEMO/got.bin")
    walk.run(*command, *key, *who, code=CONFLICT, say=False)
    walk.claim("a name that is taken is not overwritten", True, "",
               f"BOUCLIER object import imaging imaging/from-the-lab.bin --in DEMO/recipient/lab.c4gh {KEY} LEA", CONFLICT)
