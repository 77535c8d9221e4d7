#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of the ledger's formats from their documents alone, with no code of this project: a second implementation of
docs/formats/{ledger-entry,receipt,certificate}.md, c2sp.org/tlog-tiles and signed-note. Same bytes on every run. Needs PyPI cryptography.

    python3 tests/vectors/ledger/make_vectors.py

Files: entry.json (good entries and their leaf hashes; bad ones by class), log.json (the files of a whole log; changes by class that must be
refused; a kept checkpoint it continues, one of a fork), receipt.json and certificate.json (good; bad by class). All signed by one key, whose verifier key stands in each.
"""
import base64
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
ORIGIN = "vectors.example/ledger"


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    """RFC 8785 for what stands here: no floats, keys of ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def b64(data):
    return base64.b64encode(data).decode()


def key(label):
    return Ed25519PrivateKey.from_private_bytes(sha256(label.encode()))


def public(signer):
    return b"\x01" + signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_hash(name, signer):
    return sha256(name.encode(), b"\n", public(signer))[:4]


def vkey(name, signer):
    return f"{name}+{key_hash(name, signer).hex()}+{b64(public(signer))}"


def signature_line(name, signer, text):
    return f"— {name} {b64(key_hash(name, signer) + signer.sign(text.encode()))}\n"


def checkpoint(size, root, origin=ORIGIN, signer=None, lines=1):
    text = f"{origin}\n{size}\n{b64(root)}\n"
    return text + "\n" + signature_line(origin, signer or key("log"), text) * lines


def leaf(entry):
    return sha256(b"\0", entry)


