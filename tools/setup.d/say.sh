# SPDX-License-Identifier: Apache-2.0
# How the set-up speaks. Sourced by tools/setup.

say() { printf 'setup: %s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# `quietly LOG COMMAND…`: the output goes to build/tools/logs/LOG and is shown only when the command fails.
# Runs in a subshell that stops at the first failure; the caller must not test it with || or if (that would switch
# `set -e` off inside functions), so it ends the set-up itself.
quietly() {
  local log=$tools/logs/$1.log
  shift
  mkdir -p "$tools/logs"
  "$@" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    die "setup: failed: $* (all of it: ${log#"$root"/})"
  }
}

# `retried COMMAND…`: a registry that does not answer is asked three times.
retried() {
  local try
  for try in 1 2 3; do
    if "$@"; then return 0; fi
    [ "$try" = 3 ] || sleep $((try * 3))
  done
  return 1
}

# A part is done when its stamp holds the hash of all it was made from. `is_done PART FILES…`, then `mark_done PART FILES…`.
# The folder is part of it: a venv does not survive being moved.
stamp_of() { { printf '%s\n' "$root"; cat "$@"; } | sha256sum | cut -d' ' -f1; }
is_done() {
  local part=$1
  shift
  [ -f "$tools/stamps/$part" ] && [ "$(cat "$tools/stamps/$part")" = "$(stamp_of "$@")" ]
}
mark_done() {
  local part=$1
  shift
  mkdir -p "$tools/stamps"
  stamp_of "$@" >"$tools/stamps/$part"
}

# `together FUNCTION…`: at the same time; all must succeed.
together() {
  local pids=() pid failed=0
  for part in "$@"; do
    "$part" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  [ $failed = 0 ] || die "setup: stopped"
}
