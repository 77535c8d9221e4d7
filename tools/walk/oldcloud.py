# SPDX-License-Identifier: Apache-2.0
"""Fills the old cloud (Azurite) as a hub would have left it: the base's files, and beside them opaque ones with odd names and properties."""
import hashlib
import io
import os
import pathlib
import random
import struct
import subprocess
import tarfile
import zlib

from attacks import ATTACKED, OVERWRITTEN
from azure.storage.blob import BlobServiceClient, ContentSettings, StandardBlobTier

CONTAINER = "hub"
# Bytes the program writes nowhere in clear: texts of opaque files, names and metadata. Searched for later, everywhere.
TEXTS = [f"compte-rendu-operatoire-{number:03d}-synthetique" for number in range(60)]


def opaque_bytes(size, text, seed):
    body = random.Random(seed).randbytes(size)
    return (text.encode() + body)[:size] if size >= len(text) else body


def image(text, seed, side=96):
    """A PNG of grey noise that carries `text` as its comment."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(side) for _ in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", b"Comment\0" + text.encode()) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def archive(mib):
    """A tar of volumes of 8 MiB, longer than `mib` MiB."""
    out, noise = io.BytesIO(), random.Random(1)
    with tarfile.open(fileobj=out, mode="w") as tar:
        for number in range(-(-mib // 8)):
            member = tarfile.TarInfo(f"volume-{number:03d}.raw")
            body = TEXTS[number % len(TEXTS)].encode() + noise.randbytes(8 << 20)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    return out.getvalue()


class OldCloud:
    def __init__(self, server):
        key = pathlib.Path(server["key_file"]).read_text()
        self.server = server
        service = BlobServiceClient(server["url"], credential={"account_name": server["account"], "account_key": key})
        self.container = service.get_container_client(CONTAINER)
        self.container.create_container()
        self.planted, self.expected = list(TEXTS), {}

    def put(self, name, body, **options):
        self.container.upload_blob(name, body, max_concurrency=2, **options)
        self.expected[name] = hashlib.sha256(body).hexdigest()

    def fill_base(self, folder):
        """As the old hub's people did it: by rclone."""
        remote = {"TYPE": "azureblob", "USE_EMULATOR": "true", "ENDPOINT": self.server["url"]}
        subprocess.run(["rclone", "copy", folder, f"old:{CONTAINER}/snds", "--transfers", "4", "--config", "", "--log-level", "ERROR"], check=True,
                       env={**os.environ, **{f"RCLONE_CONFIG_OLD_{name}": value for name, value in remote.items()}})
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                with open(path, "rb") as file:
                    self.expected["snds/" + path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()

    def fill_opaque(self, archive_mib):
        self.put("imaging/archive.tar", archive(archive_mib))
        for number, size in enumerate((0, 65_535, 65_536, 65_537)):
            self.put(f"imaging/edge-{size}.bin", opaque_bytes(size, TEXTS[number + 1], size))
        names = ["imaging//double-slash.png", "imaging/per%2Fcent.png", "imaging/numérisé-été.png", "imaging/trailing-dot.", "imaging/Case.png",
                 "imaging/case.png", "imaging/" + "n" * 1016]
        for number, name in enumerate(names):
            self.put(name, image(TEXTS[number + 5], number, 60 + number))
        for number, name in enumerate((OVERWRITTEN, *ATTACKED)):
            self.put(name, opaque_bytes(300_000, TEXTS[number + 12], number + 60))
            self.planted.append(name)
        for number in range(20, 60):
            name = f"imaging/irm-cerebrale-patient-{number:04d}-coupe.png"
            self.put(name, image(TEXTS[number], number))
            self.planted.append(name)
        for number in range(20):
            value = f"service-demandeur-neurologie-{number:03d}"
            self.put(f"imaging/meta-{number}.bin", opaque_bytes(500, TEXTS[number], number + 900), metadata={"origine": value})
            self.planted.append(value)
        for number in range(3):
            self.put(f"projets/nord/resultat-intermediaire-{number}.csv", f"{TEXTS[number + 17]};{number}\n".encode() * 20)
        self.put("imaging/tagged.bin", b"tagged" * 100, tags={"etude": "cohorte-nord"})
        self.put("imaging/encoded.txt.gz", b"\x1f\x8bnot really" * 50, content_settings=ContentSettings(content_encoding="gzip"))
        body = b"right digest " * 40
        self.put("imaging/md5-right.bin", body, content_settings=ContentSettings(content_md5=bytearray(hashlib.md5(body).digest())))
        self.put("imaging/md5-stale.bin", b"stale digest " * 40)
        stale = bytearray(hashlib.md5(b"something else").digest())
        self.container.get_blob_client("imaging/md5-stale.bin").set_http_headers(ContentSettings(content_md5=stale))
        append = self.container.get_blob_client("imaging/journal.log")
        append.create_append_blob()
        append.append_block(b"line one\n" * 30)
        self.expected["imaging/journal.log"] = hashlib.sha256(b"line one\n" * 30).hexdigest()
        self.put("imaging/cold.bin", b"archived" * 100)
        self.container.get_blob_client("imaging/cold.bin").set_standard_blob_tier(StandardBlobTier.ARCHIVE)
        self.expected.pop("imaging/cold.bin")
        self.put("imaging/with-snapshot.bin", b"before" * 100)
        self.container.get_blob_client("imaging/with-snapshot.bin").create_snapshot()

    def overwrite_one(self):
        """Same size, other bytes."""
        body = opaque_bytes(300_000, TEXTS[9], 77)
        self.container.upload_blob(OVERWRITTEN, body, overwrite=True)
        self.expected[OVERWRITTEN] = hashlib.sha256(body).hexdigest()
