# SPDX-License-Identifier: Apache-2.0
"""Durable appends a second by number of writers, beside Tessera's POSIX log under its own hammer.

Ours: threads in the process of the ledger, one entry an append, answered with a receipt after the synced checkpoint. Tessera: its
conformance server and its hammer over loopback HTTP, batching and integrating as it comes; what counts is the growth of
its published checkpoint. So the peer pays for HTTP and a second process, and we pay for receipts; the number of writers is the same.
"""
import base64
import hashlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

import figures
import programs

NAME = "ledger"
WRITERS = (1, 16, 256, 2000)
FIGURES = [f"ledger.appends_{writers}" for writers in WRITERS]
BAR = 100_000
ORIGIN = "example.eu/bench"
DEADLINE_S = 30


def version():
    text = (programs.ROOT / "tools/pins/go/tessera/go.mod").read_text()
    return re.search(r"/tessera v([0-9.]+)", text)[1]


def new_keys(folder):
    """An Ed25519 key as signed notes write it: (file of the private one, text of the public one)."""
    pem = folder / "key.pem"
    programs.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", pem])
    private, public = (subprocess.run(["openssl", "pkey", "-in", pem, "-outform", "DER", *more], capture_output=True, check=True).stdout[-32:]
                       for more in ([], ["-pubout"]))
    tag = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + public).hexdigest()[:8]
    as_text = [base64.b64encode(b"\x01" + key).decode() for key in (private, public)]
    secret = folder / "note.key"
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(f"PRIVATE+KEY+{ORIGIN}+{tag}+{as_text[0]}")
    return secret, f"{ORIGIN}+{tag}+{as_text[1]}"


def size_at(url):
    with urllib.request.urlopen(f"{url}/checkpoint", timeout=5) as answer:
        return int(answer.read().split(b"\n")[1])


def wait_up(url, server):
    began = time.monotonic()
    while time.monotonic() - began < DEADLINE_S and server.poll() is None:
        try:
            return size_at(url)
        except OSError:
            time.sleep(0.05)
    raise programs.Failed("Tessera does not answer")


def next_size(url, hammer, size):
    """The published size once it differs from `size`, and when: Tessera publishes about once a second."""
    began = time.monotonic()
    while time.monotonic() - began < DEADLINE_S:
        if hammer.poll() is not None:
            raise programs.Failed("Tessera's hammer ended early")
        now = size_at(url)
        if now != size:
            return now, time.monotonic()
        time.sleep(0.01)
    raise programs.Failed("Tessera's checkpoint does not grow")


def grown(url, hammer, seconds):
    """Entries a second, from one published checkpoint to another."""
    first, began = next_size(url, hammer, size_at(url))
    time.sleep(seconds)
    last, ended = next_size(url, hammer, size_at(url))
    return (last - first) / (ended - began)


def tessera(folder, writers, seconds):
    secret, vkey = new_keys(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with open(folder / "log.txt", "w") as log:
        server = subprocess.Popen([programs.tool("tessera-posix"), "--storage_dir", folder / "log", "--listen", f"127.0.0.1:{port}",
                                   "--private_key", secret], stdout=log, stderr=log)
        hammer = None
        try:
            wait_up(url, server)
            hammer = subprocess.Popen([programs.tool("tessera-hammer"), "--log_url", url, "--write_log_url", url, "--log_public_key", vkey,
                                       "--num_writers", str(writers), "--max_write_ops", "1000000", "--num_readers_full", "0",
                                       "--num_readers_random", "0", "--max_read_ops", "0", "--dup_chance", "0", "--show_ui=false",
                                       "--leaf_min_size", "100"], stdout=log, stderr=log)
            return grown(url, hammer, seconds)
        finally:
            for process in (hammer, server):
                if process is not None:
                    process.terminate()
                    process.wait()


def ours(folder, writers, seconds):
    (folder / "writer").mkdir()
    answer, used = programs.run_json([programs.BENCH / "ledger_bench", folder, writers, seconds])
    return {**answer, "rate": answer["appends"] / answer["seconds"], "cpu_s": used.cpu_s, "peak_mb": used.peak_mb}


def in_folder(work, writers, seconds):
    programs.BENCH.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ledger-", dir=programs.BENCH))
    try:
        return work(folder, writers, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(quick):
    programs.build("ledger_bench")
    seconds, found = (0.2 if quick else 2), []
    for writers in WRITERS:
        figure = figures.Figure(f"ledger.appends_{writers}", "appends/s", "Tessera", version(), bar=BAR, bar_on_value=True)
        for _ in range(figures.ALTERNATIONS):
            mine = in_folder(ours, writers, seconds)
            figure.add(mine["rate"], in_folder(tessera, writers, seconds))
            print(f"  {writers} writers: p50 {mine['p50_ms']:.1f} ms, p99 {mine['p99_ms']:.1f} ms, "
                  f"{mine['appends'] / mine['groups']:.0f} entries and {mine['durable_writes'] / mine['groups']:.1f} durable files a group, "
                  f"{mine['cpu_s'] / mine['appends'] * 1e6:.0f} us CPU an append, {mine['peak_mb']:.0f} MB", flush=True)
        found.append(figure)
    return found
