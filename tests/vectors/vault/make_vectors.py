#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of the vault's formats from their documents alone, with no code of this project: a second implementation of
docs/formats/{sealed-object,key-record,upload-record,manifest,crypt4gh,table-snapshot,crosswalk}.md. Same bytes on every run. Needs PyPI cryptography.

    python3 tests/vectors/vault/make_vectors.py
"""
import base64
import hashlib
import json
import pathlib
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
SEGMENT, OVERHEAD, LEAF_SEGMENTS = 65536, 28, 256


def some(label, size):
    """Bytes that stand for random ones."""
    out = b""
    while len(out) < size:
        out += hashlib.sha256(f"{label}/{len(out)}".encode()).digest()
    return out[:size]


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def seal_under(key, label, nonce, bound, content):
    derived = HKDF(hashes.SHA256(), 32, salt=nonce, info=label).derive(key)
    return AESGCM(derived).encrypt(bytes(12), content, label + bound)


def canonical(value):
    """RFC 8785 for what stands here: no floats, keys of ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def padme(length):
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def segment_nonce(start, index):
    return ((int.from_bytes(start, "little") + index) % (1 << 96)).to_bytes(12, "little")


def seal_body(dek, start, plaintext, padded):
    plaintext += bytes(padded - len(plaintext))
    body = b""
    for index in range((padded + SEGMENT - 1) // SEGMENT):
        nonce = segment_nonce(start, index)
        body += nonce + ChaCha20Poly1305(dek).encrypt(nonce, plaintext[index * SEGMENT:(index + 1) * SEGMENT], None)
    return body


def merkle_root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01", merkle_root(leaves[:split]), merkle_root(leaves[split:]))


def body_root(body):
    step = LEAF_SEGMENTS * (SEGMENT + OVERHEAD)
    digests = [sha256(body[at:at + step]) for at in range(0, len(body), step)]
    return merkle_root([sha256(b"\x00", digest) for digest in digests])


def bound_fields(f):
    return (bytes([1, 1, 1, 1]) + f["object"] + f["dataset"] + struct.pack("<QQ", f["generation"], f["attempt"]) + f["dataset"] +
            struct.pack("<IQQ", f["kek_version"], f["plaintext_length"], f["body_length"]) + f["start_nonce"] +
            struct.pack("<I", LEAF_SEGMENTS) + f["root"] + struct.pack("<I", len(f["pieces"])) +
            b"".join(struct.pack("<Q", piece) for piece in f["pieces"]))


def key_record(f, kek, dek):
    bound = bound_fields(f)
    return bound + f["record_nonce"] + seal_under(kek, b"bouclier/keyrec/v1", f["record_nonce"], bound, dek)


def attempt_bound(f):
    return f["object"] + struct.pack("<QQ", f["generation"], f["attempt"])


def fields(label, plaintext_length, body, pieces=None):
    return {"object": some(label + "/object", 16), "dataset": some("dataset", 16), "generation": 2, "attempt": 0x1122334455667788,
            "kek_version": 3, "plaintext_length": plaintext_length, "body_length": len(body), "root": body_root(body),
            "start_nonce": some(label + "/start", 12), "record_nonce": some(label + "/nonce", 32), "pieces": pieces or [len(body)]}


def seed(target, good):
    """Seeds of fuzz/<target>_fuzz.cc: the good ones."""
    folder = HERE.parent.parent.parent / "fuzz/seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, value in enumerate(good):
        (folder / f"good{number}").write_bytes(value)


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def sealed_object():
    kek, dek = some("kek", 32), some("dek", 32)
    plaintext = some("plaintext", 70001)
    start = some("two/start", 12)
    body = seal_body(dek, start, plaintext, padme(len(plaintext)))
    (HERE / "two_segments.body").write_bytes(body)
    f = fields("two", len(plaintext), body)
    record = key_record(f, kek, dek)
    meta = canonical({"format": "bouclier/meta/v1", "name": "dossier/été.csv", "snapshot": "", "source": "https://old.example/container",
                      "validator": "\"0x8D\"", "properties": {"content_type": "text/csv"}, "metadata": {"producer": "synthetic"}, "tags": {},
                      "md5_status": "absent", "sha256": sha256(plaintext).hex()}).encode()
    meta_nonce = some("meta/nonce", 32)
    sealed_meta = meta_nonce + seal_under(dek, b"bouclier/meta/v1", meta_nonce, attempt_bound(f), meta)
    whole = SEGMENT + OVERHEAD
    bad = [("cut at the segment boundary", {"cut": whole}), ("cut inside a segment", {"cut": whole + 100}), ("empty", {"cut": 0}),
           ("a byte more", {"append": "00"}), ("nonce of another segment", {"copy": [0, whole, 12]}),
           ("ciphertext bit", {"flip": 1000}), ("tag bit", {"flip": whole - 1}), ("nonce bit", {"flip": 3}),
           ("first segment over the second", {"copy": [0, whole, len(body) - whole]})]
    write("sealed_object.json", {
        "kek": kek.hex(), "dek": dek.hex(), "record": record.hex(), "sealed_meta": sealed_meta.hex(), "meta": meta.decode(),
        "body_file": "two_segments.body", "plaintext_sha256": sha256(plaintext).hex(),
        "host_key": f"o/{f['object'].hex()[:2]}/{f['object'].hex()}/2-1122334455667788",
        "padme": [[length, padme(length)] for length in (0, 1, 2, 9, 100, 65535, 65537, 70001, 1000001, 1048575)],
        "bad_bodies": [{"name": name, "edit": edit} for name, edit in bad]})
    return kek, dek, f, record


def records(kek, dek, f, record):
    def changed(**more):
        return bound_fields({**f, **more}) + record[-80:]
    flip = lambda at: (record[:at] + bytes([record[at] ^ 1]) + record[at + 1:]).hex()
    body = bytes(3 * LEAF_SEGMENTS * (SEGMENT + OVERHEAD))
    leaf = LEAF_SEGMENTS * (SEGMENT + OVERHEAD)
    split = {**f, "plaintext_length": 3 * LEAF_SEGMENTS * SEGMENT, "body_length": len(body), "pieces": [leaf, 2 * leaf], "root": some("root", 32)}
    bad = [("version", "unsupported", flip(0)), ("body algorithm", "unsupported", flip(1)), ("wrap algorithm", "unsupported", flip(2)),
           ("digest algorithm", "unsupported", flip(3)), ("object", "corruption", flip(4)), ("dataset", "corruption", flip(20)),
           ("generation", "corruption", flip(36)), ("attempt", "corruption", flip(44)), ("KEK id", "corruption", flip(52)),
           ("KEK version", "corruption", flip(68)), ("start nonce", "corruption", flip(88)), ("leaf size", "unsupported", flip(100)),
           ("root", "corruption", flip(104)), ("record nonce", "corruption", flip(len(record) - 80)),
           ("wrapped DEK", "corruption", flip(len(record) - 48)), ("tag", "corruption", flip(len(record) - 1)),
           ("cut by a byte", "corruption", record[:-1].hex()), ("a byte more", "corruption", record.hex() + "00"), ("empty", "corruption", ""),
           ("generation 0", "corruption", changed(generation=0).hex()), ("plaintext longer than the body", "corruption", changed(plaintext_length=1 << 40).hex()),
           ("length near 2^64", "corruption", changed(body_length=(1 << 64) - 1, pieces=[(1 << 64) - 1]).hex()),
           ("no piece", "corruption", changed(pieces=[]).hex()), ("pieces are not the body", "corruption", changed(pieces=[5]).hex()),
           ("piece that is not whole leaves", "corruption", changed(pieces=[1, f["body_length"] - 1]).hex())]
    write("key_record.json", {
        "kek": kek.hex(), "dek": dek.hex(),
        "good": [{"name": "one piece", "record": record.hex(), "plaintext_length": f["plaintext_length"], "pieces": 1},
                 {"name": "two pieces", "record": key_record(split, kek, dek).hex(), "plaintext_length": split["plaintext_length"], "pieces": 2}],
        "bad": [{"name": name, "expect": expect, "record": value} for name, expect, value in bad]})


def uploads(kek, dek):
    nonce = some("upload/nonce", 32)
    validator = "\"0x8DCAFE\""
    padded = 5 * LEAF_SEGMENTS * SEGMENT + 7
    bound = (bytes([1, 1, 1, 1]) + some("upload/object", 16) + some("dataset", 16) + struct.pack("<QQ", 1, 42) + some("dataset", 16) +
             struct.pack("<IQQII", 3, padded, padded, 2, 1000) + some("upload/start", 12) + sha256(nonce, validator.encode()))
    record = bound + nonce + seal_under(kek, b"bouclier/upload/v1", nonce, bound, dek)
    flip = lambda at: (record[:at] + bytes([record[at] ^ 1]) + record[at + 1:]).hex()
    part = bytes([1]) + struct.pack("<I", 2) + some("leaf0", 32) + some("leaf1", 32) + struct.pack("<H", 5) + b"state" + b"\x01" + struct.pack("<H", 4) + b"etag"
    bad = [("version", "unsupported", flip(0)), ("digest choice", "unsupported", (record[:3] + b"\x02" + record[4:]).hex()),
           ("object", "corruption", flip(4)), ("generation", "corruption", flip(36)), ("attempt", "corruption", flip(44)),
           ("start nonce", "corruption", flip(96)), ("validator tag", "corruption", flip(110)), ("wrapped DEK", "corruption", flip(len(record) - 40)),
           ("cut", "corruption", record[:-1].hex()), ("a byte more", "corruption", record.hex() + "00"),
           ("no leaf in a part", "corruption", (record[:88] + bytes(4) + record[92:]).hex())]
    write("upload_record.json", {
        "kek": kek.hex(), "dek": dek.hex(), "validator": validator, "record": record.hex(), "plaintext_length": padded, "leaves_per_part": 2,
        "bad": [{"name": name, "expect": expect, "record": value} for name, expect, value in bad],
        "part": part.hex(), "part_etag": "etag",
        "bad_parts": [{"name": "no leaf", "part": (bytes([1]) + bytes(4) + part[69:]).hex()}, {"name": "2^32 leaves", "part": "01ffffffff" + part[5:].hex()},
                      {"name": "flag 2", "part": part[:76].hex() + "02" + part[77:].hex()}, {"name": "cut", "part": part[:-1].hex()}]})


def manifest():
    salt = some("salt", 16)
    moved = {"leaf_salt": salt.hex(), "batch": some("batch", 16).hex(), "outcome": "moved", "source": "https://old.example/container",
             "name": "dossier/été \"1\".csv", "snapshot": "", "validator": "\"0x8D\"", "size": 70001, "md5_status": "stale",
             "source_md5": some("md5", 16).hex(), "property_losses": ["access_tier", "lease"], "object": some("two/object", 16).hex(),
             "generation": 2, "sha256": some("sha", 32).hex(), "segments": 2, "format": "bouclier/sealed/v1", "kek_version": 3,
             "destination": "o/ab/cd/2-1122334455667788", "verified_at": "2026-11-25T09:30:00.123Z"}
    lost = {name: moved[name] for name in ("leaf_salt", "batch", "source", "validator", "size", "property_losses")}
    lost.update(outcome="lost", reason="snapshot_not_moved", name="x", snapshot="2026-01-01T00:00:00Z", md5_status="absent")

    def leaf(line):
        rest = {name: value for name, value in line.items() if name != "leaf_salt"}
        return sha256(b"\x00", sha256(bytes.fromhex(line["leaf_salt"]), canonical(rest).encode()))
    text = canonical(moved)
    without = lambda name: canonical({member: value for member, value in moved.items() if member != name})
    changed = lambda **more: canonical({**moved, **more})
    bad = [("white space", text.replace(",", ", ", 1)), ("newline", text + "\n"), ("member missing", without("sha256")),
           ("member more", changed(extra=1)), ("reason on a moved line", changed(reason="x")), ("unknown outcome", changed(outcome="kept")),
           ("unknown MD5 status", changed(md5_status="wrong")), ("upper-case hex", changed(sha256=moved["sha256"].upper())),
           ("negative size", changed(size=-1)), ("size as text", changed(size="1")), ("losses not sorted", changed(property_losses=["b", "a"])),
           ("time without milliseconds", changed(verified_at="2026-11-25T09:30:00Z")), ("empty", ""), ("not an object", "[]"),
           ("lost without a reason", canonical({name: value for name, value in lost.items() if name != "reason"})), ("cut", text[:-1])]
    write("manifest.json", {
        "good": [{"line": text, "leaf": leaf(moved).hex()}, {"line": canonical(lost), "leaf": leaf(lost).hex()}],
        "root": merkle_root([leaf(moved), leaf(lost)]).hex(), "bad": [{"name": name, "line": line} for name, line in bad]})


def x25519(secret):
    private = X25519PrivateKey.from_private_bytes(secret)
    return private, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def crypt4gh_file():
    """Packets after the GA4GH standard; the reference implementation reads the same file in vault/test/crypt4gh_judge_test.cc."""
    reader_secret, writer_secret, data_key = some("reader", 32), some("writer", 32), some("data key", 32)
    reader, reader_public = x25519(reader_secret)
    writer, writer_public = x25519(writer_secret)
    shared = writer.exchange(X25519PublicKey.from_public_bytes(reader_public))
    packet_key = hashlib.blake2b(shared + reader_public + writer_public, digest_size=64).digest()[:32]

    def packet(payload, label):
        nonce = some(label, 12)
        sealed = writer_public + nonce + ChaCha20Poly1305(packet_key).encrypt(nonce, payload, None)
        return struct.pack("<II", 8 + len(sealed), 0) + sealed
    data = struct.pack("<II", 0, 0) + data_key
    edit_list = struct.pack("<IIQ", 1, 1, 5)
    header = lambda *packets: b"crypt4gh" + struct.pack("<II", 1, len(packets)) + b"".join(packets)
    plaintext = some("c4gh plaintext", 1000)
    nonce = some("c4gh nonce", 12)
    segment = nonce + ChaCha20Poly1305(data_key).encrypt(nonce, plaintext, None)
    good = header(packet(data, "p1")) + segment
    damaged = bytearray(good)
    damaged[-1] ^= 1
    packets = bytearray(good)
    packets[12:16] = b"\xff\xff\xff\xff"
    long_packet = bytearray(good)
    long_packet[16:20] = b"\xff\xff\xff\xff"
    version = bytearray(good)
    version[8] = 2
    bad = [("damaged body", "corruption", bytes(damaged)), ("cut body", "corruption", good[:-len(segment) + 20]), ("cut header", "corruption", good[:60]),
           ("2^32 packets", "unsupported", bytes(packets)), ("packet of 2^32 bytes", "corruption", bytes(long_packet)),
           ("version 2", "unsupported", bytes(version)), ("not such a file", "invalid_argument", b"not such a file at all"),
           ("edit list", "unsupported", header(packet(data, "p1"), packet(edit_list, "p2")) + segment),
           ("data key of wrong length", "corruption", header(packet(data[:-1], "p3")) + segment),
           ("no packet", "corruption", header() + segment)]
    key_content = b"c4gh-v1" + b"".join(struct.pack(">H", len(item)) + item for item in (b"none", b"none", reader_secret))
    pem = lambda kind, content: f"-----BEGIN CRYPT4GH {kind} KEY-----\n{base64.b64encode(content).decode()}\n-----END CRYPT4GH {kind} KEY-----\n"
    other_content = b"c4gh-v1" + b"".join(struct.pack(">H", len(item)) + item for item in (b"none", b"none", some("other", 32)))
    write("crypt4gh.json", {
        "secret_key_file": pem("PRIVATE", key_content), "other_key_file": pem("PRIVATE", other_content), "public_key_file": pem("PUBLIC", reader_public),
        "file": good.hex(), "plaintext": plaintext.hex(),
        "bad": [{"name": name, "expect": expect, "file": value.hex()} for name, expect, value in bad]})


def ref(label, generation=1):
    return {"generation": generation, "object": some(label + "/object", 16).hex(), "record": sha256(label.encode()).hex()}


def record_digest(f):
    """Of the record without its wrap: KEK version, nonce and wrapped DEK are zero."""
    return sha256(b"bouclier/record-digest/v1", bound_fields({**f, "kek_version": 0}), bytes(32 + 48))


def table_snapshot(kek, dek, f):
    """`f`: fields of a key record."""
    digest = record_digest(f)
    first = {"bucket": 0, "bytes": f["plaintext_length"], "first_person": 3, "last_person": 90, "period": "201902", "rows": 7,
             "salt": some("file/salt", 16).hex(), "table": "ER_PRS_F",
             "sealed": {"generation": f["generation"], "object": f["object"].hex(), "record": digest.hex()}}
    nobody = {**first, "bucket": 0xFFFFFFFF, "first_person": 0xFFFFFFFF, "last_person": 0xFFFFFFFF, "salt": some("nobody/salt", 16).hex(),
              "sealed": ref("nobody"), "rows": 1}
    year = {**first, "period": "2019", "table": "T_MCOaaB", "salt": some("year/salt", 16).hex(), "sealed": ref("year")}
    once = {**first, "period": "", "table": "IR_BEN_R", "salt": some("once/salt", 16).hex(), "sealed": ref("once")}
    files = [once, first, nobody, year]  # by table; one that ends later in the alphabet of periods and buckets is later
    files.sort(key=lambda file: (file["table"], file["period"], file["bucket"]))
    leaf = lambda line: sha256(b"\x00", sha256(bytes.fromhex(line["salt"]), canonical(line).encode()))
    root = merkle_root([leaf(line) for line in files])
    head = {"v": 1, "salt": some("head/salt", 16).hex(), "dataset": f["dataset"].hex(), "number": 2, "predecessor": 1,
            "made_at": "2026-11-26T01:02:03.004Z", "persons": 91, "bucket_width": 65536, "periods": {"": sha256(b"bouclier/sources/v1", digest).hex(), "201902": sha256(b"bouclier/sources/v1", digest, digest).hex()},
            "crosswalk": ref("crosswalk"), "report": ref("report", 3), "files": len(files), "root": root.hex(),
            "tables": {"ER_PRS_F": [["person", "ordinal"], ["care_line", "line"], ["flags", "flags"], ["PRS_PAI_MNT", "decimal(2)"]], "IR_BEN_R": []}}
    none = {**head, "number": 1, "predecessor": 0, "files": 0, "root": merkle_root([]).hex(), "tables": {}}

    def wrong(document, text, *more):
        change = lambda **members: canonical({**document, **members})
        some_member = next(iter(document))
        return [("white space", text.replace(",", ", ", 1)), ("newline", text + "\n"), ("member missing", canonical({k: v for k, v in document.items() if k != some_member})),
                ("member more", change(extra=1)), ("capitals in hex", change(salt="AB" * 16)), ("short salt", change(salt="00" * 15)),
                ("empty", ""), ("not an object", "[]"), ("cut", text[:-1]), ("member twice", text[:-1] + ',"salt":"' + document["salt"] + '"}'),
                *[(name, change(**members)) for name, members in more]]
    bad_files = wrong(first, canonical(first), ("persons that descend", {"first_person": 91}), ("no table", {"table": ""}),
                      ("bucket beyond 32 bits", {"bucket": 1 << 32}), ("negative bytes", {"bytes": -1}), ("bytes as text", {"bytes": "1"}),
                      ("generation 0", {"sealed": ref("once", 0)}), ("no object", {"sealed": {}}), ("sealed as text", {"sealed": "x"}),
                      ("a member more inside", {"sealed": {**ref("once"), "x": 1}}))
    bad_heads = [(name, "corruption", text) for name, text in
                 wrong(head, canonical(head), ("number 0", {"number": 0, "predecessor": 0}), ("its own predecessor", {"predecessor": 2}),
                       ("width 0", {"bucket_width": 0}), ("no time", {"made_at": "yesterday"}), ("short root", {"root": "00"}),
                       ("columns that are no pairs", {"tables": {"T": [["a"]]}}), ("columns that are no list", {"tables": {"T": 1}}),
                       ("tables that are a list", {"tables": []}), ("generation 0", {"crosswalk": ref("crosswalk", 0)}))]
    bad_heads.append(("version 2", "unsupported", canonical({**head, "v": 2})))
    seed("snapshot_head", [canonical(one).encode() for one in (head, none)])
    seed("table_file_line", [canonical(line).encode() for line in files])
    write("table_snapshot.json", {
        "record": key_record(f, kek, dek).hex(), "record_digest": digest.hex(),
        "rewrapped": key_record({**f, "kek_version": 9, "record_nonce": some("again", 32)}, kek, dek).hex(),
        "files": [{"line": canonical(line), "leaf": leaf(line).hex()} for line in files], "root": root.hex(),
        "heads": [{"head": canonical(one), "digest": sha256(bytes.fromhex(one["salt"]), canonical(one).encode()).hex()} for one in (head, none)],
        "bad_files": [{"name": name, "line": text} for name, text in bad_files],
        "bad_heads": [{"name": name, "expect": expect, "head": text} for name, expect, text in bad_heads]})


def crosswalk():
    NONE, AMBIGUOUS, CLASSES = 0xFFFFFFFF, 0xFFFFFFFE, 12
    key = lambda *parts: b"\0".join(part.encode() for part in parts)
    person, psa, stay, case = 1, 2, 6, 10

    def encode(spaces, people, marks, version=1, magic=b"BCLXWK"):
        out = magic + bytes([version])
        for number in range(CLASSES):
            count, entries = spaces.get(number, (0, []))
            out += struct.pack("<II", count, len(entries))
            for ordinal, text in entries:
                out += struct.pack("<IH", ordinal, len(text)) + text
        return out + b"".join(struct.pack("<I", one) for one in people) + bytes(marks)
    persons = [(0, key("I", "alpha")), (0, key("N", "alpha")), (1, key("I", "old zeta")), (1, key("I", "zeta"))]
    numbers = [(0, key("alone", "")), (0, key("alone", "4")), (1, key("twins", "1")), (2, key("twins", "2")), (3, key("twins", "")),
               (4, key("unknown", "1"))]
    spaces = {person: (3, persons), psa: (5, numbers), stay: (1, [(0, key("2019", "10000024", "12"))]),
              8: (1, [(0, "médecin".encode())]), case: (2, [(0, key("NUM_DAT_AT", "7")), (1, key("SEJ_NUM", "7"))])}
    people, marks = [0, 0, 1, AMBIGUOUS, NONE], [0, 8, 16]  # the third person was merged: no key
    good = encode(spaces, people, marks)
    asks = [(person, key("I", "zeta"), 1), (person, key("N", "alpha"), 0), (person, key("N", "zeta"), NONE), (psa, key("alone", ""), 0),
            (psa, key("alone", "4"), 0), (psa, key("twins", ""), 3), (psa, key("twins"), NONE), (stay, key("2019", "10000024", "12"), 0),
            (stay, key("2020", "10000024", "12"), NONE), (case, key("SEJ_NUM", "7"), 1)]
    with_persons = lambda entries, count=3: encode({**spaces, person: (count, entries)}, people, [0] * count)
    bad = [("other magic", "corruption", encode(spaces, people, marks, magic=b"BCLXWJ")), ("version 2", "unsupported", encode(spaces, people, marks, version=2)),
           ("cut by a byte", "corruption", good[:-1]), ("a byte more", "corruption", good + b"\0"), ("empty", "corruption", b""),
           ("cut in a space", "corruption", good[:40]), ("2^32 entries", "corruption", good[:11] + b"\xff" * 4 + good[15:]),
           ("ordinals that descend", "corruption", with_persons([persons[3], persons[0]])),
           ("keys of one ordinal that descend", "corruption", with_persons([persons[1], persons[0]])),
           ("an entry twice", "corruption", with_persons([persons[0], persons[0]])),
           ("a key of two ordinals", "corruption", with_persons([persons[0], (1, persons[0][1])])),
           ("an ordinal that is not below the count", "corruption", with_persons([(3, persons[0][1])])),
           ("more ordinals than there are", "corruption", encode({**spaces, 4: (0xFFFFFFFF, [])}, people, marks)),
           ("a key too long", "corruption", encode({**spaces, 4: (1, [(0, b"x" * 4097)])}, people, marks)),
           ("a person that is none", "corruption", encode(spaces, [0, 0, 3, NONE, NONE], marks)),
           ("a psa without its person", "corruption", encode(spaces, people[:-1], marks)),
           ("a person without marks", "corruption", encode(spaces, people, marks[:-1]))]
    seed("crosswalk", [good, encode({}, [], [])])
    write("crosswalk.json", {
        "good": [{"crosswalk": encode({}, [], []).hex(), "asks": [], "people": [], "marks": ""},
                 {"crosswalk": good.hex(), "asks": [{"class": c, "key": k.hex(), "ordinal": o} for c, k, o in asks], "people": people, "marks": bytes(marks).hex()}],
        "bad": [{"name": name, "expect": expect, "crosswalk": value.hex()} for name, expect, value in bad]})


records_in = sealed_object()
records(*records_in)
uploads(*records_in[:2])
manifest()
crypt4gh_file()
table_snapshot(*records_in[:2], fields("table", 70001, seal_body(records_in[1], some("two/start", 12), some("plaintext", 70001), padme(70001))))
crosswalk()
