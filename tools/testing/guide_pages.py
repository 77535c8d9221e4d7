# SPDX-License-Identifier: Apache-2.0
"""Pages whose commands are typed: docs/guides/*.md and docs/BY_HAND.md.

In an indented block `$ …` is a command, `> …` goes on with it, `[N]` is the exit code it ends with when that is not 0, any other line
is one of those it prints: in their order, `…` standing for anything. A block without `$` is not run.
"""
import dataclasses
import re

# What one page needs of the page before makes them one story.
STORY = ("docs/guides/leave-azure.en.md", "docs/guides/load-and-permit.en.md", "docs/guides/extract-to-release.en.md", "docs/BY_HAND.md")


@dataclasses.dataclass
class Command:
    place: str
    text: str
    told: list = dataclasses.field(default_factory=list)
    ends: int = 0

    def untold(self, output):
        """The first line of `told` that `output` does not have behind the ones before; empty: it has all."""
        lines = iter(output.splitlines())
        for wanted in self.told:
            pattern = ".*".join(re.escape(piece) for piece in wanted.split("…"))
            if not any(re.fullmatch(pattern, line.strip()) for line in lines):
                return wanted
        return ""


def blocks(page):
    """Line number and text of each line of the indented blocks."""
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("    "):
            yield number, line[4:].rstrip()


def commands(page):
    found, last = [], 0
    for number, line in blocks(page):
        ends = re.fullmatch(r"\[(\d+)\]", line)
        if line.startswith("$ "):
            found.append(Command(f"{page.name}:{number}", line[2:]))
        elif not found or number != last + 1:
            continue
        elif line.startswith("> "):
            found[-1].text += "\n" + line[2:]
        elif ends:
            found[-1].ends = int(ends[1])
        else:
            found[-1].told.append(line.strip())
        last = number
    return found
