# SPDX-License-Identifier: Apache-2.0
"""Stands where pip looks for the build tool of a source archive that is fetched and never built (tools/setup.d/unpack.py)."""
