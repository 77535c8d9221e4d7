#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walks the main job on real servers: a base in the old cloud, a hub, the migration under seal, the move to another host, proofs.

    tools/walk/walk.py [--folder DIR] [--people N] [--archive-mib N] [--keep] [--cases] [--prepare]

Each step is a command that a person could type; it is printed before it runs. --cases: one `ok`/`not ok` line a claim, as ./test reads it.
--prepare: servers, configuration and environment only; the steps are then typed by hand.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/bin"
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(ROOT / "build/tools/venv/lib/python3.11/site-packages")]
PASSPHRASE = "demonstration passphrase"


class Walk:
    """The folder, what was claimed and seen so far, and how commands are run."""

    def __init__(self, options):
        self.options, self.folder = options, options.folder.resolve()
        self.environment = {**os.environ, "BOUCLIER_CONFIG": "hub.yaml"}
        self.claims, self.figures, self.began = [], {}, time.monotonic()

    def say(self, text):
        print(f"# {text}" if self.options.cases else text, flush=True)

    def claim(self, name, holds, why="", check="", check_exit=0, passed=False):
        """`check`: the command that shows it again, typed at the root of the repository, and the exit code it then ends with. `passed`: none can,
        what was seen is no longer there."""
        holds = bool(holds)
        self.claims.append({"claim": name, "seen": holds, "check": check.replace("DEMO", self.shown(self.folder)), "check_exit": check_exit, "passed": passed})
        mark = ("ok" if holds else "not ok") if self.options.cases else ("  seen: " if holds else "  NOT SEEN: ")
        print(f"{mark} {name}" + ("" if holds else f": {why}"), flush=True)

    def shown(self, path):
        """A path as it stands in reports: from the root of the repository."""
        return os.path.relpath(path, ROOT)

    def start(self, *words, program="bouclier"):
        return subprocess.run([BIN / program, *map(str, words)], env=self.environment, cwd=self.folder, capture_output=True, check=False)

    def run(self, *words, code=0, program="bouclier", say=True):
        """Runs a command, expects its exit code; its JSON when --json is among the words."""
        if say:
            self.say("$ " + " ".join([program, *map(str, words)]))
        done = self.start(*words, program=program)
        if done.returncode != code:
            self.claim(f"{program} {words[0]} ends with {code}", False,
                       f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-1500:]}{done.stdout.decode(errors='replace')[-300:]}")
            raise SystemExit(1)
        if not self.options.cases and say and "--json" not in words:
            shown = done.stdout or done.stderr
            try:
                for line in shown.decode().splitlines()[:40]:
                    print("    " + line[:140])
            except UnicodeDecodeError:
                print(f"    ({len(shown)} bytes)")
        return json.loads(done.stdout) if "--json" in words else done

    def recorded(self, action, **body):
        """The number of the newest entry of this action that says `body`, among the last twelve; None: there is none."""
        entries = self.run("ledger", "tail", "--count", 12, "--json", say=False)["entries"]
        found = [entry["index"] for entry in entries if entry["action"] == action
                 and all(str(said) in str(entry["body"].get(key, "")) for key, said in body.items())]
        return found[-1] if found else None

    def refused(self, name, command, ends, told, action, **body):
        """A command that must be refused: with this exit code and word, and with an entry of the log that says so."""
        done = self.start(*command)
        entry = self.recorded(action, **body)
        self.claim(f"{name}: refused, and the log says so", done.returncode == ends and told in done.stderr.decode() and entry is not None,
                   (done.returncode, done.stderr[-300:], entry), f"BOUCLIER ledger show {entry}")

    def by(self, name):
        return ["--as", name, "--passphrase-file", "secrets/passphrase"]


def main():
    import airlock
    import attacks
    import hub
    import leaving
    import moving
    import objects
    import permit
    import proofs
    import summary
    import table_attacks
    import tables
    steps = [("The old cloud is filled", leaving.make_old_cloud), ("A hub is made", hub.make),
             ("Out of the old cloud, under seal", leaving.migrate), ("Objects are read, exported, imported", objects.use),
             ("Raw files become tables", tables.ingest), ("A permit, an extract, a question", permit.use), ("Out through the airlock", airlock.use),
             ("To another host, with keys alone", moving.move_host), ("What a hostile host can do", attacks.attack),
             ("What can be done to tables", table_attacks.attack), ("The shield", proofs.shield), ("Proofs", proofs.prove)]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/demo")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--archive-mib", type=int, default=96)
    parser.add_argument("--keep", action="store_true", help="leave the servers up")
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("--prepare", action="store_true", help="start the servers, write a configuration, and stop there")
    walk = Walk(parser.parse_args())
    if walk.options.prepare:
        hub.prepare(walk)
        return hub.hand_over(walk)
    try:
        hub.prepare(walk)
        for title, step in steps:
            began = time.monotonic()
            walk.say(f"\n== {title}")
            step(walk)
            walk.say(f"   ({time.monotonic() - began:.1f} s)")
        summary.write(walk)
    finally:
        if not walk.options.keep:
            subprocess.run([ROOT / "tools/servers", "stop", walk.folder / "servers"], check=False)
    sys.exit(0 if all(claim["seen"] for claim in walk.claims) else 1)


if __name__ == "__main__":
    main()
