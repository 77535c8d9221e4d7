# SPDX-License-Identifier: Apache-2.0
"""From one host to the next: bodies as they are, keys wrapped anew; a copy of the host left behind is emptied."""
import hashlib
import shutil

import airlock
import permit

CASE = "imaging/case.png"


def move_host(walk):
    who = walk.by("camille")
    walk.run("vault", "check", *who)
    walk.run("host", "move", "final", "--dry-run", *who)
    shutil.copytree(walk.servers["s3-interim"]["data"], walk.servers["s3-copy"]["data"], dirs_exist_ok=True)
    moved = walk.run("host", "move", "final", "--certificate-out", "move.cert", "--json", *who)
    check = walk.run("vault", "check", "--json", *who)
    walk.claim("after the move every body is right at the new host", check["host"] == "final" and not check["findings"], check["findings"],
               "BOUCLIER vault check CAMILLE")
    walk.run("object", "get", "imaging", CASE, "--out", "after-move.bin", *walk.by("lea"))
    walk.claim("after the move an object reads whole",
               hashlib.sha256((walk.folder / "after-move.bin").read_bytes()).hexdigest() == walk.cloud.expected[CASE], "",
               f"BOUCLIER object get imaging {CASE} --out - LEA | sha256sum")
    moved_query = walk.run("workspace", "sql", permit.ID, "SELECT count(*) FROM ir_ben_r", "--json", *walk.by("hugo"))
    walk.claim("after the move the project's extract answers as before", moved_query["rows"] == walk.people_in_extract, moved_query["rows"],
               f"BOUCLIER workspace sql {permit.ID} 'SELECT count(*) FROM ir_ben_r' HUGO")
    verified = walk.run("ingest", "verify", "snds", "--json", *walk.by("lea"))
    walk.claim("after the move every table file is as published", verified["files"] > 0 and not verified["findings"], verified["findings"],
               "BOUCLIER ingest verify snds LEA")
    airlock.after_move(walk)
    emptied = walk.run("host", "empty", "copy", "--json", *who)
    walk.claim("a copy of the host left behind is emptied", emptied["before"]["objects"] > 0 and emptied["after"]["objects"] == 0, emptied,
               f"BOUCLIER ledger show {walk.recorded('host.empty.done', host='copy', left=0)}")
    walk.figures |= {"host_move_objects": moved["objects"], "host_move_bytes": moved["bytes"], "host_move_token_calls": moved["token_calls"],
                     "emptied_before": emptied["before"]["objects"], "emptied_after": emptied["after"]["objects"]}
