#!/usr/bin/env bash
# Checks of the commands in ops/: "ok - …" or "not ok - …" for each. ops/test runs it; it stands alone too.
# Everything happens in a folder of its own, whose name has a space, on ports of its own.
set -uo pipefail
OPS=$(cd "$(dirname "$0")/../ops" && pwd -P)
SCRATCH=$(mktemp -d /tmp/grantflow-ops.XXXXXX)
chmod 755 "$SCRATCH"
PORT=$((33000 + RANDOM % 2000))
export GRANTFLOW_DATA="$SCRATCH/a folder" GRANTFLOW_URL=http://127.0.0.1:$PORT
unset GRANTFLOW_DB GRANTFLOW_OWNER_DB
data=$GRANTFLOW_DATA
sleeper='' listener='' mounted=''

clean() {
  "$OPS/down" || true
  for pid in $sleeper $listener; do kill "$pid" 2>/dev/null || true; done
  [ -z "$mounted" ] || umount "$mounted"
  rm -rf "$SCRATCH"
}
trap clean EXIT
trap 'exit 130' INT TERM

failures=0
# check NAME EXIT-CODE 'text that must be in the output' command …
check() {
  local name=$1 want=$2 text=$3 code=0
  shift 3
  "$@" >"$SCRATCH/out" 2>&1 </dev/null || code=$?
  if [ "$code" = "$want" ] && { [ -z "$text" ] || grep -qF -- "$text" "$SCRATCH/out"; }; then
    echo "ok - $name"
  else
    failures=$((failures + 1))
    echo "not ok - $name (exit $code, wanted $want and \"$text\")"
    sed 's/^/    /' "$SCRATCH/out" | tail -n 25
  fi
}
health() {
  local line
  exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return 1
  printf 'GET /health/%s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
  read -r -t 10 line <&3
  exec 3>&-
  echo "$line"
}
first_line() { "$@" | head -n 1; }
host() { cut -d' ' -f1 "$data/host.pid"; }
server() { head -n 1 "$data/postgres/data/postmaster.pid"; }
# Waits until the command's output has the text, ten seconds at most.
eventually() {
  local text=$1 try
  shift
  for try in {1..50}; do
    "$@" 2>/dev/null | grep -qF -- "$text" && echo "$text" && return
    sleep 0.2
  done
  echo "after $try tries: $("$@" 2>&1)"
  return 1
}
dead() { [ -d "/proc/$1" ] && [ "$(sed 's/^.*) //' "/proc/$1/stat" | cut -c1)" != Z ] || echo dead; }

# A start that broke off left these.
mkdir -p "$data/postgres/data.new/base"
sleep 1000 &
sleeper=$!
echo "$sleeper 1" >"$data/host.pid"

check "up starts beside what a broken start left" 0 "GrantFlow is at $GRANTFLOW_URL" "$OPS/up" --detach --no-demo
first=$(host)
check "a second up changes nothing" 0 "already running" "$OPS/up" --detach --no-demo
check "it is the same host" 0 "$first" host
check "ready answers 200" 0 " 200 " health ready
check "a check of definitions prints nothing else" 0 " definitions, 0 problems" first_line "$OPS/grantflow" check-workflows

kill -9 "$(server)"
eventually dead dead "$(server)" >/dev/null
check "without its database the host says so" 0 " 503 " eventually " 503 " health ready
check "and lives on" 0 " 200 " health live
check "up brings the killed database back" 0 "already running" "$OPS/up" --detach --no-demo
check "and the host finds it again" 0 " 200 " eventually " 200 " health ready

kill -9 "$first"
eventually dead dead "$first" >/dev/null
check "up after the host was killed starts another" 0 "GrantFlow is at" "$OPS/up" --detach --no-demo
check "the data is as it was" 0 "up to date" "$OPS/grantflow" migrate
as_host() {
  PGPASSWORD=$(cat "$data/postgres/host-password") "$(printf '%s\n' /usr/lib/postgresql/*/bin/psql | tail -n 1)" \
    -qX -h 127.0.0.1 -p "$(cat "$data/postgres/port")" -U grantflow_host -d grantflow -c "$1"
}
if compgen -G '/usr/lib/postgresql/*/bin/psql' >/dev/null; then
  check "the host's login makes no table" 1 "permission denied for schema public" as_host 'create table mine (id int)'
  check "and leaves the record alone" 1 "permission denied for table audit_facts" as_host 'delete from audit_facts'
fi
# The first form that is shown makes the service's own keys, which lie sealed in the database.
show_form() {
  exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf 'GET /sign-in HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && cat <&3 | head -n 1
}
if compgen -G '/usr/lib/postgresql/*/bin/pg_dump' >/dev/null; then
  check "a form is shown" 0 " 200 " show_form
  check "a copy is made while the host runs" 0 "copied to" "$OPS/backup" "$SCRATCH/copy"
  check "and says by name and path what isn't in it" 0 "$data/keys.json   (keys this copy needs: $(sed -n 's/.*"id": "\(.*\)".*/\1/p' "$data/keys.json"))" "$OPS/backup" "$SCRATCH/copy"
  check "and to keep that apart" 0 "keep it APART from $SCRATCH/copy" "$OPS/backup" "$SCRATCH/copy"
  check "and isn't put back under it" 2 "the host is running" "$OPS/backup" --restore "$SCRATCH/copy"
fi
check "down stops it" 0 "" "$OPS/down"
check "nothing listens any more" 1 "" health live
check "a stranger whose number was in a stale file lives" 0 "$sleeper" ps -o pid= -p "$sleeper"

