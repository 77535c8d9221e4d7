# SPDX-License-Identifier: Apache-2.0
"""Leaving Azure beside rclone + crypt: client CPU for 1 GiB of 64-MiB objects and for 4-KiB objects, on real servers.

Azurite -> client -> versitygw, all on loopback. Ours is `migrate inventory`, `plan` and `run` together with the start of each (tokens,
passphrase); rclone lists as it copies. Large objects are block lists without a recorded MD5: rclone checks no source checksum of them,
ours checks the MD5 of each range, as it does over plain http. Small ones carry the MD5 that a single upload records.
Wall times mostly measure the two servers and get no bar.
"""
import multiprocessing
import os
import pathlib
import resource
import shutil
import sys
import tempfile

import exit_sides
import figures
import programs

NAME = "exit"
FIGURES = [f"exit.{kind}_{what}" for kind in ("large", "small") for what in ("cpu", "peak", "wall")]
PEAK_BAR_MB = 256
MIB = 1 << 20


class WorkSet:
    """`per`: how many units of the CPU figure the set holds."""

    def __init__(self, kind, count, size, unit, per, bar):
        self.kind, self.count, self.size, self.per = kind, count, size, per
        peer = ("rclone + crypt", exit_sides.rclone_version())
        self.cpu = figures.Figure(f"exit.{kind}_cpu", unit, *peer, bar=bar, lower=True)
        self.peak = figures.Figure(f"exit.{kind}_peak", "MB", *peer, bar=PEAK_BAR_MB, bar_on_value=True, lower=True)
        self.wall = figures.Figure(f"exit.{kind}_wall", "s", *peer, lower=True)

    def fill(self, running):
        container = old_cloud(running, self.kind)
        for number in range(self.count):
            name, body = f"{self.kind}/{number // 100:04d}/{number:06d}.bin", os.urandom(self.size)
            if self.size < MIB:
                container.upload_blob(name, body)
                continue
            blob, blocks = container.get_blob_client(name), []
            for at in range(0, self.size, 8 * MIB):
                blocks.append(f"{at:016d}")
                blob.stage_block(blocks[-1], body[at:at + 8 * MIB])
            blob.commit_block_list(blocks)

    def add(self, mine, peer):
        own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if min(mine.peak_mb, peer.peak_mb) <= own_mb:
            raise programs.Failed("the peak of a client is hidden behind the bench's own, which it inherits")
        self.cpu.add(mine.cpu_s / self.per, peer.cpu_s / self.per)
        self.peak.add(mine.peak_mb, peer.peak_mb)
        self.wall.add(mine.wall_s, peer.wall_s)


def work_sets(quick):
    large, small = (2, 200) if quick else (16, 4000)
    return [WorkSet("large", large, 64 * MIB, "CPU s/GiB", large / 16, 1.0),
            WorkSet("small", small, 4096, "CPU ms/object", small / 1000, 1 / 3)]


def old_cloud(running, name):
    sys.path.append(str(programs.BUILD / "tools/venv/lib/python3.11/site-packages"))
    from azure.storage.blob import BlobServiceClient
    azure = running["azurite"]
    key = pathlib.Path(azure["key_file"]).read_text()
    container = BlobServiceClient(azure["url"], credential={"account_name": azure["account"], "account_key": key}).get_container_client(name)
    container.create_container()
    return container


def one(side, folder, running, work):
    made = side(folder, running, work.kind)
    try:
        return made.leave(work.count, work.count * work.size)
    finally:
        made.remove()


def in_child(work, *arguments):
    """The kernel counts the starter's own memory into the peak of what it starts: whatever needs much of it runs elsewhere."""
    child = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    child.start()
    child.join()
    if child.exitcode != 0:
        raise programs.Failed("the old cloud cannot be filled")


def measure(work, folder, running):
    in_child(work.fill, running)
    for turn in range(figures.ALTERNATIONS):
        mine = one(exit_sides.Ours, folder / f"ours-{work.kind}-{turn}", running, work)
        peer = one(exit_sides.Rclone, folder / f"rclone-{work.kind}-{turn}", running, work)
        work.add(mine, peer)
        print(f"  {work.count} objects of {work.size // 1024} KiB: ours {mine.cpu_s:.2f} CPU s ({mine.startup_cpu_s:.2f} of them three starts), "
              f"{mine.wall_s:.1f} s, {mine.peak_mb:.0f} MB; rclone {peer.cpu_s:.2f} CPU s, {peer.wall_s:.1f} s, {peer.peak_mb:.0f} MB", flush=True)


def run(quick):
    programs.build("bouclier")
    programs.tool("rclone")
    programs.BENCH.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="exit-", dir=programs.BENCH))
    sets = work_sets(quick)
    try:
        running = exit_sides.servers("start", folder / "servers", "azurite", "s3")
        for work in sets:
            measure(work, folder, running)
    finally:
        exit_sides.servers("stop", folder / "servers")
        shutil.rmtree(folder, ignore_errors=True)
    return [figure for work in sets for figure in (work.cpu, work.peak, work.wall)]
