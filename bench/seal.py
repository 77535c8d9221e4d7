# SPDX-License-Identifier: Apache-2.0
"""Sealing on one core, beside the ceiling made of OpenSSL's own figures: 1 / (1/cipher + 1/digest + 1/digest).

A sealed byte goes through ChaCha20-Poly1305 once and through SHA-256 twice (plaintext, ciphertext). `openssl speed` runs in
the same pair, on the vault's segment (64 KiB), or on 4 KiB beside the small objects. The ratio is the share of the ceiling reached.
"""
import re

import figures
import programs

NAME = "seal"
FIGURES = ["seal.seal", "seal.unseal", "seal.small_4k"]
SMALL = 4096


def speed(algorithm, block, seconds):
    """Bytes per second of CPU."""
    used = programs.run(["openssl", "speed", "-mr", "-seconds", seconds, "-bytes", block, "-evp", algorithm])
    match = re.search(r"^\+F:\d+:[^:]+:([0-9.]+)$", used.output, re.M)
    if not match:
        raise programs.Failed(f"openssl speed {algorithm}: no figure in its output")
    return float(match[1])


def ceiling(block, seconds):
    cipher, digest = speed("chacha20-poly1305", block, seconds), speed("sha256", block, seconds)
    return 1 / (1 / cipher + 2 / digest)


def run(quick):
    programs.build("seal_bench")
    version = programs.run(["openssl", "version"]).output.split()[1]
    peer = "openssl speed, composed"
    seal = figures.Figure("seal.seal", "GB/s", peer, version)
    unseal = figures.Figure("seal.unseal", "GB/s", peer, version)
    small = figures.Figure("seal.small_4k", "objects/s", peer, version)
    for _ in range(figures.ALTERNATIONS):
        ours, _ = programs.run_json([programs.BENCH / "seal_bench", 0.05 if quick else 1])
        whole = ceiling(65536, 1) / 1e9
        seal.add(ours["seal"], whole)
        unseal.add(ours["unseal"], whole)
        small.add(ours["small"], ceiling(SMALL, 1) / SMALL)
    return [seal, unseal, small]
