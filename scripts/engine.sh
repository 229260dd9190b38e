#!/usr/bin/env bash
# Makes sure that a container engine answers: uses the one that does, else installs and starts Debian's own.
#
# Exit 0: an engine answers, at the place where lading looks for it. Exit 3: none does; stderr says why and what to do.
# Safe to run again and safe to run twice at once. Everything it says goes to stderr.
set -euo pipefail

readonly not_ready=3
readonly start_seconds=60
readonly engine_log=${LADING_ENGINE_LOG:-/var/log/lading-dockerd.log}
readonly lock_file=/run/lading-engine.lock

# Process id of the engine that was started here.
started=

say() { printf '%s\n' "$*" >&2; }

give_up() {
  printf '%s\n' "$@" >&2
  exit "$not_ready"
}

main() {
  if engine_answers; then return; fi
  refuse_to_replace_a_chosen_engine
  require_debian_root
  # Of two at once, the second finds the engine that the first one has started.
  exec 9>"$lock_file"
  flock 9
  if engine_answers; then return; fi
  install_engine
  start_engine
}

# DOCKER_HOST, else the current docker context, else the sockets where engines usually listen.
engine_answers() {
  if chosen_engine >/dev/null; then
    chosen_answers
    return
  fi
  local socket home=${HOME:-/root}
  for socket in /var/run/docker.sock "$home/.docker/run/docker.sock" "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock" \
    "$home/.colima/default/docker.sock" "$home/.orbstack/run/docker.sock" "$home/.rd/docker.sock"; do
    if [ -S "$socket" ] && ping_engine "unix://$socket"; then return 0; fi
  done
  return 1
}

# Prints what the user has chosen; fails when nothing is.
chosen_engine() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    printf 'DOCKER_HOST=%s\n' "$DOCKER_HOST"
    return
  fi
  local context=${DOCKER_CONTEXT:-}
  if [ -z "$context" ] && command -v docker >/dev/null; then context=$(docker context show 2>/dev/null || true); fi
  [ -n "$context" ] && [ "$context" != default ] && printf 'docker context %s\n' "$context"
}

chosen_answers() {
  if command -v docker >/dev/null; then
    at_most 15 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
  else
    [ -n "${DOCKER_HOST:-}" ] && ping_engine "$DOCKER_HOST"
  fi
}

# macOS has no timeout.
at_most() {
  if command -v timeout >/dev/null; then timeout "$@"; else "${@:2}"; fi
}

# A machine with Node may have neither curl nor the docker client.
ping_engine() {
  node -e '
    const [, address] = process.argv;
    const target = address.startsWith("unix://") ? { socketPath: address.slice(7) } : new URL(address.replace(/^tcp:/, "http:"));
    const request = require("node:http").get(target instanceof URL ? new URL("/_ping", target) : { ...target, path: "/_ping" });
    request.setTimeout(5000, () => request.destroy(new Error("no answer")));
    request.on("error", () => process.exit(1)).on("response", (response) => process.exit(response.statusCode === 200 ? 0 : 1));
  ' "$1" 2>/dev/null
}

refuse_to_replace_a_chosen_engine() {
  local chosen
  chosen=$(chosen_engine) || return 0
  give_up "The chosen container engine does not answer: $chosen" \
    "Start it, or let lading look for a local one: unset DOCKER_HOST DOCKER_CONTEXT; docker context use default"
}

require_debian_root() {
  if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    if command -v dockerd >/dev/null || command -v apt-get >/dev/null; then return; fi
  fi
  give_up "No container engine answers, and this script can install one only as root on Debian or Ubuntu." \
    "Install or start one (Docker Engine, Docker Desktop, colima, OrbStack, Finch): https://docs.docker.com/engine/install/" \
    "On Debian or Ubuntu: sudo apt-get install docker.io && sudo usermod -aG docker \"\$USER\""
}

install_engine() {
  if command -v dockerd >/dev/null; then return; fi
  local packages=(docker.io ca-certificates)
  # Where the kernel has AppArmor on, no container starts without its parser.
  if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then packages+=(apparmor); fi
  say "No container engine answers: installing Debian's ${packages[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  local words
  if ! words=$(apt-get update -qq 2>&1 && apt-get install -y -qq --no-install-recommends "${packages[@]}" 2>&1); then
    give_up "$words" "apt-get could not install ${packages[*]}; its own words are above."
  fi
}

start_engine() {
  if [ -d /run/systemd/system ] && systemctl start docker >&2; then
    say "Starting the engine: systemctl start docker"
  else
    remove_stale_pid_files
    say "Starting the engine: dockerd, log in $engine_log"
    # It must outlive this script and its terminal, and must not keep the lock.
    setsid dockerd >"$engine_log" 2>&1 </dev/null 9>&- &
    started=$!
  fi
  local deadline=$((SECONDS + start_seconds))
  until engine_answers; do
    if [ "$SECONDS" -ge "$deadline" ] || dockerd_ended; then
      say "The engine was started and does not answer. The end of $engine_log:"
      tail -n 20 "$engine_log" >&2 || true
      exit "$not_ready"
    fi
    sleep 0.3
  done
  say "The engine answers."
}

# An engine that was killed leaves them, and the next one does not start when their number belongs to another process by now.
remove_stale_pid_files() {
  local entry file pid
  for entry in /var/run/docker.pid=dockerd /var/run/docker/containerd/containerd.pid=containerd; do
    file=${entry%=*}
    pid=$(cat "$file" 2>/dev/null) || continue
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "${entry#*=}" ] || rm -f "$file"
  done
}

# Only of the one that was started here.
dockerd_ended() { [ -n "$started" ] && ! kill -0 "$started" 2>/dev/null; }

main "$@"
