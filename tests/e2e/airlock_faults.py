#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F28 and what else goes wrong in the airlock, by the real program: permits that end between submission, votes and release, people who lose their role,
what changed since, votes that do not count, a full disk. Whatever is refused leaves one entry in the ledger, without a word of the query.

Each case begins at a submission that two reviewers approved.

    tests/e2e/airlock_faults.py                   the disk is full at a stride of pages
    tests/e2e/airlock_faults.py --every-page      only that, at every page
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/testing"))
from small_hub import PEOPLE, PERMIT, Failed, SmallHub, by  # noqa: E402

FOLDER = ROOT / "build/test/airlock-faults"
SHIM = FOLDER / "clock_at.so"
HUB = SmallHub(FOLDER, "Airlock faults", (*PEOPLE, ("ute", "reviewer"), ("tom", "researcher")))
OTHER = "eczema-2026"  # another project of hugo's
ID = f"{PERMIT}/1"
INVALID, DENIED, NOT_FOUND, CONFLICT, PRECONDITION, EXHAUSTED, UNSUPPORTED = 2, 11, 12, 13, 14, 15, 20
BY_BIRTH = "SELECT BEN_NAI_ANN // 10 * 10 AS born, count(DISTINCT NUM_ENQ_IDT) AS people FROM ir_ben_r GROUP BY ALL"
BY_SEX = "SELECT BEN_SEX_COD AS sex, count(DISTINCT NUM_ENQ_IDT) AS people FROM ir_ben_r GROUP BY ALL"
WORDS_OF_THE_QUERY = ("ben_sex", "num_enq", "ir_ben", "select", "people", "secret words")
CHECK = ("airlock", "check", PERMIT, *by("hugo"))
SUBMIT = ("airlock", "submit", PERMIT, "--title", "secret words", *by("hugo"))
CHANGE = ("airlock", "submit", PERMIT, "--change", ID, "--title", "secret words", *by("hugo"))
LOOK = ("airlock", "review", ID, *by("ute"))
APPROVE = ("airlock", "review", ID, "--approve", *by("ute"))
RELEASE = ("airlock", "release", ID, "--out", "out.release", *by("hugo"))
DECADE = 3653
EVERY_PAGE = "--every-page" in sys.argv
failed = []


def claim(name, holds, why=""):
    if not holds:
        failed.append(name)
    print(f"ok {name}" if holds else f"not ok {name}: " + str(why).replace("\n", " / ")[:900], flush=True)


def entries(first):
    """What the ledger holds from that number on."""
    tail = HUB.ask("ledger", "tail", "--count", 40)
    return tail["size"], [entry for entry in tail["entries"] if entry["index"] >= first]


def refused(name, command, code, told, asked, hint="", project=PERMIT, **environment):
    """Ends so, says so, leaves no file and one entry that tells who, what and why."""
    before, _ = entries(0)
    done = HUB.run(*command, code=None, **environment)
    _, new = entries(before)
    denied = [entry for entry in new if entry["action"] == "access.denied"]
    words = [word for entry in new for word in WORDS_OF_THE_QUERY if word in str(entry["body"]).lower()]
    who = HUB.numbers[command[command.index("--as") + 1]]
    says = bool(denied) and (denied[0]["actor"], denied[0]["body"].get("asked"), denied[0]["body"].get("permit")) == (who, asked, project)
    why = denied[0]["body"].get("why", "") if denied else ""
    good = done.returncode == code and told in done.stderr and hint in done.stderr and len(denied) == 1 and says and not words and why and (
        why in done.stderr) and not (FOLDER / "out.release").exists()
    claim(name, good, (done.returncode, done.stderr[-300:], denied or new, words))


def begin():
    HUB.put_back()


def forward(days):
    return {"LD_PRELOAD": str(SHIM), "CLOCK_DAYS": str(days)}


def every_step(name, code, told, **environment):
    """Check, submission, a look, a vote, a change and the release: each is refused for that reason."""
    for what, command, asked in (("check", CHECK, "airlock.check"), ("submit", SUBMIT, "airlock.submit"), ("change", CHANGE, "airlock.submit"),
                                 ("look", LOOK, "airlock.review"), ("vote", APPROVE, "airlock.review"), ("release", RELEASE, "airlock.release")):
        refused(f"{name}, {what}", command, code, told, asked, **environment)


