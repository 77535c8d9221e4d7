# SPDX-License-Identifier: Apache-2.0
"""Reads a synthetic base as a stranger would and compares it with its truth; see tools/judges/synth_truth.py."""
