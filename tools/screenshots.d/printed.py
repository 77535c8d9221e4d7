# SPDX-License-Identifier: Apache-2.0
"""What stands in a PDF that Chromium printed: pages, their words, and how much they were shrunk. It reads what that browser writes, and no other PDF."""
import re
import unicodedata
import zlib

PAPER = 3.125  # 300 dots an inch for the 96 of a page that is printed at its size
TEXT = re.compile(rb"/(F\d+) [0-9.]+ Tf|<([0-9A-F]+)> Tj")
SHRUNK = re.compile(rb"W\* n\s+q\s+([0-9.]+) 0 0 [0-9.]+ [0-9.]+ -?[0-9.]+ cm")


def plain(text):
    """Without spaces, and with each letter of a ligature."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def objects(pdf):
    return {int(found[1]): found[2] for found in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S)}


def stream(thing):
    data = re.search(rb"stream\r?\n(.*)\nendstream", thing, re.S)[1]
    return zlib.decompress(data) if b"/FlateDecode" in thing else data


def unicode_of(font, things):
    """{glyph: text} of a font, by its ToUnicode map."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if not found:
        return {}
    out = {}
    for kind, block in re.findall(rb"beginbf(char|range)\n(.*?)endbf", stream(things[int(found[1])]), re.S):
        for line in block.splitlines():
            codes = re.findall(rb"<([0-9A-Fa-f]+)>", line)
            first, last, text = codes if kind == b"range" else (codes[0], codes[0], codes[1])
            said = bytes.fromhex(text.decode()).decode("utf-16-be")
            for glyph in range(int(first, 16), int(last, 16) + 1):
                out[glyph] = said[:-1] + chr(ord(said[-1]) + glyph - int(first, 16))
    return out


def words_of(content, fonts):
    out, glyphs = [], {}
    for font, codes in TEXT.findall(content):
        if font:
            glyphs = fonts.get(font, {})
        else:
            out += [glyphs.get(int(codes[at:at + 4], 16), "") for at in range(0, len(codes), 4)]
    return "".join(out)


def read(pdf):
    """[{text, scale}] of each page; a scale of 1 is the page at its size."""
    things, pages = objects(pdf), []
    for page in (thing for _, thing in sorted(things.items()) if re.search(rb"/Type /Page\b", thing)):
        fonts = {name: unicode_of(things[int(number)], things) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
        content = stream(things[int(re.search(rb"/Contents (\d+) 0 R", page)[1])])
        scale = SHRUNK.search(content)
        pages.append({"text": plain(words_of(content, fonts)), "scale": float(scale[1]) / PAPER if scale else 0.0})
    return pages


def wrong(pdf, texts, wide):
    """Why the page is not printed well, or nothing. texts: what has to stand there; wide: what is wider than the paper."""
    pages = read(pdf)
    if len(pages) < 2:
        return f"it has {len(pages)} page(s)"
    if wide:
        return f"it is wider than the paper: {wide}"
    shrunk = [page["scale"] for page in pages if abs(page["scale"] - 1) > 0.01]
    if shrunk:
        return f"{len(shrunk)} of {len(pages)} pages are not at their size but {shrunk[0]:.2f} of it"
    printed = "".join(page["text"] for page in pages)
    missing = [text for text in texts if plain(text) not in printed]
    return f"{len(missing)} of {len(texts)} texts are not there, first: {missing[0]}" if missing or not texts else ""