def permits():
    begin()
    every_step("F28 the permit ended", DENIED, "the permit ended on 31 December 2098", **forward(8 * DECADE))
    begin()
    every_step("F28 the habilitation ended", DENIED, "habilitation ended on 31 December 2050", **forward(4 * DECADE))
    for change, told in (("suspend", "the permit is suspended since"), ("revoke", "the permit was revoked on")):
        begin()
        HUB.run("permit", change, PERMIT, "--reason", "incident", *by("ines"))
        every_step(f"F28 the permit is {change}ed".replace("ee", "e"), DENIED, told)
        HUB.run("airlock", "review", ID, "--refuse", "the permit is over", *by("ute"))
        claim(f"F28 after {change} a reviewer may still refuse", HUB.ask("airlock", "list", "--all", *by("ute"))["submissions"][0]["stage"] == "refused")


def clock_back():
    """The log takes no entry older than its newest: nothing is done, and nothing can be recorded."""
    begin()
    before, _ = entries(0)
    for command in (CHECK, SUBMIT, APPROVE, RELEASE):
        done = HUB.run(*command, code=None, **forward(-3))
        claim(f"F28 the clock was put back, {command[1]}", done.returncode == PRECONDITION and "the clock went back" in done.stderr and
              entries(0)[0] == before and not (FOLDER / "out.release").exists(), (done.returncode, done.stderr))


def next_version(change):
    """Version 2 of the permit in force, as `change` makes its text."""
    text = (FOLDER / "asthma.yaml").read_text()
    digest = hashlib.sha256((FOLDER / "asthma.jws").read_bytes()).hexdigest()
    lines = [f"predecessor: {digest}" if line.startswith("# predecessor:") else line for line in text.replace("version: 1\n", "version: 2\n", 1).split("\n")]
    for path in FOLDER.glob("second.*"):
        path.unlink()
    HUB.issue(change("\n".join(lines)), "second")


def versions():
    begin()
    next_version(lambda text: text.replace("BEN_SEX_COD, ", ""))
    refused("F28 a column is no longer granted, release", RELEASE, CONFLICT, "the permit or the extract changed since", "airlock.release")
    refused("F28 a column is no longer granted, vote", APPROVE, CONFLICT, "the permit or the extract changed since", "airlock.review")
    refused("F28 a column is no longer granted, submission", CHANGE, CONFLICT, "the permit or the extract changed since", "airlock.submit")
    done = HUB.run("workspace", "sql", PERMIT, BY_SEX, *by("hugo"), code=None)
    claim("F28 an extract of an older version of the permit is not read", done.returncode == PRECONDITION and
          "it is of version 1 of the permit, in force is version 2" in done.stderr, (done.returncode, done.stdout, done.stderr))
    HUB.run("project", "extract", PERMIT, *by("hugo"))
    done = HUB.run("workspace", "sql", PERMIT, BY_SEX, *by("hugo"), code=None)
    claim("F28 in the next extract the column is not there", done.returncode == INVALID and "BEN_SEX_COD" in done.stderr, done.stderr)
    begin()
    tom, hugo = HUB.numbers["tom"], HUB.numbers["hugo"]
    next_version(lambda text: text.replace(f"actor: {hugo}\n", f"actor: {tom}\n").replace(f"actor: {hugo}}}", f"actor: {tom}}}"))
    for what, command, asked in (("check", CHECK, "airlock.check"), ("submission", SUBMIT, "airlock.submit"), ("release", RELEASE, "airlock.release")):
        refused(f"F28 the permit names its author no more, {what}", command, NOT_FOUND, "find permit: there is none of that id here", asked)
    refused("F28 the permit names its author no more, vote", APPROVE, DENIED, "the permit names its author no more", "airlock.review",
            hint="refuse it with words")


def strangers():
    """They hear of what is there what they hear of what is not."""
    begin()
    for verb, more, asked in (("history", (), "history"), ("withdraw", (), "submit"), ("release", ("--out", "out.release"), "release"),
                              ("review", ("--comment", "hello"), "comment")):
        told = []
        for number in (1, 9):
            command = ("airlock", verb, f"{PERMIT}/{number}", *more, *by("tom"))
            refused(f"a stranger's {verb} of number {number}", command, NOT_FOUND, "there is none of that name", f"airlock.{asked}")
            told.append(HUB.run(*command, code=NOT_FOUND).stderr)
        claim(f"a stranger's {verb} says of what is there what it says of what is not", told[0] == told[1], told)
    refused("a stranger's check", ("airlock", "check", PERMIT, *by("tom")), NOT_FOUND, "find permit: there is none of that id here", "airlock.check")
    refused("a stranger's submission", ("airlock", "submit", PERMIT, "--title", "x", *by("tom")), NOT_FOUND,
            "find permit: there is none of that id here", "airlock.submit")
    refused("words that are no permit's name stay out of the ledger", ("airlock", "check", "secret words", *by("tom")), NOT_FOUND,
            "find permit: there is none of that id here", "airlock.check", project="")


