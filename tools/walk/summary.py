# SPDX-License-Identifier: Apache-2.0
"""The page at the end, for whoever has to answer for a hub; the same as data in summary.json, paths from the repository's root."""
import concurrent.futures
import datetime
import json
import subprocess
import time

import story as told
from objects import EDGE
from walk import ROOT

AS = {"CAMILLE": "--as camille", "LEA": "--as lea", "HUGO": "--as hugo", "RITA": "--as rita"}


def command(text, demo):
    """`BOUCLIER … CAMILLE` written out."""
    if text.startswith("BOUCLIER "):
        text = text.replace("BOUCLIER", f"BOUCLIER_CONFIG={demo}/hub.yaml build/bin/bouclier")
        for short, words in AS.items():
            text = text.replace(short, f"{words} --passphrase-file {demo}/secrets/passphrase")
    return text


def size(count):
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count:,} bytes"


def data(walk):
    def path(name):
        return walk.shown(walk.folder / name)

    walk.figures["seconds"] = round(time.monotonic() - walk.began, 1)
    return {
        "made_at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "config": path("hub.yaml"), "ledger_dir": path("hub/ledger"), "ledger_vkey": path("ledger.vkey"),
        "first_checkpoint": path("first.checkpoint"), "interim_host_dir": walk.shown(walk.servers["s3-interim"]["data"]),
        "final_host_dir": walk.shown(walk.servers["s3-final"]["data"]),
        "log_dirs": [path("hub/logs"), path("servers/s3-interim/logs"), path("servers/s3-final/logs"), path("servers/s3-copy/logs")],
        "canaries_file": path("canaries.txt"), "truth_file": path("base/truth/truth.json"),
        "certificates": {"migration": path("migration.cert"), "host_move": path("move.cert"), "release": path("zones.release")},
        "released_csv": path("zones.csv"), "manifest_export": path("manifest.jsonl"),
        "c4gh_file": path("recipient/edge.c4gh"), "c4gh_secret_key_file": path("recipient/lab.sec"),
        "c4gh_plaintext_sha256": walk.cloud.expected[EDGE], "tables": walk.tables, "figures": walk.figures,
        "permit_file": path("grippe.jws"), "extract_tables": walk.extract_tables, "extract_c4gh_table": "IR_BEN_R",
        "extract_c4gh_file": walk.shown(walk.exported),
        "report_html": path("report/index.html"),
        "claims": [{**claim, "check": command(claim["check"], walk.shown(walk.folder))} for claim in walk.claims],
    }


def story(figures):
    return f"""\
1. A synthetic base of {figures['people']:,} people ({figures['base_files']} files, {size(figures['base_bytes'])}) and opaque files with odd names and
   properties were put in the old cloud.
2. A hub was made: keys that two custodians' tokens open together only, a log, and eight people with one role each.
3. All of it was copied under seal to a first host, killed once in the middle, and read back:
   listed {figures['listed']} = moved {figures['moved']} ({size(figures['bytes_moved'])}) + refused {figures['refused']} + lost {figures['lost']}; \
properties not kept: {figures['property_losses']}.
4. The raw files became {figures['table_files']} sealed table files: {figures['table_rows']:,} rows of {figures['persons']:,} people, and {figures['rows_quarantined']} rows
   that cannot be read in a sealed quarantine; every count is that of the truth about the base.
5. A permit with two signatures opened {figures['extract_rows']:,} of these rows to one researcher under pseudonyms of the project's own, without those who
   object; SQL found the epidemic's peak in week {figures['peak_week']}, as the truth has it; {figures['sql_escapes_refused']} ways out of SQL were refused.
6. Through the airlock, by two reviewers, left the winter's weeks, its ill by region, four weeks by large area ({figures['released_cells_shown']} of {figures['released_cells']} cells shown) and two
   studies: a drug that protects (ratio {figures['study_protective'][0]}), another that harms (ratio {figures['study_adverse'][0]}); the same weeks with one person less were refused.
7. The sealed bodies, tables and the extract went on to a second host as they were: {figures['host_move_objects']} objects, {size(figures['host_move_bytes'])}, with \
{figures['host_move_token_calls']} calls to the tokens.
8. The second host then tried {figures['attacks_refused']} attacks on objects and, with whoever writes into the database, \
{figures['table_attacks_refused']} on tables;
   each was refused and named.
9. {figures['values_searched']} values were searched in {size(figures['bytes_searched'])} of both hosts and in all our logs: found {figures['values_found']}.
10. The log holds {figures['ledger_entries']} entries. All of this took {figures['seconds']} s."""


