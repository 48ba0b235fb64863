# Sourced by every script in ops/: where things are, and how to speak.
# shellcheck shell=bash

OPS=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ROOT=$(dirname "$OPS")
WEB=$ROOT/src/GrantFlow.Web
umask 022

# A message for people always goes to stderr, so that stdout stays what the called program prints.
say() { printf '%s\n' "$*" >&2; }
fail() {
  local code=$1
  shift
  say "error: $*"
  exit "$code"
}

# What a database server needs of its folder: its own user can reach it. Root's usual home is closed to everyone else.
reachable() {
  local dir=$1
  while [ ! -e "$dir" ]; do dir=$(dirname "$dir"); done
  as_server test -x "$dir"
}

# PostgreSQL refuses to run as root, so root hands it to the system's postgres user, or to nobody where there is none.
SERVER_USER=$(id -un 2>/dev/null || id -u)
if [ "$(id -u)" = 0 ]; then
  SERVER_USER=nobody
  if getent passwd postgres >/dev/null; then SERVER_USER=postgres; fi
fi
as_server() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  else
    (cd / && exec setpriv --reuid="$SERVER_USER" --regid="$(id -g "$SERVER_USER")" --clear-groups "$@")
  fi
}

# Sets DATA: .grantflow in the checkout, unless GRANTFLOW_DATA names another folder or the server's user can't reach it.
find_data() {
  DATA=${GRANTFLOW_DATA:-$ROOT/.grantflow}
  case $DATA in /*) ;; *) DATA=$PWD/$DATA ;; esac
  if ! reachable "$DATA"; then
    [ -z "${GRANTFLOW_DATA:-}" ] || fail 2 "the user $SERVER_USER can't reach GRANTFLOW_DATA ($DATA): PostgreSQL doesn't run as root."
    DATA=/var/lib/grantflow/$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)
  fi
  mkdir -p "$DATA" || fail 2 "can't make the data folder $DATA. Set GRANTFLOW_DATA to a folder that can be written."
}

# dotnet and npm keep caches in HOME; a service user often has none.
find_home() {
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export HOME=$1/home
    mkdir -p "$HOME"
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
  # No compiler or build server outlives the command that needed it.
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
}

# A process is known by its number and its start, because numbers come back. One that has ended (Z) has no start any more.
started() { sed 's/^.*) //; /^Z/d' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
remember() { printf '%s %s\n' "$1" "$(started "$1")" >"$2"; }
alive() {
  local pid start
  [ -r "$1" ] && read -r pid start <"$1" && [ -n "$start" ] && [ "$(started "$pid")" = "$start" ]
}

# Runs a command with its output in a log; shows the log's end only if it fails.
quietly() {
  local log=$1 code=0
  shift
  "$@" >"$log" 2>&1 </dev/null || code=$?
  [ "$code" = 0 ] || {
    tail -n 30 "$log" >&2
    fail 1 "failed: $* (the whole output: $log)"
  }
}

# shellcheck source-path=SCRIPTDIR source=postgres.sh
. "$OPS/lib/postgres.sh"
# shellcheck source-path=SCRIPTDIR source=host.sh
. "$OPS/lib/host.sh"
