# SPDX-License-Identifier: Apache-2.0
"""The old cloud, and the way out of it under seal."""
import pathlib
import signal
import subprocess
import time

from oldcloud import OldCloud
from walk import BIN

DENIED = 11


def make_old_cloud(walk):
    made = walk.run("synth", "--out", "base", "--people", walk.options.people, "--json")
    walk.figures |= {"people": walk.options.people, "base_files": made["files"], "base_bytes": made["bytes"]}
    walk.cloud = OldCloud(walk.servers["azurite"])
    walk.say("  (the base by rclone, opaque files with odd names by the service's own client)")
    walk.cloud.fill_base(walk.folder / "base/files")
    walk.cloud.fill_opaque(walk.options.archive_mib)


def kill_in_the_archive(walk):
    """kill -9 while the archive's parts are on their way."""
    words = [BIN / "bouclier", "migrate", "run", "--workers", "2", *map(str, walk.by("camille"))]
    walk.say("$ bouclier migrate run      (killed with -9 in the middle)")
    body = pathlib.Path(walk.servers["s3-interim"]["data"])
    process = subprocess.Popen([str(word) for word in words], env=walk.environment, cwd=walk.folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    began = time.monotonic()
    while process.poll() is None and time.monotonic() - began < 120:
        parts = sum(1 for path in body.rglob("*") if path.is_file() and path.stat().st_size > 16 << 20)
        if parts >= 2:
            break
        time.sleep(0.002)
    killed = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return killed


def total(reasons):
    return sum(one["units"] for one in reasons.values())


def migrate(walk):
    who = walk.by("camille")
    walk.run("migrate", "inventory", *who)
    walk.run("migrate", "plan", *who)
    walk.run("migrate", "run", *walk.by("hugo"), code=11, say=False)
    walk.claim("a researcher may not migrate", True, "", "BOUCLIER migrate run HUGO", DENIED)
    killed = kill_in_the_archive(walk)
    done = walk.run("migrate", "run", *who, "--json", code=3)
    walk.claim("killed with -9 it goes on at part level", killed and done["bytes_resumed"] > 0, f"killed {killed}, resumed {done['bytes_resumed']}", passed=True)
    walk.cloud.overwrite_one()
    delta = walk.run("migrate", "delta", *who, "--json", code=3)
    walk.claim("the delta round moves the one blob that was overwritten", delta["changed"] == 1 and delta["converged"], delta["named"],
               f"BOUCLIER ledger show {walk.recorded('migrate.delta')} | grep '\"changed\": 1'")
    walk.run("migrate", "verify", *who, "--certificate-out", "migration.cert", "--manifest-out", "manifest.jsonl", "--sums-out", "SHA256SUMS", code=3)
    status = walk.run("migrate", "status", *who, "--json")
    judge(walk, status)
    walk.figures |= {"listed": status["listed"]["units"], "moved": status["moved"]["units"], "refused": total(status["refused"]),
                     "lost": total(status["lost"]), "bytes_moved": status["moved"]["bytes"], "bytes_not_read_again": done["bytes_resumed"],
                     "property_losses": status["property_losses"], "migration_token_calls": done["token_calls"],
                     "content_md5": status["md5"]}


def judge(walk, status):
    refused, lost = total(status["refused"]), total(status["lost"])
    certificate = "build/bin/bouclier-verify certificate DEMO/migration.cert --vkey DEMO/ledger.vkey --manifest DEMO/manifest.jsonl"
    walk.claim(f"listed {status['listed']['units']} = moved {status['moved']['units']} + refused {refused} + lost {lost}",
               status["listed"]["units"] == status["moved"]["units"] + refused + lost, status, certificate)
    walk.claim("refused is the archived blob, lost the snapshot; both are named", status["refused"].keys() == {"archived"} and refused == 1
               and status["lost"].keys() == {"snapshot"} and lost == 1, status, "BOUCLIER migrate status CAMILLE")
    walk.claim("the one Content-MD5 that had gone stale is told as stale, none is different",
               status["md5"].get("stale") == 1 and "different" not in status["md5"], status["md5"],
               "BOUCLIER migrate status CAMILLE")
    walk.claim("every moved object was re-read and is right", status["verified"] == status["moved"]["units"], status,
               "BOUCLIER migrate verify CAMILLE", check_exit=3)
    sums = dict(line.split("  ", 1)[::-1] for line in (walk.folder / "SHA256SUMS").read_text().splitlines() if not line.startswith("\\"))
    wrong = [name for name, digest in walk.cloud.expected.items() if sums.get(name) != digest]
    walk.claim("SHA256SUMS has every name with the digest of what was put there", not wrong and len(sums) == len(walk.cloud.expected), wrong[:5],
               "(cd DEMO/base/files && grep '  snds/' ../../SHA256SUMS | sed 's|  snds/|  |' | sha256sum --quiet -c)")
