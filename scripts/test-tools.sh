#!/usr/bin/env bash
# Makes sure of the programs that the tests use besides Node.js: as root on Debian or Ubuntu it installs what is missing.
#
# Elsewhere it says what is missing and ends well: without CI=true the tests that need a missing program are skipped and say so.
# Safe to run again. Everything it says goes to stderr.
set -euo pipefail

# What the tests call, and Debian's package that has it. They look for busybox, Python and the registry at Debian's
# places. From cmake on: what aws-lambda-ric is compiled with.
readonly programs=(
  "git git"
  "openssl openssl"
  "script bsdutils"
  "unshare util-linux"
  "ip iproute2"
  "aws awscli"
  "skopeo skopeo"
  "htpasswd apache2-utils"
  "/usr/bin/docker-registry docker-registry"
  "/bin/busybox busybox-static"
  "/usr/bin/python3 python3"
  "cmake cmake"
  "autoconf autoconf"
  "automake automake"
  "libtoolize libtool"
  "g++ g++"
  "make make"
)

say() { printf '%s\n' "$*" >&2; }

main() {
  if [ -n "$(missing_packages)" ] && can_install; then install_missing; fi
  report
}

missing_packages() {
  local entry
  for entry in "${programs[@]}"; do
    command -v "${entry% *}" >/dev/null || printf '%s\n' "${entry#* }"
  done
  if ! command -v docker >/dev/null; then docker_package; fi
}

# From Debian 13 on, the client is a package of its own.
docker_package() {
  if command -v apt-cache >/dev/null && apt-cache show docker-cli >/dev/null 2>&1; then echo docker-cli; else echo docker.io; fi
}

can_install() { [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# One by one: a package that this release does not have must not keep the others away.
install_missing() {
  export DEBIAN_FRONTEND=noninteractive
  local words package missing
  words=$(apt-get update -qq 2>&1) || say "$words"
  mapfile -t missing < <(missing_packages)
  say "Installing what the tests use: ${missing[*]} …"
  for package in "${missing[@]}"; do
    words=$(apt-get install -y -qq --no-install-recommends "$package" 2>&1) || say "$words" "apt-get could not install $package."
  done
}

report() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} -gt 0 ]; then
    say "Not on this machine: what Debian has in ${missing[*]}. Tests that need it are skipped; with CI=true they fail."
  fi
  if ! command -v moto_server >/dev/null; then
    say "moto_server is not on this machine (pip install -r .ci/requirements.txt). Tests that need it are skipped; with CI=true they fail."
  fi
}

main "$@"