def votes():
    begin()
    refused("a third vote", APPROVE, CONFLICT, "two reviewers approved it already", "airlock.review", hint="its author releases it")
    refused("a reviewer's second vote", (*APPROVE[:-4], *by("rita")), CONFLICT, "this reviewer approved it already", "airlock.review",
            hint="another person")
    own_vote, told = (*APPROVE[:-4], *by("hugo")), "its author cannot review it"
    refused("its author's vote", own_vote, DENIED, told, "airlock.review", hint="two other persons review")
    HUB.run("actor", "grant", "hugo", "--role", "reviewer")
    for what, more in (("vote", ("--approve",)), ("refusal", ("--refuse", "x")), ("look", ())):
        refused(f"its author's {what}, who is a reviewer too", ("airlock", "review", ID, *more, *by("hugo")), DENIED, told, "airlock.review",
                hint="two other persons review")
    begin()
    HUB.run("airlock", "submit", PERMIT, "--change", ID, "--query", HUB.query, "--title", "By sex, again", *by("hugo"))
    refused("a vote on an older version", ("airlock", "review", ID, "--approve", "--version", 1, *by("ute")), CONFLICT,
            "this is about version 1, the newest is 2", "airlock.review", hint="look at the newest version")
    refused("a release on votes of an older version", RELEASE, PRECONDITION, "it has 0 of 2 approvals", "airlock.release", hint="wait for the reviewers")
    begin()
    HUB.run("actor", "revoke", "sami", "--role", "reviewer")
    refused("a release by votes of one who is no reviewer any more", RELEASE, DENIED, f"reviewer no. {HUB.numbers['sami']} may not review any more",
            "airlock.release", hint=f"bouclier airlock withdraw {ID}")
    HUB.run("airlock", "withdraw", ID, *by("hugo"))
    again = HUB.ask("airlock", "submit", PERMIT, "--query", HUB.query, "--title", "By sex", *by("hugo"))["submission"]["submission"]
    for reviewer in ("rita", "ute"):
        HUB.run("airlock", "review", again, "--approve", *by(reviewer))
    HUB.run("airlock", "release", again, "--out", "again.release", *by("hugo"))
    claim("with another reviewer it is released", (FOLDER / "again.release").exists())
    (FOLDER / "again.release").unlink()


def queries():
    begin()
    HUB.run("workspace", "sql", PERMIT, "SELECT no_such_column FROM ir_ben_r", *by("hugo"), code=INVALID)
    size, new = entries(0)
    broken = [entry["index"] for entry in new if entry["action"] == "extract.open.intent"][-1]
    HUB.run("airlock", "withdraw", ID, *by("hugo"))
    for name, query, code, told in (("never ran", 3, NOT_FOUND, "the ledger has no query of that number"),
                                    ("is yet to come", size + 100, NOT_FOUND, "the ledger has no query of that number"),
                                    ("did not run to its end", broken, PRECONDITION, "it did not run to its end"),
                                    ("ran in another project", HUB.other_query, NOT_FOUND, "the ledger has no query of that number in this project")):
        refused(f"a submission of a query that {name}", (*SUBMIT, "--query", query), code, told, "airlock.submit", hint="workspace")
    median = HUB.ask("workspace", "sql", PERMIT, "SELECT median(BEN_NAI_ANN) AS people FROM ir_ben_r", *by("hugo"))["ledger_index"]
    refused("a submission of a query that is not understood", (*SUBMIT, "--query", median), UNSUPPORTED, "refuse output", "airlock.submit")
    refused("a submission with a title that hides characters", ("airlock", "submit", PERMIT, "--query", HUB.query, "--title", "a\u200bb", *by("hugo")), INVALID,
            "its title holds a character that is not seen", "airlock.submit")
    HUB.run("airlock", "submit", PERMIT, "--query", HUB.query, "--title", "By sex", *by("hugo"))
    refused("a second open submission", (*SUBMIT, "--query", HUB.query), CONFLICT, "this author has an open one in this project", "airlock.submit",
            hint=f"change or withdraw it: {PERMIT}/2")