def root_of(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1", root_of(leaves[:split]), root_of(leaves[split:]))


def path_to(index, leaves):
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return path_to(index, leaves[:split]) + [root_of(leaves[split:])]
    return path_to(index - split, leaves[split:]) + [root_of(leaves[:split])]


def entry(number, **changes):
    members = {"action": "object.get.intent", "actor": number % 3, "body": {"number": number, "été": "é"}, "class": "access",
               "time": f"2026-11-25T09:30:{number % 60:02d}.{number % 1000:03d}Z", "v": 1}
    members.update(changes)
    return {name: value for name, value in members.items() if value is not None}


def raw(members):
    return canonical(members).encode()


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def entries():
    good = [raw(entry(0)), raw(entry(1, body={})), raw(entry(2, **{"class": "key", "actor": 9007199254740991}))]
    text = good[0].decode()
    bad = {
        "empty": b"", "not JSON": b"entry", "a list": b"[]", "white space": text.replace(",", ", ", 1).encode(),
        "a newline behind": good[0] + b"\n", "members in another order": ('{"v":1,' + text[1:].replace(',"v":1', "")).encode(),
        "a member twice": text.replace('"v":1', '"v":1,"v":1').encode(), "a member more": raw(entry(0, extra=1)),
        "a member less": raw(entry(0, actor=None)), "another version": raw(entry(0, v=2)), "actor not a number": raw(entry(0, actor="1")),
        "actor negative": raw(entry(0, actor=-1)), "actor with a fraction": text.replace('"actor":0', '"actor":0.0').encode(),
        "body not an object": raw(entry(0, body=[])), "class unknown": raw(entry(0, **{"class": "gossip"})),
        "action in capitals": raw(entry(0, action="Object.get")), "action empty": raw(entry(0, action="")),
        "action too long": raw(entry(0, action="a" * 101)), "time without milliseconds": raw(entry(0, time="2026-11-25T09:30:00Z")),
        "time of another zone": raw(entry(0, time="2026-11-25T09:30:00.000+01:00")), "no such day": raw(entry(0, time="2026-02-30T09:30:00.000Z")),
        "not UTF-8": good[0].replace("é".encode(), b"\xe9"), "an escape that need not be": text.replace("é", "\\u00e9").encode(),
        "cut": good[0][:-1],
    }
    write("entry.json", {"good": [{"entry": one.hex(), "leaf": leaf(one).hex()} for one in good],
                         "bad": [{"name": name, "entry": one.hex()} for name, one in bad.items()]})


def bundle(items):
    return b"".join(len(one).to_bytes(2, "big") + one for one in items)


def log_files(items):
    """The folder of a log of at most 65,536 entries, at its newest size only."""
    files, level, number, size = {}, [leaf(one) for one in items], 0, len(items)
    for start in range(0, size, 256):
        count = min(256, size - start)
        name = f"tile/entries/{start // 256:03d}" + (f".p/{count}" if count < 256 else "")
        files[name] = bundle(items[start:start + count])
    while level:
        for start in range(0, len(level), 256):
            count = min(256, len(level) - start)
            files[f"tile/{number}/{start // 256:03d}" + (f".p/{count}" if count < 256 else "")] = b"".join(level[start:start + count])
        level = [root_of(level[start:start + 256]) for start in range(0, len(level) - len(level) % 256, 256)]
        number += 1
    files["checkpoint"] = checkpoint(size, root_of([leaf(one) for one in items])).encode()
    return files


def logs():
    items = [raw(entry(number, time=f"2026-11-25T09:{number // 60:02d}:{number % 60:02d}.000Z")) for number in range(258)]
    files = log_files(items)
    partial, tile = "tile/entries/001.p/2", "tile/0/001.p/2"
    kept = checkpoint(100, root_of([leaf(one) for one in items[:100]]))
    root = root_of([leaf(one) for one in items])
    backwards = items[:-1] + [raw(entry(257, time="2026-11-25T09:00:00.000Z"))]
    bad = {
        "an entry changed": {partial: bundle([items[256], raw(entry(257, actor=7))])}, "an entry more in the bundle": {partial: files[partial] + bundle([items[0]])},
        "the bundle cut": {partial: files[partial][:-1]}, "a bundle missing": {partial: None}, "a tile missing": {tile: None},
        "a tile changed": {tile: bytes([files[tile][0] ^ 1]) + files[tile][1:]}, "a tile of level 1 changed": {"tile/1/000.p/1": bytes(32)},
        "a file more": {"note.txt": b"x"}, "an older partial tile left": {"tile/0/001.p/1": files[tile][:32]},
        "no checkpoint": {"checkpoint": None}, "another key": {"checkpoint": checkpoint(258, root, signer=key("other")).encode()},
        "another origin": {"checkpoint": checkpoint(258, root, origin="other.example/ledger").encode()},
        "another root": {"checkpoint": checkpoint(258, bytes(32)).encode()}, "a larger size": {"checkpoint": checkpoint(259, root).encode()},
        "two signature lines": {"checkpoint": checkpoint(258, root, lines=2).encode()},
        "a size with a leading zero": {"checkpoint": checkpoint("0258", root).encode()},
        "time goes backwards": {name: data for name, data in log_files(backwards).items() if files.get(name) != data},
    }
    forked = checkpoint(100, root_of([leaf(one) for one in [raw(entry(999))] + items[1:100]]))
    write("log.json", {"vkey": vkey(ORIGIN, key("log")), "since": kept, "files": {name: b64(data) for name, data in files.items()},
                       "bad": [{"name": name, "change": {file: None if data is None else b64(data) for file, data in change.items()}}
                               for name, change in bad.items()],
                       "forked": forked})


def receipt(place, items, **changes):
    leaves = [leaf(one) for one in items]
    lines = changes.get("proof", [b64(node) for node in path_to(place, leaves)])
    note = changes.get("checkpoint", checkpoint(len(items), root_of(leaves)))
    return (changes.get("head", "bouclier.receipt/v1\n") + changes.get("entry", items[place]).decode() + "\n\nc2sp.org/tlog-proof@v1\n"
            f"index {changes.get('index', place)}\n" + "".join(line + "\n" for line in lines) + "\n" + note)


def loose(text):
    """The same bytes in base64 whose last, unused bits are set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + alphabet[alphabet.index(text[-2]) + 1] + "="


def receipts():
    items = [raw(entry(number)) for number in range(5)]
    leaves = [leaf(one) for one in items]
    proof, root = [b64(node) for node in path_to(3, leaves)], root_of(leaves)
    fine = receipt(3, items)
    bad = {
        "another head": receipt(3, items, head="bouclier.receipt/v2\n"), "another index": receipt(3, items, index=2),
        "index with a leading zero": receipt(3, items, index="03"), "index beyond the log": receipt(3, items, index=5),
        "another entry": receipt(3, items, entry=items[2]), "a hash less": receipt(3, items, proof=proof[:-1]),
        "a hash more": receipt(3, items, proof=proof + proof[:1]), "hashes in another order": receipt(3, items, proof=proof[::-1]),
        "base64 that is not canonical": receipt(3, items, proof=[loose(proof[0])] + proof[1:]),
        "another key": receipt(3, items, checkpoint=checkpoint(5, root, signer=key("other"))),
        "another origin": receipt(3, items, checkpoint=checkpoint(5, root, origin="other.example/ledger")),
        "another root": receipt(3, items, checkpoint=checkpoint(5, bytes(32))), "a size of another depth": receipt(3, items, checkpoint=checkpoint(9, root)),
        "two signature lines": receipt(3, items, checkpoint=checkpoint(5, root, lines=2)), "no signature": fine[:fine.index("— ")],
        "text behind": fine + "x\n", "no last newline": fine[:-1], "carriage returns": fine.replace("\n", "\r\n"), "empty": "",
    }
    write("receipt.json", {"vkey": vkey(ORIGIN, key("log")),
                           "good": [receipt(index, items) for index in range(5)] + [receipt(0, items[:1])],
                           "bad": [{"name": name, "receipt": text} for name, text in bad.items()]})


def certificates():
    document = canonical({"type": "migration", "v": 1, "counts": {"listed": 3, "lost": 0, "moved": 3, "refused": 0}})
    about = raw(entry(1, action="migrate.certificate", body={"certificate": hashlib.sha256(document.encode()).hexdigest()}))
    items = [raw(entry(0)), about, raw(entry(2))]
    upper = raw(entry(1, body={"certificate": hashlib.sha256(document.encode()).hexdigest().upper()}))
    proof = receipt(1, items)

    def certificate(text=document, with_receipt=proof, head="bouclier.certificate/v1\n", gap="\n\n"):
        return head + text + gap + with_receipt

    spaced = document.replace(",", ", ")
    about_spaced = raw(entry(1, body={"certificate": hashlib.sha256(spaced.encode()).hexdigest()}))
    bad = {
        "another head": certificate(head="bouclier.certificate/v2\n"), "another document": certificate(document.replace('"moved":3', '"moved":4')),
        "a document that is not canonical": certificate(spaced, receipt(1, [items[0], about_spaced, items[2]])),
        "an entry about something else": certificate(with_receipt=receipt(0, items)),
        "a digest in capitals": certificate(with_receipt=receipt(1, [items[0], upper, items[2]])),
        "no empty line": certificate(gap="\n"), "two empty lines": certificate(gap="\n\n\n"), "no receipt": certificate(with_receipt=""),
        "a receipt of another key": certificate(with_receipt=receipt(1, items, checkpoint=checkpoint(3, root_of([leaf(one) for one in items]), signer=key("other")))),
        "text behind": certificate() + "\n", "empty": "",
    }
    write("certificate.json", {"vkey": vkey(ORIGIN, key("log")), "good": [certificate()],
                               "bad": [{"name": name, "certificate": text} for name, text in bad.items()]})


if __name__ == "__main__":
    entries()
    logs()
    receipts()
    certificates()