if [ -f "$SCRATCH/copy" ]; then
  check "a file that is no copy changes nothing" 1 "as it was" "$OPS/backup" --restore "$OPS/up"
  mv "$data/keys.json" "$SCRATCH/keys"
  check "put back without its keys, the copy says which fields can't be read" 0 \
    "1 values of data_protection_keys.xml (second factors, mailed links, sign-ins) can't be read" "$OPS/backup" --restore "$SCRATCH/copy"
  check "and where the keys belong" 0 "Put $data/keys.json back from its own copy" "$OPS/backup" --restore "$SCRATCH/copy"
  check "the host doesn't start without them, and says why" 1 "The keys of sealed fields are missing: $data/keys.json" "$OPS/up" --detach --no-demo
  check "a copy made without them says so" 0 "$data/keys.json is MISSING" "$OPS/backup" "$SCRATCH/another"
  mv "$SCRATCH/keys" "$data/keys.json"
  check "a copy is put back, and its keys open all of it" 0 "1 sealed values, 0 can't be read" "$OPS/backup" --restore "$SCRATCH/copy"
  check "whole" 0 "up to date" "$OPS/grantflow" migrate
fi

node -e 'require("net").createServer().listen(+process.argv[1], "127.0.0.1")' "$PORT" &
listener=$!
eventually "" health live >/dev/null
check "a port in use is named" 3 "port $PORT is in use" "$OPS/up" --detach --no-demo
kill "$listener"

check "a connection string that can't be read" 2 "GRANTFLOW_DB can't be read" env GRANTFLOW_DB=nonsense "$OPS/up" --detach --no-demo
check "a database that isn't there" 3 "the database can't be reached" \
  env GRANTFLOW_DB="Host=127.0.0.1;Port=1;Database=x;Username=x;Password=s3cret" "$OPS/up" --detach --no-demo
check "an address that isn't one" 2 "GRANTFLOW_URL" env GRANTFLOW_URL=ftp://x "$OPS/up" --detach --no-demo
check "an unknown option" 2 "usage" "$OPS/up" --wat

# What the registries' clients say decides; here they say what they are told to: of the known project first, then of ours.
export SCRATCH
fake=$SCRATCH/fake
mkdir "$fake"
cat >"$fake/dotnet" <<'END'
#!/bin/sh
case "$*" in *canary*) says=$NUGET_KNOWN ;; *) says=$NUGET_OURS ;; esac
case $says in
  hole) printf 'Project `x` has the following vulnerable packages\n   [net10.0]: \n   > Leaky.Package  1.0.0  1.0.0  High  GHSA-x\n' ;;
  none) echo 'The given project `x` has no vulnerable packages given the current sources.' ;;
  *) echo 'error: Unable to load the service index for source' && exit 1 ;;
esac
END
cat >"$fake/npm" <<'END'
#!/bin/sh
case $PWD in *canary) says=$NPM_KNOWN ;; *) says=$NPM_OURS ;; esac
case $says in
  hole) printf '{\n "vulnerabilities": { "leaky": {\n  "name": "leaky",\n  "severity": "high" } },\n "metadata": { "vulnerabilities": {\n  "high": 1,\n  "critical": 0 } } }\n' && exit 1 ;;
  none) printf '{\n "vulnerabilities": {},\n "metadata": { "vulnerabilities": {\n  "high": 0,\n  "critical": 0 } } }\n' ;;
  *) printf '{ "statusCode": 405 }\n' && exit 1 ;;
esac
END
chmod +x "$fake/dotnet" "$fake/npm"
# scan NUGET-KNOWN NUGET-OURS NPM-KNOWN NPM-OURS
scan() {
  NUGET_KNOWN=$1 NUGET_OURS=$2 NPM_KNOWN=$3 NPM_OURS=$4 PATH="$fake:$PATH" bash -c '
    . "$0/lib/base.sh"; . "$0/lib/testing.sh"; code=0; vulnerable || code=$?; echo "$SKIPPED skipped"; exit "$code"' "$OPS"
}
check "a known hole in a NuGet package fails" 1 "Leaky.Package" scan hole hole hole none
check "a known hole in an npm package fails" 1 '"name": "leaky"' scan hole none hole hole
check "none in either is said" 0 "NuGet: no known hole" scan hole none hole none
check "and nothing was skipped" 0 "0 skipped" scan hole none hole none
check "a registry out of reach fails nothing and is named" 0 "NuGet: NOT CHECKED: the registry gives no answer" scan away away hole none
check "npm's too" 0 "npm: NOT CHECKED: the registry gives no answer" scan hole none away away
check "one that goes away half-way is no pass" 0 "NuGet: NOT CHECKED: the registry gives no answer" scan hole away hole none
check "one that knows no holes at all is no pass" 0 "NuGet: NOT CHECKED: the registry answers, but names no hole" scan none none hole none
check "what wasn't checked is counted" 0 "2 skipped" scan away away none none

# A disk of 24 MB holds no database: the failed start leaves none that a later start would take for whole.
if [ "$(id -u)" = 0 ] && mkdir "$SCRATCH/small" && mount -t tmpfs -o size=24m,mode=755 tmpfs "$SCRATCH/small" 2>/dev/null; then
  mounted=$SCRATCH/small
  check "a full disk is told" 1 "No space left on device" env GRANTFLOW_DATA="$mounted" "$OPS/up" --detach --no-demo
  check "and leaves no half-made database" 2 "No such file" ls "$mounted/postgres/data"
fi
[ "$failures" = 0 ]