def changed_extract():
    begin()
    objects = next(line.split(";") for line in (FOLDER / "base/truth/persons.csv").read_text().splitlines()[1:] if ";ordinary;" in line)
    names = (FOLDER / "base/truth/persons.csv").read_text().splitlines()[0].split(";")
    (FOLDER / "objectors.csv").write_text("BEN_IDT_ANO\n" + objects[names.index("ben_idt_ano")] + "\n")
    HUB.run("opposition", "load", "objectors.csv", "--base", "snds", "--list", "plateforme", *by("lea"))
    HUB.run("project", "extract", PERMIT, *by("hugo"))
    for what, command, asked in (("vote", APPROVE, "airlock.review"), ("release", RELEASE, "airlock.release"),
                                 ("change", (*CHANGE, "--query", HUB.query), "airlock.submit")):
        refused(f"the extract changed since, {what}", command, CONFLICT, "the permit or the extract changed since it ran", asked,
                hint="run it again in the workspace")


def releases(name):
    """As the submission stands now, its author takes it out."""
    done = HUB.run(*RELEASE, code=None)
    claim(name, done.returncode == 0 and (FOLDER / "out.release").exists(), done.stderr)
    (FOLDER / "out.release").unlink(missing_ok=True)


def changed_snapshot():
    """An extract is of one snapshot for good: a newer one changes nothing, and one that was revoked takes its extracts along."""
    begin()
    shutil.copy(next((FOLDER / "base/files").rglob("ER_CAM_F_201904.csv")), FOLDER / "old")
    HUB.run("migrate", "delta", *by())
    made = HUB.ask("ingest", "run", "snds", *by("lea"))
    HUB.keep("newer")
    releases(f"a newer snapshot, {made['snapshot']}, changes nothing of what an extract of the one before gives")
    HUB.put_back("newer")
    HUB.run("ingest", "revoke", "snds", made["snapshot"], *by("lea"))
    releases("nor does another snapshot that is revoked")
    HUB.run("ingest", "revoke", "snds", 1, *by("lea"))
    releases("what left is handed out again, also when its snapshot is revoked later")
    HUB.put_back("newer")
    HUB.run("ingest", "revoke", "snds", 1, *by("lea"))
    every_step("the snapshot was revoked", CONFLICT, "snapshot 1 of snds, of which the extract was made, was revoked", hint=f"bouclier project extract {PERMIT}")
    HUB.run("project", "extract", PERMIT, *by("hugo"))
    refused("an extract was made anew of another snapshot, release", RELEASE, CONFLICT, "the permit or the extract changed since it ran", "airlock.release",
            hint="run it again in the workspace")
    query = HUB.ask("workspace", "sql", PERMIT, BY_SEX, *by("hugo"))["ledger_index"]
    again = HUB.ask("airlock", "submit", PERMIT, "--change", ID, "--query", query, "--title", "By sex", *by("hugo"))["submission"]
    for reviewer in ("rita", "sami"):
        HUB.run("airlock", "review", ID, "--approve", *by(reviewer))
    claim("the submission stands on the other snapshot then", again["snapshot"] == made["snapshot"] == 2, again)
    releases("and is released")