def page(summary):
    lines = ["A HEALTH DATA HUB LEAVES ITS CLOUD, UNDER SEAL: what was done, and how to check it", f"{summary['made_at']} · all servers on this "
             "machine; the data are synthetic", "", story(summary["figures"]), "",
             "What was claimed, and the command that shows it again (typed at the root of the repository):"]
    shown = summary["claims"]
    for claim, after in zip(shown, shown[1:] + [None]):
        lines.append(f"  [{'seen' if claim['seen'] else 'NOT SEEN'}] {claim['claim']}")
        if not claim["check"] and claim["seen"]:
            lines.append("         seen while it ran only: no command shows it again")
        if claim["check"] and not (after and after["check"] == claim["check"]):
            lines.append(f"         {claim['check']}" + (f"   (exit code {claim['check_exit']})" if claim["check_exit"] else ""))
    lines += ["", "bouclier-verify works offline and trusts nobody but the key you kept: compare the fingerprint that `bouclier init` printed.",
              "Commands that talk to a host need its server: ./demo --keep leaves them up.",
              "Honest limits: without a witness the log proves that nothing changed since the checkpoint you kept. Whoever owns this machine and",
              "both custodians' PINs can open everything: roles bind what the software does. What is said of the host is said of storage."]
    return "\n".join(lines) + "\n"


def by_hand(walk):
    demo = walk.shown(walk.folder)
    return f"""
The servers are up. To go on by hand, as camille (operator), lea (steward), zoe (auditor) …:
  export BOUCLIER_CONFIG={demo}/hub.yaml PATH="$PWD/build/bin:$PATH"
  bouclier status
  bouclier object list imaging --as lea --passphrase-file {demo}/secrets/passphrase
  bouclier object get imaging {EDGE} --range 0-99 --out - --as lea --passphrase-file {demo}/secrets/passphrase
  bouclier vault check --as camille --passphrase-file {demo}/secrets/passphrase
  tools/walk/attacks.py {demo}
  bouclier --help
./demo --clean stops the servers and removes {demo}.
"""


def type_it(check):
    return subprocess.run(["bash", "-o", "pipefail", "-c", check], cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)


def try_checks(walk, summary):
    """Every command of the page, typed as it stands."""
    without = [claim["claim"] for claim in summary["claims"] if not claim["check"] and not claim["passed"]]
    walk.claim("every claim of the page has a command that shows it, but those of what has passed", not without, without)
    expected = {claim["check"]: claim["check_exit"] for claim in summary["claims"] if claim["check"]}
    # What asks the hub goes one after the other, for it writes into the ledger; what reads files only goes beside it, attacks go alone.
    attacks = [check for check in expected if check.startswith("tools/walk/")]
    asking = [check for check in expected if check not in attacks and (check.startswith("BOUCLIER_CONFIG=") or " log " in check)]
    beside = [check for check in expected if check not in attacks and check not in asking]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        read = pool.map(type_it, beside)
        typed = {check: type_it(check) for check in asking} | dict(zip(beside, read))
    typed |= {check: type_it(check) for check in attacks}
    for check, code in expected.items():
        done = typed[check]
        walk.claim(f"the page's command ends as it says, {check.replace(':', ' ')[:150]}", done.returncode == code,
                   f"ended with {done.returncode}: {done.stderr[-300:]}")


def report(walk, summary):
    """The page to look at, made by the hub itself; what only the walk knows stands in the story."""
    folder = walk.folder / "report"
    folder.mkdir(exist_ok=True)
    (folder / "story.json").write_text(json.dumps(told.story(walk, summary), indent=1, ensure_ascii=False) + "\n")
    walk.run("report", "hub", "--out", "report/index.html", "--story", "report/story.json", *walk.by("zoe"))
    walk.claim("the page of the hub is made", "<script" not in (folder / "index.html").read_text())


def write(walk):
    summary = data(walk)
    report(walk, summary)
    (walk.folder / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    text = page(summary)
    (walk.folder / "summary.txt").write_text(text)
    if walk.options.cases:
        try_checks(walk, summary)
    else:
        print("\n" + text + f"\nThe same as data: {walk.shown(walk.folder / 'summary.json')}; to look at: {summary['report_html']}")
        if walk.options.keep:
            print(by_hand(walk))
