#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors of person sets and signatures from docs/formats/person-set.md alone, with no code of this project. Same
bytes on every run.

    python3 tests/vectors/kernels/make_person_set_vectors.py
"""
import json
import pathlib
import struct

ALL = (1 << 64) - 1


def number(value):
    out = []
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def encode(persons):
    out, follows = b"\x01" + number(len(persons)), 0
    for person in sorted(persons):
        out += number(person - follows)
        follows = person + 1
    return out


def spread(value):
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & ALL
    value = (value ^ value >> 27) * 0x94D049BB133111EB & ALL
    return value ^ value >> 31


def signature(persons):
    if len(persons) <= 79:
        return b"\x11" + encode(persons)
    sums, sizes = [0] * 16, [0] * 16
    for person in persons:
        of = spread(person + 0x9E3779B97F4A7C15) >> 60
        sums[of] = sums[of] + spread(person + 0xD1B54A32D192ED03) & ALL
        sizes[of] += 1
    return b"\x12" + b"".join(struct.pack("<QI", *pair) for pair in zip(sums, sizes))


def good():
    for name, first, step, count in [("nobody", 0, 1, 0), ("the first", 0, 1, 1), ("the last", (1 << 32) - 1, 1, 1), ("eleven", 7, 1000, 11),
                                     ("gaps of one byte", 0, 128, 20), ("gaps of two bytes", 0, 129, 20), ("gaps of five bytes", 5, 1 << 30, 4),
                                     ("small still", 100, 3, 79), ("large", 100, 3, 80), ("a thousand", 12345, 67890, 1000)]:
        persons = [first + step * i for i in range(count)]
        yield {"name": name, "first": first, "step": step, "count": count, "set": encode(persons).hex(), "signature": signature(persons).hex()}


def bad():
    large = signature(range(80))
    empty = b"\x12" + struct.pack("<QI", 1, 0) + struct.pack("<QI", 1, 100) * 15
    yield from [
        ("set", "nothing", "", "corruption"), ("set", "another version", "0200", "unsupported"), ("set", "no count", "01", "corruption"),
        ("set", "fewer than it says", "010305", "corruption"), ("set", "a count of 2^32 - 1", "01ffffffff0f05", "corruption"),
        ("set", "more than it says", "01010500", "corruption"), ("set", "a long way to write 5", "01018500", "corruption"),
        ("set", "a number of six bytes", "010180808080800100", "corruption"), ("set", "beyond the last person", "01018080808010", "corruption"),
        ("set", "after the last person", "0102ffffffff0f00", "corruption"), ("signature", "nothing", "", "corruption"),
        ("signature", "another version", "13" + large.hex()[2:], "unsupported"), ("signature", "a byte more", large.hex() + "00", "corruption"),
        ("signature", "a byte less", large.hex()[:-2], "corruption"), ("signature", "an empty class has a sum", empty.hex(), "corruption"),
        ("signature", "nobody as a large group", "12" + "00" * 192, "corruption"),
        ("signature", "80 persons as a small group", "11" + encode(range(80)).hex(), "corruption"),
        ("signature", "79 persons as a large group", (b"\x12" + struct.pack("<QI", 1, 79) + bytes(180)).hex(), "corruption"),
        ("signature", "2^32 persons", (b"\x12" + struct.pack("<QI", 1, (1 << 32) - 1) + struct.pack("<QI", 1, 1) + bytes(168)).hex(), "corruption"),
    ]


def main():
    vectors = {"good": list(good()), "bad": [{"of": of, "name": name, "bytes": raw, "expect": code} for of, name, raw, code in bad()]}
    (pathlib.Path(__file__).parent / "person_set.json").write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