def release_twice():
    begin()
    HUB.run(*RELEASE, "--csv", "out.csv", "--svg", "out.svg")
    HUB.run("airlock", "release", ID, "--out", "again.release", "--csv", "again.csv", "--svg", "again.svg", *by("hugo"))
    first, again = ((FOLDER / f"{name}.release").read_text().split("\n") for name in ("out", "again"))
    same = all((FOLDER / f"out.{form}").read_bytes() == (FOLDER / f"again.{form}").read_bytes() for form in ("csv", "svg"))
    claim("a release twice gives the same signed text, table and chart again, with a receipt of its own", same and first[:3] == again[:3] and first != again,
          (first[:3], again[:3]))
    for name in ("out", "again"):
        done = HUB.run("certificate", f"{name}.release", "--vkey", "ledger.vkey", "--output", "out.csv", program="bouclier-verify", code=None)
        claim(f"the file of {name}.release and its table are accepted", done.returncode == 0, done.stderr)
    edited = (FOLDER / "out.csv").read_text()
    (FOLDER / "edited.csv").write_text(edited.replace(edited.strip().split(",")[-1], str(int(edited.strip().split(",")[-1]) - 1)))
    done = HUB.run("certificate", "out.release", "--vkey", "ledger.vkey", "--output", "edited.csv", program="bouclier-verify", code=None)
    claim("a released table edited afterwards is refused", done.returncode == 1, (done.returncode, done.stdout))
    history = HUB.ask("airlock", "history", ID, *by("rita"))
    claim("it is released once", [step["change"] for step in history["steps"]].count("release") == 1, history)
    HUB.run("airlock", "release", ID, "--out", "again.release", "--csv", "again.csv", *by("hugo"))
    claim("typed again over its own files it gives them again", (FOLDER / "again.csv").read_bytes() == (FOLDER / "out.csv").read_bytes())
    (FOLDER / "other.release").write_text("something else")
    for out, table in (("other.release", "new.csv"), ("new.release", "edited.csv")):
        texts = {name: (FOLDER / name).read_text() for name in ("other.release", "edited.csv")}
        done = HUB.run("airlock", "release", ID, "--out", out, "--csv", table, *by("hugo"), code=None)
        claim(f"another file that is there is not written over, {out}", done.returncode == CONFLICT and "name another one" in done.stderr and
              all((FOLDER / name).read_text() == text for name, text in texts.items()) and not list(FOLDER.glob("new.*")), done.stderr)
    for path in FOLDER.glob("*.release"):
        path.unlink()
    refused("a vote after the release", APPROVE, CONFLICT, "it was released already", "airlock.review")
    HUB.run("permit", "revoke", PERMIT, "--reason", "incident", *by("noe"))
    refused("F28 nothing is handed out again under a revoked permit", RELEASE, DENIED, "the permit was revoked on", "airlock.release")


def what_an_outsider_could_compute():
    """All of a release's people by class of birth: the hidden cells are together what is missing, and none of them is empty."""
    begin()
    everybody = sum(int(row[1]) for row in HUB.ask("workspace", "sql", PERMIT, BY_SEX, *by("hugo"))["rows"])
    HUB.run(*RELEASE)
    (FOLDER / "out.release").unlink()
    HUB.run("workspace", "sql", PERMIT, BY_BIRTH, *by("hugo"))
    asked = HUB.run("airlock", "submit", PERMIT, "--title", "By birth", "--json", *by("hugo"), code=None)
    look = ("airlock", "review", f"{PERMIT}/2", *by("ute"))
    seen = HUB.ask(*look)
    shown = [row[1] for row, hidden in zip(seen["table"]["rows"], seen["table"]["hidden_rows"], strict=True) if not hidden]
    audit, missing = seen["audit"], everybody - sum(map(int, shown))
    narrowest = audit.get("narrowest", {})
    most = missing - (audit["hidden"] - 1)
    computed = (narrowest.get("low"), narrowest.get("high"), narrowest.get("open")) == (1 if audit["hidden"] > 1 else most, most, most)
    claim("a reviewer sees what an outsider could compute of the hidden cells", 0 < audit["by_rule"] <= audit["hidden"] == seen["hidden"] and computed,
          (audit, missing, seen["table"]))
    for language, words in (("en", f"an outsider could compute 1 to {most} persons"), ("fr", f"un tiers calculerait de 1 à {most} personnes")):
        said = " ".join(HUB.run(*look, "--lang", language).stdout.split())
        claim(f"and reads it, {language}", words in said, said)
    own = [HUB.run(*CHECK, *more, code=None).stdout for more in ((), ("--json",))]
    claim("its author does not", asked.stdout and all(own) and not any(word in text for word in ('"audit"', "an outsider could compute") for text in (asked.stdout, *own)),
          (asked, own))


def on_small_disks(script, **values):
    """Runs shell commands where disks of any size can be mounted, seen by nobody else."""
    text = "set -e\n" + script.format(release=" ".join(map(str, (ROOT / "build/bin/bouclier", *RELEASE))), **values)
    return subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", text], cwd=FOLDER, capture_output=True, text=True, check=False,
                          env={**os.environ, "BOUCLIER_CONFIG": "hub.yaml"})


