# SPDX-License-Identifier: Apache-2.0
# Debian packages by profile. Sourced by tools/setup.

packages_of() {
  case $1 in
    build)
      echo g++ cmake ninja-build ccache pkg-config python3                      # to build
      echo python3-venv                                                         # the venv of the fetched parts
      echo libssl-dev libcurl4-openssl-dev libsqlite3-dev libp11-kit-dev        # cryptography, HTTP, metadata, PKCS#11
      echo libfmt-dev libcli11-dev libyaml-cpp-dev libsimdjson-dev              # text, command line, configuration
      echo nlohmann-json3-dev rapidjson-dev libpugixml-dev                      # JSON and XML
      echo coinor-libclp-dev                                                    # linear programs
      echo libgtest-dev                                                         # unit tests
      ;;
    servers)
      echo python3 python3-venv                                                 # the same
      echo softhsm2 opensc                                                      # hardware tokens in software
      echo rclone attr curl openssl                                             # to fill the old cloud, to look at hosts
      ;;
    checks) echo python3 python3-venv ;;
    browser) echo python3 python3-venv chromium fonts-dejavu-core ;;
    all) echo clang-19 clang-tidy-19 libclang-rt-19-dev llvm-19 ;;
  esac
}

why_of() {
  case $1 in
    build) echo "compiler and libraries of the product and its tests" ;;
    servers) echo "tokens, and what fills and looks at the test servers" ;;
    browser) echo "a browser, to look at pages" ;;
    checks) echo "to run the checks of the source" ;;
    all) echo "sanitizers, fuzzing, clang-tidy, thread-safety analysis" ;;
  esac
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "setup: packages are missing and this is neither root nor a machine with sudo: run as root: apt-get install $missing"
  fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=300 "$@"
}

# Names and versions of those that are installed (dpkg-query fails when one is not known at all: that is an answer).
installed_versions() {
  { dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' "$@" 2>/dev/null || true; } | sed -n 's/^installed //p'
}

# `debian_packages PROFILE…`: installs what is missing, in one call, and records the versions.
debian_packages() {
  command -v apt-get >/dev/null || die "setup: no apt-get here: this set-up is made for Debian 12 (docs/HACKING.md lists what it installs)"
  local profile wanted=() here
  missing=
  for profile in "$@"; do
    local names=() name lacking=()
    read -ra names <<<"$(packages_of "$profile" | tr '\n' ' ')"
    here=" $(installed_versions "${names[@]}" | cut -d' ' -f1 | tr '\n' ' ') "
    for name in "${names[@]}"; do
      wanted+=("$name")
      [[ $here == *" $name "* ]] || lacking+=("$name")
    done
    if [ ${#lacking[@]} -gt 0 ]; then
      say "Debian packages for $profile ($(why_of "$profile")): ${lacking[*]}"
      missing="$missing ${lacking[*]}"
    fi
  done
  if [ -n "$missing" ]; then
    read -ra names <<<"$missing"
    quietly apt-update apt update
    quietly apt-install apt install --no-install-recommends "${names[@]}"
  fi
  local known=$tools/debian-versions.txt
  installed_versions "${wanted[@]}" | sort -u - <(cat "$known" 2>/dev/null || true) \
    | awk '{last[$1] = $0} END {for (name in last) print last[name]}' | sort >"$known.new"
  mv "$known.new" "$known"
}