def released_whole():
    """Once, remembered once, and its file is accepted."""
    done = HUB.run("certificate", "out.release", "--vkey", "ledger.vkey", program="bouclier-verify", code=None)
    steps = [step["change"] for step in HUB.ask("airlock", "history", ID, *by("rita"))["steps"]]
    compared = HUB.ask("airlock", "check", PERMIT, "--query", HUB.query, *by("hugo"))["compared"]
    (FOLDER / "out.release").unlink()
    return done.returncode == 0 and steps.count("release") == 1 and compared["releases"] == 1


def full_disk_for_the_file():
    name = "F3 the disk of --out is full, nothing of the file is there, and the same command gives it later"
    begin()
    (FOLDER / "full").mkdir(exist_ok=True)
    if on_small_disks("mount -t tmpfs none full").returncode != 0:
        print(f"skip {name}: no disk can be mounted here", flush=True)
        return
    done = on_small_disks("""
mount -t tmpfs -o size=4k none full
code=0; {at_full} || code=$?
ls -A full; exit $code""", at_full=" ".join(map(str, (ROOT / "build/bin/bouclier", *RELEASE))).replace("out.release", "full/out.release"))
    stage = HUB.ask("airlock", "list", "--all", *by("rita"))["submissions"][0]["stage"]
    HUB.run(*RELEASE)
    claim(name, done.returncode == EXHAUSTED and done.stdout == "" and "free disk space" in done.stderr and stage == "released" and released_whole(),
          (done, stage))


def full_disk_of_the_hub():
    """A few pages more that the hub's disk has each time, until the release goes through."""
    name = "F3 the hub's disk is full at any page of a release, and the same command finishes it, once"
    wrong, stopped, pages = [], 0, 0
    begin()
    if on_small_disks("mount -t tmpfs none full").returncode != 0:
        print(f"skip {name}: no disk can be mounted here", flush=True)
        return
    while pages < 200:
        begin()
        done = on_small_disks("""
mount -t tmpfs -o size=64m none full
cp -a hub/. full
mount --bind full hub
mount -o remount,size=$(( $(df --output=used -k full | tail -1) + 4 * {pages} ))k full
code=0; {release} || code=$?
mount -o remount,size=64m full
if [ $code != 0 ]; then rm -f out.release; {release} >/dev/null; fi
rm -rf after; cp -a full after; exit $code""", pages=pages)
        shutil.rmtree(FOLDER / "hub")
        (FOLDER / "after").rename(FOLDER / "hub")
        if done.returncode not in (0, EXHAUSTED) or not released_whole():
            wrong.append((pages, done.returncode, done.stderr[-300:]))
        if done.returncode == 0:
            break
        stopped, pages = stopped + 1, pages + (1 if EVERY_PAGE else 4)
    print(f"# the hub's disk was full {stopped} times", flush=True)
    claim(name, not wrong and stopped >= 5 and done.returncode == 0, (stopped, wrong))


def main():
    HUB.start(HUB.fill_base)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", SHIM, ROOT / "tests/e2e/clock_at.c", "-ldl"], check=True)
    HUB.run("migrate", "run", *by())
    HUB.run("ingest", "run", "snds", *by("lea"))
    text = HUB.draft()
    lines = [line.replace("2098-12-31", "2050-12-31") if "habilitation" in line else line for line in text.split("\n")]
    HUB.issue("\n".join(lines))
    HUB.issue(text.replace(PERMIT, OTHER), "eczema")
    for project in (PERMIT, OTHER):
        HUB.run("project", "extract", project, *by("hugo"))
    HUB.other_query = HUB.ask("workspace", "sql", OTHER, BY_SEX, *by("hugo"))["ledger_index"]
    HUB.query = HUB.ask("workspace", "sql", PERMIT, BY_SEX, *by("hugo"))["ledger_index"]
    HUB.run("airlock", "submit", PERMIT, "--title", "By sex", *by("hugo"))
    for reviewer in ("rita", "sami"):
        HUB.run("airlock", "review", ID, "--approve", *by(reviewer))
    HUB.numbers = {person["name"]: person["number"] for person in HUB.ask("actor", "list")["people"]}
    HUB.keep()
    parts = (permits, clock_back, versions, strangers, votes, queries, changed_extract, changed_snapshot, release_twice,
             what_an_outsider_could_compute, full_disk_for_the_file, full_disk_of_the_hub)
    for part in (full_disk_of_the_hub,) if EVERY_PAGE else parts:
        try:
            part()
        except Failed as why:
            claim(part.__name__, False, why)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(HUB.serve(main))
